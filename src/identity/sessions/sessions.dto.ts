import { z } from 'zod';
import { lineOf, TimeZoneSchema } from '../../core/fields';
import { ROLES } from '../scope.rules';

export const SignInBodySchema = z
  .strictObject({ email: z.string().trim().min(3).max(254), password: z.string().min(1).max(200) })
  .meta({ id: 'SignIn' });
export type SignInBody = z.output<typeof SignInBodySchema>;

const name = lineOf(120);

export const PreferencesSchema = z
  .strictObject({
    name: name.optional(),
    locale: z.enum(['de', 'en']).optional(),
    timeZone: TimeZoneSchema.optional(),
    position: lineOf(120).nullable().optional(),
    phone: lineOf(40).nullable().optional(),
    theme: z.enum(['light', 'dark', 'system']).optional(),
    density: z.enum(['compact', 'normal', 'roomy']).optional(),
    singleKeys: z.boolean().optional(),
  })
  .meta({ id: 'Preferences' });
export type Preferences = z.output<typeof PreferencesSchema>;

export const ChangePasswordSchema = z
  .strictObject({ current: z.string().min(1).max(200), next: z.string().max(200) })
  .meta({ id: 'ChangePassword' });
export type ChangePassword = z.output<typeof ChangePasswordSchema>;

export const SessionViewSchema = z
  .strictObject({
    user: z.strictObject({
      id: z.uuid(),
      email: z.string(),
      name: z.string(),
      role: z.enum(ROLES),
      teamId: z.uuid().nullable(),
      teamName: z.string().nullable(),
      territories: z.array(z.string()),
      capabilities: z.array(z.string()),
      locale: z.enum(['de', 'en']),
      timeZone: z.string(),
      theme: z.enum(['light', 'dark', 'system']),
      density: z.enum(['compact', 'normal', 'roomy']),
      singleKeys: z.boolean(),
      position: z.string().nullable(),
      phone: z.string().nullable(),
    }),
    scope: z.strictObject({ kind: z.enum(['own', 'team', 'all']), teamIds: z.array(z.uuid()) }),
    acts: z.array(z.string()).describe('What the role may do, by the names of the acts'),
    environment: z.enum(['development', 'production']),
    demo: z.boolean(),
    mailbox: z
      .boolean()
      .describe(
        'Whether the development mailbox is open to this person: capture mode keeps every mail there',
      ),
  })
  .meta({ id: 'SessionView' });
export type SessionView = z.output<typeof SessionViewSchema>;

export const SessionListSchema = z
  .strictObject({
    items: z.array(
      z
        .strictObject({
          id: z.uuid(),
          createdAt: z.iso.datetime(),
          lastUsedAt: z.iso.datetime(),
          address: z.string(),
          userAgent: z.string(),
          current: z.boolean(),
        })
        .meta({ id: 'OpenSession' }),
    ),
  })
  .meta({ id: 'SessionList' });
export type SessionList = z.output<typeof SessionListSchema>;

export const StreamTicketSchema = z
  .strictObject({ ticket: z.string(), expiresAt: z.iso.datetime() })
  .meta({ id: 'StreamTicket' });
export type StreamTicket = z.output<typeof StreamTicketSchema>;
