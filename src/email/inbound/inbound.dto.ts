import { z } from 'zod';
import { INBOUND_KINDS } from './kind.rules';
import { MATCHED_BY } from './matching.queries';

export const ListInboundMailsSchema = z.strictObject({
  leadId: z.uuid().optional(),
  /** Answers to one mail of ours. */
  messageId: z.uuid().optional(),
  kind: z.enum(INBOUND_KINDS).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.uuid().optional(),
});
export type ListInboundMails = z.output<typeof ListInboundMailsSchema>;

const row = {
  id: z.uuid(),
  kind: z.enum(INBOUND_KINDS),
  receivedAt: z.iso.datetime(),
  from: z.strictObject({ address: z.string(), name: z.string().nullable() }),
  to: z.array(z.string()),
  subject: z.string(),
  visibleText: z.string().describe('Without quotes, signature and lines of our own mail'),
  messageId: z.uuid().nullable().describe('The mail of ours that it belongs to'),
  leadId: z.uuid().nullable(),
  contactId: z.uuid().nullable(),
  about: z.strictObject({ kind: z.string(), id: z.uuid() }).nullable(),
  matchedBy: z.enum(MATCHED_BY).nullable(),
  confidence: z
    .number()
    .min(0)
    .max(1)
    .nullable()
    .describe('Below 0.9 the match is a suggestion for a person'),
  otherSender: z.boolean().describe('The right token from another address'),
  awayUntil: z.iso.date().nullable().describe('The last day away, of an automatic reply'),
  contactLeft: z.boolean(),
  simulated: z.boolean(),
};

export const InboundMailRowSchema = z.strictObject(row).meta({ id: 'InboundMailRow' });
export type InboundMailRow = z.output<typeof InboundMailRowSchema>;

export const InboundMailPageSchema = z
  .strictObject({
    items: z.array(InboundMailRowSchema),
    nextCursor: z.uuid().nullable(),
    previousCursor: z.null(),
    asOf: z.iso.datetime(),
    asOfSequence: z.string(),
  })
  .meta({ id: 'InboundMailPage' });
export type InboundMailPage = z.output<typeof InboundMailPageSchema>;

export const InboundMailSchema = z
  .strictObject({
    ...row,
    fullText: z.string(),
    headers: z.array(z.strictObject({ key: z.string(), value: z.string() })),
    report: z
      .strictObject({ status: z.string().nullable(), diagnostic: z.string().nullable() })
      .nullable()
      .describe('What a returned mail says'),
  })
  .meta({ id: 'InboundMail' });
export type InboundMailView = z.output<typeof InboundMailSchema>;
