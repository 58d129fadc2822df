import { z } from 'zod';
import { defineEvent } from './event';

const followUp = {
  followUpId: z.uuid(),
  leadId: z.uuid(),
  /** `T3`, `T7` or the key of another step of a sequence. */
  step: z.string(),
  channel: z.enum(['email', 'whatsapp']),
};
const instant = z.iso.datetime();
const decision = z.int().min(1);
const count = z.int().min(0);

/** A touch of a lead is promised for an instant, or promised anew for another one. */
export const FollowUpPlanned = defineEvent({
  type: 'crm.lead.followup.planned.v1',
  module: 'follow-ups',
  description: 'A follow-up is planned; planNumber grows when it is planned anew.',
  audience: 'subject',
  key: (id, d) =>
    d.planNumber === 1 ? `fu:${id}:planned` : `fu:${id}:planned:${String(d.planNumber)}`,
  schema: z.object({
    ...followUp,
    enrolmentId: z.uuid(),
    planNumber: z.int().min(1),
    dueAt: instant,
    notAfter: instant,
  }),
});

/** A follow-up was decided: handed to a channel, skipped for a reason, or put off. Once per decision. */
export const FollowUpProcessed = defineEvent({
  type: 'crm.lead.followup.processed.v1',
  module: 'follow-ups',
  description:
    'A follow-up was decided: queued at its channel, skipped, or deferred to another time.',
  audience: 'subject',
  key: (id, d) => `fu:${id}:${String(d.decision)}`,
  schema: z.object({
    ...followUp,
    decision,
    outcome: z.enum(['queued', 'skipped', 'deferred']),
    /** A reason code, null when queued. */
    reason: z.string().nullable(),
    /** When it is decided again, if it was deferred. */
    nextAt: instant.nullable(),
    messageId: z.uuid().nullable(),
    sequenceId: z.uuid(),
    templateVersionId: z.uuid().nullable(),
    variant: z.string().nullable(),
    territory: z.string().nullable(),
    ownerId: z.uuid().nullable(),
    teamId: z.uuid().nullable(),
    businessType: z.string().nullable(),
    processedAt: instant,
  }),
});

/** A follow-up will not happen because of something that became true. */
export const FollowUpCancelled = defineEvent({
  type: 'crm.lead.followup.cancelled.v1',
  module: 'follow-ups',
  description: 'A follow-up is off: the lead answered, closed, objected, or somebody stopped it.',
  audience: 'subject',
  key: (id, d) => `fu:${id}:${String(d.decision)}`,
  schema: z.object({
    ...followUp,
    decision,
    reason: z.string(),
    from: z.enum(['planned', 'queued']),
    cancelledAt: instant,
  }),
});

/** What one run decided, in numbers. */
export const FollowUpRunCompleted = defineEvent({
  type: 'crm.lead.followup.run.completed.v1',
  module: 'follow-ups',
  description: 'A run of the follow-up engine decided something; the counts of it.',
  audience: 'operations',
  key: (_, d) => `fu-run:${d.firstDecisionId}`,
  schema: z.object({
    firstDecisionId: z.uuid(),
    t3Count: count,
    t7Count: count,
    skipped: count,
    deferred: count,
    cancelled: count,
    failed: count,
    processedAt: instant,
  }),
});
