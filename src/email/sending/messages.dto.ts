import { z } from 'zod';
import { SUPPRESSION_REASONS } from '../suppression/suppression.entity';
import { MESSAGE_STATUSES, STREAMS } from './message.entity';

export const ListMessagesSchema = z.strictObject({
  leadId: z.uuid().optional(),
  aboutKind: z.string().max(60).optional(),
  aboutId: z.uuid().optional(),
  status: z.enum(MESSAGE_STATUSES).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.uuid().optional(),
});
export type ListMessages = z.output<typeof ListMessagesSchema>;

const instant = z.iso.datetime().nullable();
const row = {
  id: z.uuid(),
  leadId: z.uuid().nullable(),
  about: z.strictObject({ kind: z.string(), id: z.uuid() }),
  stream: z.enum(STREAMS),
  status: z.enum(MESSAGE_STATUSES),
  reason: z.string().nullable(),
  toAddress: z.string(),
  templateKey: z.string(),
  templateVersion: z.int(),
  locale: z.string(),
  dueAt: z.iso.datetime(),
  notAfter: z.iso.datetime(),
  sentAt: instant,
  settledAt: instant,
  bouncedAt: instant,
  unsubscribedAt: instant,
  deliveredAt: instant,
  repliedAt: instant,
  complainedAt: instant,
  /** What can be told of it, by consent of its contact. */
  measured: z.array(z.enum(['opened', 'clicked'])).nullable(),
  /** By a person; machines are told apart. */
  firstOpenedAt: instant,
  firstClickedAt: instant,
  attempts: z.int(),
  simulated: z.boolean(),
};
export const MessageRowSchema = z.strictObject(row).meta({ id: 'MessageRow' });
export type MessageRow = z.output<typeof MessageRowSchema>;

export const MessagePageSchema = z
  .strictObject({
    items: z.array(MessageRowSchema),
    nextCursor: z.uuid().nullable(),
    previousCursor: z.null(),
    asOf: z.iso.datetime(),
    asOfSequence: z.string(),
  })
  .meta({ id: 'MessagePage' });
export type MessagePage = z.output<typeof MessagePageSchema>;

export const MessageViewSchema = z
  .strictObject({
    ...row,
    provider: z.string().nullable(),
    providerMessageId: z.string().nullable(),
    legalBasis: z.string().nullable(),
    suppressedBy: z
      .enum(SUPPRESSION_REASONS)
      .nullable()
      .describe('What would hold a mail back now'),
    calls: z
      .array(
        z.strictObject({
          provider: z.string(),
          state: z.string(),
          phase: z.string().nullable(),
          code: z.string().nullable(),
          enhanced: z.string().nullable(),
          response: z.string().nullable(),
          startedAt: z.iso.datetime(),
          finishedAt: instant,
        }),
      )
      .nullable()
      .describe('Attempts as the provider answered them; null for roles that do not see them'),
    content: z
      .strictObject({ subject: z.string(), html: z.string(), plain: z.string() })
      .nullable()
      .describe('What was sent, as long as it is kept, for roles that see it'),
    asOf: z.iso.datetime(),
    asOfSequence: z.string(),
  })
  .meta({ id: 'MessageView' });
export type MessageView = z.output<typeof MessageViewSchema>;

export const ResolveMessageSchema = z
  .strictObject({
    outcome: z.enum(['sent', 'failed', 'queued']),
    reason: z.string().trim().min(10).max(500),
  })
  .meta({ id: 'ResolveMessage' });
export type ResolveMessage = z.output<typeof ResolveMessageSchema>;
