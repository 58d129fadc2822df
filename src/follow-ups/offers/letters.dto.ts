import { z } from 'zod';

const text = z.strictObject({
  subject: z.string().min(1).max(500),
  html: z.string().min(1).max(200_000),
  plain: z.string().min(1).max(100_000),
});

export const LetterPreviewSchema = z
  .strictObject({
    versionId: z.uuid(),
    locale: z.enum(['de', 'en']).default('de'),
    /** In place of what the version says: what somebody is typing. */
    body: text.optional(),
  })
  .meta({ id: 'PreviewLetter' });
export type LetterPreview = z.output<typeof LetterPreviewSchema>;

export const LetterViewSchema = z
  .strictObject({
    subject: z.string().nullable(),
    html: z.string().nullable(),
    plain: z.string().nullable(),
    error: z.string().nullable(),
    findings: z.array(
      z.strictObject({
        level: z.enum(['error', 'warning']),
        code: z.string(),
        locale: z.string(),
        detail: z.string(),
      }),
    ),
  })
  .meta({ id: 'LetterPreview' });
export type LetterView = z.output<typeof LetterViewSchema>;
