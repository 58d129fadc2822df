import { z } from 'zod';
import { FOLLOW_UP_STATES } from '../sequences/follow-up.entity';

const instant = z.iso.datetime();

export const TraceGuardSchema = z.object({
  key: z.string(),
  label: z.string(),
  value: z.record(z.string(), z.unknown()),
  valueText: z.string().describe('The value in the words of the reader'),
  result: z.enum(['passed', 'refused', 'not-needed']),
  /** What this guard says, or would have said, against it. */
  reason: z.string().nullable(),
  text: z.string().nullable(),
});

export const TraceDecisionSchema = z
  .object({
    number: z.int(),
    decidedAt: instant,
    decidedBy: z.uuid().nullable(),
    decidedByName: z.string().nullable(),
    outcome: z.enum(['queued', 'skipped', 'deferred', 'cancelled']),
    reason: z.string().nullable(),
    reasonText: z.string().nullable(),
    note: z.string().nullable(),
    sentence: z.string(),
    guards: z.array(TraceGuardSchema),
    passed: z.int(),
    notNeeded: z.int(),
    counterfactual: z
      .object({ sentence: z.string(), unless: z.array(z.string()), at: instant })
      .nullable(),
    nextAt: instant.nullable(),
    versions: z.object({
      sequence: z.object({ key: z.string(), version: z.int() }),
      templateVersionId: z.uuid().nullable(),
    }),
    /** The template that won, those that lost and why, and what was offered. */
    content: z.record(z.string(), z.unknown()).nullable(),
  })
  .meta({ id: 'FollowUpDecision' });

export const TraceFollowUpSchema = z
  .object({
    id: z.uuid(),
    step: z.string(),
    channel: z.enum(['email', 'whatsapp']),
    state: z.enum(FOLLOW_UP_STATES),
    /** Which question the sentence answers. */
    asks: z.enum(['why', 'why-not', 'why-not-yet']),
    sentence: z.string(),
    reason: z.string().nullable(),
    dueAt: instant,
    notAfter: instant,
    nextAt: instant.nullable(),
    handedOverAt: instant.nullable(),
    decisions: z.array(TraceDecisionSchema),
  })
  .meta({ id: 'FollowUpTraceStep' });

export const FollowUpTraceSchema = z
  .object({
    leadId: z.uuid(),
    sentence: z.string(),
    enrolment: z
      .object({
        id: z.uuid(),
        state: z.enum(['active', 'paused', 'finished', 'stopped']),
        reason: z.string().nullable(),
        reasonText: z.string().nullable(),
        anchorKind: z.string(),
        anchorAt: instant,
        startedAt: instant,
        endedAt: instant.nullable(),
        sequence: z.object({ key: z.string(), version: z.int() }),
      })
      .nullable(),
    next: z
      .object({ followUpId: z.uuid(), step: z.string(), at: instant, sentence: z.string() })
      .nullable(),
    followUps: z.array(TraceFollowUpSchema),
    asOf: instant,
    asOfSequence: z.string(),
  })
  .meta({ id: 'FollowUpTrace' });
export type FollowUpTrace = z.output<typeof FollowUpTraceSchema>;
export type TraceFollowUp = z.output<typeof TraceFollowUpSchema>;
export type TraceDecision = z.output<typeof TraceDecisionSchema>;
