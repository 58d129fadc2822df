import { z } from 'zod';
import { say } from '../../core/field-text';

const instant = z.iso.datetime();

export const IssueApiTokenSchema = z
  .strictObject({
    name: z
      .string()
      .trim()
      .min(1)
      .max(120)
      .regex(
        /^\P{Cc}*$/u,
        say('must not contain control characters', 'darf keine Steuerzeichen enthalten'),
      ),
    acts: z
      .array(z.string().max(60))
      .min(1)
      .max(100)
      .describe('What the token may do: names of acts that your role may perform'),
    expiresInDays: z.int().min(1).max(365).default(90),
  })
  .meta({ id: 'IssueApiToken' });
export type IssueApiToken = z.output<typeof IssueApiTokenSchema>;

export const ApiTokenViewSchema = z
  .strictObject({
    id: z.uuid(),
    userId: z.uuid(),
    userName: z.string(),
    name: z.string(),
    hint: z.string().describe('The last four characters of the token'),
    acts: z.array(z.string()),
    createdAt: instant,
    lastUsedAt: instant.nullable(),
    expiresAt: instant,
  })
  .meta({ id: 'ApiTokenView' });
export type ApiTokenView = z.output<typeof ApiTokenViewSchema>;

export const IssuedApiTokenSchema = z
  .strictObject({
    ...ApiTokenViewSchema.shape,
    token: z.string().describe('Shown this once; send it as `Authorization: Bearer …`'),
  })
  .meta({ id: 'IssuedApiToken' });
export type IssuedApiToken = z.output<typeof IssuedApiTokenSchema>;

export const ListApiTokensSchema = z.strictObject({
  of: z.enum(['me', 'everybody']).default('me'),
});
export type ListApiTokens = z.output<typeof ListApiTokensSchema>;

export const ApiTokenListSchema = z
  .strictObject({ items: z.array(ApiTokenViewSchema) })
  .meta({ id: 'ApiTokenList' });
export type ApiTokenList = z.output<typeof ApiTokenListSchema>;
