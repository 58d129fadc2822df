import { z } from 'zod';
import { FollowUpFilterSchema } from './follow-ups.dto';

const instant = z.iso.datetime();
const MOST = 50;

export const ListDecisionsSchema = FollowUpFilterSchema.pick({
  leadId: true,
  owner: true,
  territory: true,
}).extend({ limit: z.coerce.number().int().min(1).max(MOST).default(10) });
export type ListDecisions = z.output<typeof ListDecisionsSchema>;

export const DecisionsPageSchema = z
  .object({
    items: z.array(
      z.object({
        followUpId: z.uuid(),
        leadId: z.uuid(),
        company: z.string(),
        city: z.string().nullable(),
        step: z.string(),
        channel: z.enum(['email', 'whatsapp']),
        /** Of the decisions about this follow-up, counted from 1. */
        number: z.int(),
        outcome: z.enum(['queued', 'skipped', 'deferred', 'cancelled']),
        reason: z.string().nullable(),
        reasonText: z.string().nullable(),
        sentence: z.string(),
        /** How many guards let it pass, and the name of the one that did not. */
        passed: z.int(),
        refusedBy: z.string().nullable(),
        counterfactual: z.string().nullable(),
        /** Null when the rules decided; else who, with what they gave as the reason. */
        decidedBy: z.string().nullable(),
        note: z.string().nullable(),
        nextAt: instant.nullable(),
        at: instant,
        simulated: z.boolean(),
      }),
    ),
    asOf: instant,
    asOfSequence: z.string(),
  })
  .meta({ id: 'FollowUpDecisions', description: 'What was decided lately, the newest first' });
export type DecisionsPage = z.output<typeof DecisionsPageSchema>;
