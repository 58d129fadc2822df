import { z } from 'zod';
import { FollowUpFilterSchema, FollowUpRowSchema } from './follow-ups.dto';

const instant = z.iso.datetime();

export const ListOutageSchema = FollowUpFilterSchema.pick({
  step: true,
  owner: true,
  territory: true,
  channel: true,
}).extend({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(1000).optional(),
});
export type ListOutage = z.output<typeof ListOutageSchema>;

export const FateSchema = z
  .object({
    /** `stuck` when the decision itself fails; the log has the error. */
    outcome: z.enum(['queued', 'skipped', 'deferred', 'cancelled', 'stuck']),
    reason: z.string().nullable(),
    reasonText: z.string().nullable(),
    /** When a deferred one is decided again. */
    nextAt: instant.nullable(),
  })
  .meta({ id: 'FollowUpFate' });
export type Fate = z.output<typeof FateSchema>;

export const OutagePageSchema = z
  .object({
    /** Due and undecided, and the oldest of them. */
    total: z.int(),
    oldestDueAt: instant.nullable(),
    items: z.array(FollowUpRowSchema.extend({ fate: FateSchema })),
    nextCursor: z.string().nullable(),
    previousCursor: z.string().nullable(),
    asOf: instant,
    asOfSequence: z.string(),
  })
  .meta({
    id: 'FollowUpOutage',
    description: 'What is due and undecided, and what would be decided about it now',
  });
export type OutagePage = z.output<typeof OutagePageSchema>;
