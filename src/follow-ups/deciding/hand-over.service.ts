import { Injectable } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { CANARY_ID } from '../../core/canary.rules';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';
import type { RecordedEvent } from '../../events/recorded-event';
import { Ending } from '../sequences/ending.service';
import { Replanning } from '../sequences/replanning.service';
import { type Decided, Decisions } from './decisions.service';
import { isReason, type ReasonCode } from './reasons.rules';

/** What a channel says became of the message of a follow-up. */
export interface Report {
  readonly followUpId: string;
  readonly state: 'handed_over' | 'failed' | 'unknown' | 'cancelled';
  /** When it was handed over, or its attempt began. */
  readonly handedOverAt: Date | null;
  readonly reason: string | null;
  /** Another channel of the step may still deliver it. */
  readonly elsewhere?: boolean;
  readonly cause: RecordedEvent;
}

interface Reported extends Omit<Decided, 'businessType' | 'from'> {
  readonly enrolmentId: string;
  readonly state: string;
  readonly templateVersionId: string | null;
  readonly messageId: string | null;
}

/**
 * What one channel could not deliver goes back to be decided by another one of its step. WhatsApp may say so after it
 * had taken the message.
 */
const ELSEWHERE = `
  WITH moved AS (
    UPDATE follow_ups f SET state = 'planned', waits_for = 'CHANNEL_FAILED', due_at = $2, message_id = NULL, contact_id = NULL,
           template_version_id = NULL, queued_at = NULL, handed_over_at = NULL, settled_at = NULL,
           spent_channels = array_append(f.spent_channels, f.channel), decision_number = f.decision_number + 1
      FROM enrolments e, sequences s, jsonb_array_elements(s.steps) AS a(wanted)
     WHERE f.id = ANY ($1::uuid[]) AND e.id = f.enrolment_id AND s.id = e.sequence_id AND wanted ->> 'key' = f.step
       AND (e.state IN ('active', 'paused') OR (e.state = 'finished' AND NOT EXISTS (
             SELECT FROM enrolments o WHERE o.subject_id = e.subject_id AND o.state IN ('active', 'paused'))))
       AND wanted ->> 'channel' LIKE '%-else-%' AND f.spent_channels = '{}' AND f.state IN ('queued', 'handed_over', 'unknown')
    RETURNING f.id, f.enrolment_id AS "enrolmentId", f.state, f.subject_id AS "leadId", f.owner_id AS "ownerId",
              f.team_id AS "teamId", f.territory, f.simulated, f.step, f.channel, e.sequence_id AS "sequenceId",
              f.decision_number AS number, f.template_version_id AS "templateVersionId", f.message_id AS "messageId"
  ), walking AS (
    UPDATE enrolments e SET state = 'active', ended_at = NULL
     WHERE e.id IN (SELECT "enrolmentId" FROM moved) AND e.state = 'finished'
  )
  SELECT * FROM moved`;

/**
 * The ids stand there twice, so that the planner looks rows up by them and does not read the table for each.
 * One that failed because nobody knew is handed over after all when its channel finds out.
 */
const REPORT = `
  UPDATE follow_ups f SET state = r.state, reason = r.reason, settled_at = $2,
         handed_over_at = coalesce(r.handed_over_at, f.handed_over_at),
         decision_number = f.decision_number + CASE r.state WHEN 'cancelled' THEN 1 ELSE 0 END
    FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, state text, reason text, handed_over_at timestamptz), enrolments e
   WHERE f.id = ANY ($3::uuid[]) AND f.id = r.id AND e.id = f.enrolment_id
     AND (f.state = 'queued' OR (f.state = 'handed_over' AND f.channel = 'whatsapp' AND r.state = 'failed')
          OR (f.state = 'unknown' AND r.state IN ('handed_over', 'failed'))
          OR (f.state = 'failed' AND f.handed_over_at IS NOT NULL AND r.state = 'handed_over'))
  RETURNING f.id, f.enrolment_id AS "enrolmentId", f.state, f.subject_id AS "leadId", f.owner_id AS "ownerId",
            f.team_id AS "teamId", f.territory, f.simulated, f.step, f.channel, e.sequence_id AS "sequenceId",
            f.decision_number AS number, f.template_version_id AS "templateVersionId", f.message_id AS "messageId"`;

const WAKE_NEXT = `
  UPDATE follow_ups SET due_at = $2 WHERE enrolment_id = ANY ($1::uuid[]) AND state = 'planned'
     AND waits_for = 'PREVIOUS_OPEN' AND due_at > $2`;

