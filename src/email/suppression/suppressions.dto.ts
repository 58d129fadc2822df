import { z } from 'zod';
import { SUPPRESSION_REASONS, SUPPRESSION_SCOPES } from './suppression.entity';

export const ListSuppressionsSchema = z.strictObject({
  /** Looks one address up; the list itself knows digests only. */
  address: z.string().min(3).max(254).optional(),
  reason: z.enum(SUPPRESSION_REASONS).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.uuid().optional(),
});
export type ListSuppressions = z.output<typeof ListSuppressionsSchema>;

export const AddSuppressionSchema = z
  .strictObject({
    address: z.email().max(254),
    scope: z.enum(SUPPRESSION_SCOPES).default('all'),
    note: z.string().trim().min(10).max(500),
  })
  .meta({ id: 'AddSuppression' });
export type AddSuppression = z.output<typeof AddSuppressionSchema>;

export const LiftSuppressionSchema = z
  .strictObject({ reason: z.string().trim().min(10).max(500) })
  .meta({ id: 'LiftSuppression' });
export type LiftSuppression = z.output<typeof LiftSuppressionSchema>;

export const SuppressionViewSchema = z
  .strictObject({
    id: z.uuid(),
    address: z.string().nullable().describe('Known as long as the mail that it came from is kept'),
    scope: z.enum(SUPPRESSION_SCOPES),
    reason: z.enum(SUPPRESSION_REASONS),
    messageId: z.uuid().nullable(),
    note: z.string().nullable(),
    addedBy: z.string(),
    addedAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().nullable().describe('Null for good'),
  })
  .meta({ id: 'Suppression' });
export type SuppressionView = z.output<typeof SuppressionViewSchema>;

export const SuppressionPageSchema = z
  .strictObject({
    items: z.array(SuppressionViewSchema),
    nextCursor: z.uuid().nullable(),
    previousCursor: z.null(),
    asOf: z.iso.datetime(),
    asOfSequence: z.string(),
  })
  .meta({ id: 'SuppressionPage' });
export type SuppressionPage = z.output<typeof SuppressionPageSchema>;
