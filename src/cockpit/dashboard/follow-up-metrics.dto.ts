import { z } from 'zod';

const instant = z.iso.datetime();
const count = z.int();
const territory = z.string().regex(/^[A-Z0-9_-]{1,40}$/);

/** `own` is what the reader owns, `team` the teams of a manager, `all` everything. */
const WIDTHS = ['own', 'team', 'all'] as const;
export type Width = (typeof WIDTHS)[number];

export const AskFollowUpMetricsSchema = z.strictObject({
  scope: z.enum(WIDTHS).optional(),
  territory: territory.optional(),
});
export type AskFollowUpMetrics = z.output<typeof AskFollowUpMetricsSchema>;

const trend = z.object({ current: count, previous: count, changePct: z.number().nullable() }).meta({
  description: 'The last 7 × 24 hours against those before; null when there is nothing to compare',
});

export const FollowUpMetricsSchema = z
  .object({
    asOf: instant,
    asOfSequence: z.string(),
    scope: z.enum(WIDTHS),
    pendingT3: count,
    pendingT7: count,
    sentToday: count,
    overdue: count,
    /** Null while nothing is measured. */
    conversionRate: z.number().nullable(),
    /** Leads whose first follow-up is less than 30 days ago: they are in no rate yet. */
    youngLeads: count,
    trend: z.object({ sent: trend, skipped: trend }),
    recent: z.array(
      z.object({
        followUpId: z.uuid(),
        leadId: z.uuid(),
        step: z.string(),
        outcome: z.enum(['queued', 'skipped', 'deferred', 'cancelled']),
        reason: z.string().nullable(),
        at: instant,
      }),
    ),
  })
  .meta({ id: 'FollowUpMetrics', description: 'The follow-ups of the cockpit, in one snapshot' });
export type FollowUpMetrics = z.output<typeof FollowUpMetricsSchema>;