/** What happened to follow-ups once a channel had them. */
@Injectable()
export class HandOvers {
  constructor(
    private readonly clock: Clock,
    private readonly decisions: Decisions,
    private readonly replanning: Replanning,
    private readonly ending: Ending,
    @InjectMetric('followup_errors_total') private readonly errors: Counter,
  ) {}

  async take(tx: Tx, all: readonly Report[]): Promise<void> {
    const gone = await this.goElsewhere(
      tx,
      all.filter(({ elsewhere }) => elsewhere),
    );
    const reports = all.filter(({ followUpId }) => !gone.has(followUpId));
    const byId = new Map(reports.map((report) => [report.followUpId, report]));
    // What is heard in one go may hold that nobody knew and that it was given up: that an attempt began stays known.
    const began = new Map(
      reports.flatMap(({ followUpId, handedOverAt: at }) =>
        at ? [[followUpId, at] as const] : [],
      ),
    );
    const rows = [...byId.values()].map(({ followUpId, state, reason }) => ({
      id: followUpId,
      state,
      reason: state === 'cancelled' ? reasonOf(reason) : null,
      handed_over_at: began.get(followUpId) ?? null,
    }));
    if (rows.length === 0) return;
    const values = [JSON.stringify(rows), this.clock.now(), [...byId.keys()]];
    const taken = await tx.rows<Reported>(REPORT, values, 'follow-ups.report');
    await this.recordCancelled(tx, taken, byId);
    const handedOver = new Map(
      taken.flatMap(({ id, enrolmentId }) => {
        const report = byId.get(id);
        return report?.handedOverAt
          ? [[enrolmentId, { at: report.handedOverAt, cause: report.cause }] as const]
          : [];
      }),
    );
    if (handedOver.size > 0) await this.replanning.keepDistance(tx, handedOver);
    const enrolments = taken.map(({ enrolmentId }) => enrolmentId);
    await tx.rows(
      WAKE_NEXT,
      [enrolments.filter((id) => !handedOver.has(id)), this.clock.now()],
      'follow-ups.wake-next',
    );
    await this.ending.finish(tx, enrolments);
    tx.afterCommit(() => {
      for (const { id, state, step, leadId } of taken)
        if (leadId !== CANARY_ID && (state === 'failed' || state === 'unknown'))
          this.errors.inc({ step, reason: byId.get(id)?.reason ?? state.toUpperCase() });
    });
  }

  /** @returns the follow-ups that another channel takes over */
  private async goElsewhere(tx: Tx, reports: readonly Report[]): Promise<ReadonlySet<string>> {
    if (reports.length === 0) return new Set();
    const byId = new Map(reports.map((report) => [report.followUpId, report]));
    const now = this.clock.now();
    const rows = await tx.rows<Reported>(ELSEWHERE, [[...byId.keys()], now]);
    await this.decisions.record(
      tx,
      rows.map((row) => ({
        about: { ...row, businessType: null, from: 'queued' as const },
        outcome: 'deferred' as const,
        reason: 'CHANNEL_FAILED' as const,
        guards: [],
        counterfactual: null,
        nextAt: now,
        messageId: null,
        templateVersionId: null,
        content: null,
        decidedBy: null,
        note: byId.get(row.id)?.reason ?? null,
        cause: byId.get(row.id)?.cause,
      })),
    );
    return new Set(rows.map(({ id }) => id));
  }

  private async recordCancelled(
    tx: Tx,
    taken: readonly Reported[],
    reports: ReadonlyMap<string, Report>,
  ): Promise<void> {
    const cancelled = taken
      .filter(({ state }) => state === 'cancelled')
      .sort((a, b) => (a.id < b.id ? -1 : 1));
    await this.decisions.record(
      tx,
      cancelled.map((row) => ({
        about: { ...row, businessType: null, from: 'queued' as const },
        outcome: 'cancelled' as const,
        reason: reasonOf(reports.get(row.id)?.reason ?? null),
        guards: [],
        counterfactual: null,
        nextAt: null,
        messageId: row.messageId,
        templateVersionId: row.templateVersionId,
        content: null,
        decidedBy: null,
        note: null,
        cause: reports.get(row.id)?.cause,
      })),
    );
  }
}

/** The channel's word for it, in ours. */
function reasonOf(reason: string | null): ReasonCode {
  return reason !== null && isReason(reason) ? reason : 'WITHDRAWN';
}
