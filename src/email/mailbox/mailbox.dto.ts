import { z } from 'zod';
import { say } from '../../core/field-text';
import { INBOUND_KINDS } from '../inbound/kind.rules';
import { REPLY_KINDS } from './reply.rules';

export const ListMailboxSchema = z.strictObject({
  to: z.string().max(254).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.uuid().optional(),
});
export type ListMailbox = z.output<typeof ListMailboxSchema>;

const row = {
  id: z.uuid(),
  from: z.string(),
  to: z.array(z.string()),
  subject: z.string(),
  receivedAt: z.iso.datetime(),
};

export const MailboxRowSchema = z.strictObject(row).meta({ id: 'MailboxRow' });
export type MailboxRow = z.output<typeof MailboxRowSchema>;

export const MailboxPageSchema = z
  .strictObject({
    items: z.array(MailboxRowSchema),
    nextCursor: z.uuid().nullable(),
    previousCursor: z.null(),
    asOf: z.iso.datetime(),
    asOfSequence: z.string(),
  })
  .meta({ id: 'MailboxPage' });
export type MailboxPage = z.output<typeof MailboxPageSchema>;

export const MailboxMailSchema = z
  .strictObject({
    ...row,
    headers: z.array(z.strictObject({ key: z.string(), value: z.string() })),
    plain: z.string(),
    html: z.string(),
  })
  .meta({ id: 'MailboxMail' });
export type MailboxMailView = z.output<typeof MailboxMailSchema>;

export const ReplyToMailSchema = z
  .strictObject({
    as: z
      .enum(REPLY_KINDS)
      .default('HUMAN')
      .describe('What comes back: a person, their machine, or a server'),
    text: z.string().trim().max(10_000).default(''),
    from: z.email().max(254).optional().describe('Who answers, if not who got the mail'),
  })
  .refine(({ as, text }) => as !== 'HUMAN' || text !== '', {
    path: ['text'],
    error: say('A person writes something.', 'Ein Mensch schreibt etwas.'),
  })
  .meta({ id: 'ReplyToMail' });
export type ReplyToMail = z.output<typeof ReplyToMailSchema>;

export const ReplyTakenSchema = z
  .strictObject({
    inboundId: z.uuid(),
    kind: z.enum(INBOUND_KINDS),
    duplicate: z.boolean(),
  })
  .meta({ id: 'ReplyTaken' });
export type ReplyTaken = z.output<typeof ReplyTakenSchema>;
