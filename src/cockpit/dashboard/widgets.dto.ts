import { z } from 'zod';
import { WIDTHS } from './width.rules';

const instant = z.iso.datetime();
const count = z.int();
const snapshot = { asOf: instant, asOfSequence: z.string(), scope: z.enum(WIDTHS) };

export const AskWidgetSchema = z.strictObject({ scope: z.enum(WIDTHS).optional() });
export type AskWidget = z.output<typeof AskWidgetSchema>;

export const MyDaySchema = z
  .object({
    ...snapshot,
    /** Answers of leads that a person should look at. */
    answers: count,
    /** Conversions that rules propose and whose answer does not wait itself; null for whoever may not decide them. */
    proposals: count.nullable(),
    /** Open tasks due within 24 hours or before, and those of them whose time is over. */
    tasksDue: count,
    tasksOverdue: count,
    /** Automatic replies said that the person has left the house. */
    contactsLeft: count,
    /** Leads whose owner was reminded and whose protection lapses unless something happens. */
    protectionEnding: count,
    /** Requests to stop the clock of a lead; null for whoever may not decide them. */
    clockRequests: count.nullable(),
    /** Leads that tapped a button within 24 hours and that no colleague has answered. */
    hotClicks: count,
    /** Conversations of both channels that wait for an answer of ours. */
    unanswered: count,
    /** Everything that waits in the inbox, each thing once: an answer in doubt that also waits for words of ours is one. */
    inbox: count,
    /** Imports that somebody else must release; null for whoever may not. */
    importApprovals: count.nullable(),
    /** Follow-ups that wait for an approval; null for whoever may not give it. */
    followUpApprovals: count.nullable(),
  })
  .meta({ id: 'MyDay', description: 'What waits for a person, each the count of a list' });
export type MyDay = z.output<typeof MyDaySchema>;

const money = z.object({ cents: z.int(), currency: z.string() });
export const PipelineSchema = z
  .object({
    ...snapshot,
    parts: z.array(
      z.object({
        status: z.string(),
        /** 0 knows no person, 1 a contact, 2 is qualified. */
        stage: count,
        leads: count,
        /** Of a year, by currency; of those whose volume is known. */
        value: z.array(money),
        unvalued: count,
      }),
    ),
    /** Open opportunities by stage. */
    opportunities: z.array(
      z.object({
        stage: z.string(),
        /** Per cent. */
        probability: count,
        count,
        value: z.array(money),
      }),
    ),
  })
  .meta({ id: 'Pipeline', description: 'Leads by status and stage, count and value' });
export type Pipeline = z.output<typeof PipelineSchema>;

export const SendingSchema = z
  .object({
    ...snapshot,
    queued: count,
    /** Null when nothing waits that could have left. */
    oldestDueAt: instant.nullable(),
    unknown: count,
    /** The last 7 × 24 hours. */
    sent: count,
    failed: count,
    bounced: count,
    complained: count,
    /** Null before the first one. */
    lastSentAt: instant.nullable(),
  })
  .meta({ id: 'Sending', description: 'Mail as it leaves, in numbers' });
export type Sending = z.output<typeof SendingSchema>;

export const ProvidersSchema = z
  .object({
    asOf: instant,
    items: z.array(
      z.object({
        channel: z.enum(['email', 'whatsapp']),
        /** `capture` keeps mails in the development mailbox, `simulated` messages in a stand-in for WhatsApp. */
        mode: z.string(),
        /** Null where this process does not send and so cannot ask. */
        state: z.enum(['ok', 'degraded', 'down', 'off']).nullable(),
        /** Milliseconds that asking took. */
        latencyMs: z.number().nullable(),
      }),
    ),
  })
  .meta({ id: 'Providers', description: 'The doors through which messages leave, asked just now' });
export type Providers = z.output<typeof ProvidersSchema>;
