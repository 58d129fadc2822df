import { z } from 'zod';
import { WIDTHS } from './width.rules';

const instant = z.iso.datetime();
const count = z.int();
const territory = z.string().regex(/^[A-Z0-9_-]{1,40}$/);

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
    conversionRate: z.number().nullable().meta({
      description:
        'Of the leads whose first follow-up was 30 to 120 days ago, the part that became customers within 30 days of it; null while there is none',
    }),
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
