import { z } from 'zod';

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
