import { z } from 'zod';

const instant = z.iso.datetime();
const quality = z.enum(['green', 'yellow', 'red']).nullable();

export const MessageTemplateSchema = z
  .object({
    id: z.uuid(),
    version: z.int(),
    key: z.string(),
    locale: z.string(),
    name: z.string().meta({ description: 'What WhatsApp knows it by' }),
    status: z.enum(['draft', 'pending', 'approved', 'rejected', 'paused', 'disabled']),
    category: z.enum(['marketing', 'utility', 'authentication']),
    quality,
    reason: z.string().nullable(),
    body: z.string(),
    variables: z.array(z.string()),
    buttons: z.array(z.object({ label: z.string(), action: z.string() })),
    changedAt: instant,
  })
  .meta({ id: 'MessageTemplate', description: 'A WhatsApp template, approved or not by Meta' });
export type MessageTemplateView = z.output<typeof MessageTemplateSchema>;

export const MessageTemplateListSchema = z
  .object({ items: z.array(MessageTemplateSchema), asOf: instant })
  .meta({ id: 'MessageTemplateList' });
export type MessageTemplateList = z.output<typeof MessageTemplateListSchema>;

export const MessageNumberSchema = z
  .object({
    mode: z.enum(['off', 'simulated', 'cloud']),
    phoneNumberId: z.string().nullable(),
    displayNumber: z.string().nullable(),
    quality,
    limit: z.string().nullable(),
    blockedBy: z
      .string()
      .nullable()
      .meta({ description: 'Why nothing is sent; quality stops only what advertises' }),
    changedAt: instant.nullable(),
    asOf: instant,
  })
  .meta({ id: 'MessageNumber', description: 'The number that we send from' });
export type MessageNumberView = z.output<typeof MessageNumberSchema>;

export const ReleaseNumberSchema = z
  .strictObject({ reason: z.string().trim().min(10).max(1000) })
  .meta({ id: 'ReleaseNumber' });
export type ReleaseNumber = z.output<typeof ReleaseNumberSchema>;

export const ListWebhookDeadLettersSchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.uuid().optional(),
});
export type ListWebhookDeadLetters = z.output<typeof ListWebhookDeadLettersSchema>;

export const WebhookDeadLetterPageSchema = z
  .object({
    items: z.array(
      z.object({
        id: z.uuid(),
        kind: z.string(),
        key: z.string(),
        attempts: z.int(),
        error: z.string().nullable(),
        receivedAt: instant,
        diedAt: instant,
      }),
    ),
    nextCursor: z.uuid().nullable(),
    asOf: instant,
  })
  .meta({ id: 'WebhookDeadLetterPage' });
export type WebhookDeadLetterPage = z.output<typeof WebhookDeadLetterPageSchema>;
