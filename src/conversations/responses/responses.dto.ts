import { z } from 'zod';
import { several } from '../../core/fields';
import { RESPONSE_CLASSES } from '../classification/classify.rules';

const instant = z.iso.datetime();
const asOf = { asOf: instant, asOfSequence: z.string() };
const RESPONSE_CHANNELS = ['email', 'whatsapp', 'person'] as const;
const responseClass = z.enum(RESPONSE_CLASSES);

export const ListResponsesSchema = z.strictObject({
  state: z.enum(['review', 'decided']).optional(),
  class: several(responseClass),
  channel: several(z.enum(RESPONSE_CHANNELS)),
  owner: several(z.union([z.uuid(), z.literal('me')])),
  id: several(z.uuid()),
  leadId: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(1000).optional(),
});
export type ListResponses = z.output<typeof ListResponsesSchema>;

export const DecideResponseSchema = z
  .strictObject({ class: responseClass })
  .meta({ id: 'DecideResponse' });
export type DecideResponse = z.output<typeof DecideResponseSchema>;

/** How much of a text a list shows. */
export const EXCERPT_LENGTH = 240;

const evidence = z.array(
  z.object({
    rule: z.string(),
    /** What was heard, folded; empty when no words were read. */
    words: z.string(),
  }),
);
const person = z.object({ id: z.uuid(), name: z.string() }).nullable();

const responseRow = {
  id: z.uuid(),
  version: z.int(),
  leadId: z.uuid(),
  company: z.string().nullable(),
  contactId: z.uuid().nullable(),
  /** As the channel names the writer; null for what a colleague reports. */
  sender: z.string().nullable(),
  ownerName: z.string().nullable(),
  /** How its text begins, without quotes and signature; null where there is none. */
  excerpt: z.string().nullable(),
  conversationId: z.uuid().nullable(),
  channel: z.enum(RESPONSE_CHANNELS),
  source: z.object({ kind: z.enum(['mail', 'message', 'activity']), id: z.uuid() }),
  followUpId: z.uuid().nullable(),
  class: responseClass,
  confidence: z.number().nullable(),
  state: z.enum(['review', 'decided']),
  language: z.string().nullable(),
  evidence,
  pauseUntil: z.iso.date().nullable(),
  receivedAt: instant,
  decidedAt: instant,
  /** Null when the rules decided. */
  decidedBy: person,
  simulated: z.boolean(),
};

export const ResponseRowSchema = z.object(responseRow).meta({ id: 'ResponseRow' });
export type ResponseRow = z.output<typeof ResponseRowSchema>;

export const ResponseViewSchema = z
  .object({
    ...responseRow,
    subject: z.string().nullable(),
    /** What was written, without quotes and signature; the evidence is of this text. */
    text: z.string().nullable(),
    fullText: z.string().nullable(),
    decisions: z.array(
      z.object({
        version: z.int(),
        class: responseClass,
        confidence: z.number().nullable(),
        evidence,
        decidedAt: instant,
        decidedBy: person,
      }),
    ),
  })
  .meta({ id: 'ResponseView' });
export type ResponseView = z.output<typeof ResponseViewSchema>;

export const ResponsePageSchema = z
  .object({
    items: z.array(ResponseRowSchema),
    nextCursor: z.string().nullable(),
    previousCursor: z.string().nullable(),
    ...asOf,
  })
  .meta({ id: 'ResponsePage' });
export type ResponsePage = z.output<typeof ResponsePageSchema>;
