import { z } from 'zod';
import { DaySchema } from '../../core/fields';
import { PROTECTION_STATES } from './protection.rules';

const instant = z.iso.datetime();
const reason = z.string().trim().min(10).max(1000);

export const ProtectionViewSchema = z
  .object({
    state: z.enum(PROTECTION_STATES),
    /** Nobody has documented a first contact yet. */
    preClaim: z.boolean(),
    /** Null while the clock stands: it moves on with every moment. */
    endsAt: instant.nullable(),
    /** When provable progress is due next; null for a pre-claim, and while the clock stands. */
    progressDueAt: instant.nullable(),
    /** When it lapses unless something happens; null while the clock stands. */
    lapsesAt: instant.nullable(),
  })
  .meta({ id: 'Protection' });
export type ProtectionView = z.output<typeof ProtectionViewSchema>;

export const FirstContactSchema = z
  .strictObject({
    channel: z.enum(['PHONE', 'EMAIL', 'MEETING', 'FAIR', 'WHATSAPP', 'OTHER']),
    at: z.iso.datetime({ offset: true }),
    note: z.string().trim().min(10).max(2000),
  })
  .meta({ id: 'FirstContact' });
export type DocumentFirstContact = z.output<typeof FirstContactSchema>;

export const ExtendProtectionSchema = z
  .strictObject({ days: z.int().min(1).max(366), reason })
  .meta({ id: 'ExtendProtection' });
export type ExtendProtection = z.output<typeof ExtendProtectionSchema>;

export const BackdateSchema = z
  .strictObject({
    /** `yyyy-MM-dd`; without it the date that the lead's file gave. */
    on: DaySchema.optional(),
    reason,
  })
  .meta({ id: 'Backdate' });
export type Backdate = z.output<typeof BackdateSchema>;
