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
    /** What its button promises, kept for the contact under the id of the follow-up; absent before there were any. */
    packageKey: z.string().nullish(),
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

const pause = {
  enrolmentId: z.uuid(),
  leadId: z.uuid(),
  /** Of this enrolment, counted from 1. */
  pauseNumber: z.int().min(1),
  /** Who said so; null for the system. */
  by: z.uuid().nullable(),
  at: instant,
};

/** Somebody lets the steps of a lead wait; every screen that shows them learns it. */
export const FollowUpsPaused = defineEvent({
  type: 'crm.lead.followup.paused.v1',
  module: 'follow-ups',
  description: 'Somebody lets the planned steps of a lead wait.',
  audience: 'subject',
  key: (id, d) => `enrolment:${id}:paused:${String(d.pauseNumber)}`,
  schema: z.object(pause),
});

export const FollowUpsResumed = defineEvent({
  type: 'crm.lead.followup.resumed.v1',
  module: 'follow-ups',
  description: 'The steps of a lead that waited go on.',
  audience: 'subject',
  key: (id, d) => `enrolment:${id}:resumed:${String(d.pauseNumber)}`,
  schema: z.object(pause),
});

const sequenceSwitch = {
  sequenceId: z.uuid(),
  sequenceKey: z.string(),
  pauseNumber: z.int().min(1),
  by: z.uuid().nullable(),
  at: z.iso.datetime(),
};

/** The kill switch of a sequence, over all its versions. */
export const SequencePaused = defineEvent({
  type: 'crm.sequence.paused.v1',
  module: 'follow-ups',
  description: 'Somebody switched a sequence off: nothing of it leaves.',
  audience: 'everybody',
  key: (id, d) => `sequence:${id}:paused:${String(d.pauseNumber)}`,
  schema: z.object(sequenceSwitch),
});

export const SequenceResumed = defineEvent({
  type: 'crm.sequence.resumed.v1',
  module: 'follow-ups',
  description: 'A sequence that was switched off goes on.',
  audience: 'everybody',
  key: (id, d) => `sequence:${id}:resumed:${String(d.pauseNumber)}`,
  schema: z.object(sequenceSwitch),
});

/** A synthetic follow-up begins its way, to prove that the way is open. People never see it. */
export const CanaryStarted = defineEvent({
  type: 'crm.lead.followup.canary.started.v1',
  module: 'follow-ups',
  description:
    'A synthetic follow-up begins its way, which proves that the way is open. Nobody sees it.',
  audience: 'subject',
  key: (_, d) => `canary:${d.canaryId}`,
  schema: z.object({ canaryId: z.uuid(), leadId: z.uuid(), startedAt: instant }),
});
