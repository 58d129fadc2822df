import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';
import { EmailService } from '../../email';
import { WhatsAppService } from '../../whatsapp';
import type { RecordedEvent } from '../../events/recorded-event';
import { type Decided, Decisions } from '../deciding/decisions.service';
import { ABOUT } from '../deciding/mails.rules';
import type { ReasonCode } from '../deciding/reasons.rules';

/** Why a lead walks no further. */
export interface Stop {
  readonly leadId: string;
  readonly reason: ReasonCode;
  /** When it happened; what lies before an anchor does not touch what counts from it. */
  readonly occurredAt?: Date;
  readonly decidedBy?: string | null;
  readonly note?: string | null;
  readonly cause?: RecordedEvent;
}

interface OpenRow extends Omit<Decided, 'from' | 'businessType'> {
  readonly state: 'planned' | 'queued';
}

const STOP = `
  UPDATE enrolments e SET state = 'stopped', reason = s.reason, ended_at = $2
    FROM jsonb_to_recordset($1::jsonb) AS s(lead_id uuid, reason text, occurred_at timestamptz)
   WHERE e.subject_id = s.lead_id AND e.state IN ('active', 'paused')
     AND (s.occurred_at IS NULL OR s.occurred_at > e.anchor_at) RETURNING e.id`;

const CANCEL_PLANNED = `
  WITH open AS (
    SELECT f.id, f.state FROM follow_ups f WHERE f.enrolment_id = ANY ($1::uuid[]) AND f.state IN ('planned', 'queued')
     ORDER BY f.id FOR UPDATE
  ), cancelled AS (
    UPDATE follow_ups f SET state = 'cancelled', reason = e.reason, waits_for = NULL, settled_at = $2,
           decision_number = f.decision_number + 1
      FROM open, enrolments e WHERE f.id = open.id AND open.state = 'planned' AND e.id = f.enrolment_id
    RETURNING f.id, f.decision_number
  )
  SELECT f.id, f.subject_id AS "leadId", f.owner_id AS "ownerId", f.team_id AS "teamId", f.territory, f.simulated, f.step,
         f.channel, e.sequence_id AS "sequenceId", open.state, c.decision_number AS number
    FROM open JOIN follow_ups f ON f.id = open.id JOIN enrolments e ON e.id = f.enrolment_id
    LEFT JOIN cancelled c ON c.id = open.id ORDER BY f.id`;

const FINISH = `
  UPDATE enrolments e SET state = 'finished', ended_at = $2
   WHERE e.id = ANY ($1::uuid[]) AND e.state IN ('active', 'paused')
     AND NOT EXISTS (SELECT FROM follow_ups f WHERE f.enrolment_id = e.id AND f.state IN ('planned', 'queued'))`;

/** How enrolments end. */
@Injectable()
export class Ending {
  constructor(
    private readonly clock: Clock,
    private readonly decisions: Decisions,
    private readonly emails: EmailService,
    private readonly messages: WhatsAppService,
  ) {}

  /**
   * Ends the enrolments of leads and cancels what is still planned. A mail in the queue is withdrawn; one that is
   * being handed over right now is stopped by the gate, or has left.
   */
  async stop(tx: Tx, stops: readonly Stop[]): Promise<void> {
    if (stops.length === 0) return;
    const byLead = new Map(stops.map((stop) => [stop.leadId, stop]));
    const now = this.clock.now();
    const given = [...byLead.values()].map(({ leadId, reason, occurredAt }) => ({
      lead_id: leadId,
      reason,
      occurred_at: occurredAt ?? null,
    }));
    const stopped = await tx.rows<{ id: string }>(
      STOP,
      [JSON.stringify(given), now],
      'follow-ups.stop',
    );
    if (stopped.length === 0) return;
    const open = await tx.rows<OpenRow>(
      CANCEL_PLANNED,
      [stopped.map(({ id }) => id), now],
      'follow-ups.cancel-planned',
    );
    await this.decisions.record(
      tx,
      open.flatMap(({ state, ...about }) => {
        const stop = byLead.get(about.leadId);
        if (state !== 'planned' || !stop) return [];
        return {
          about: { ...about, from: state, businessType: null },
          outcome: 'cancelled' as const,
          reason: stop.reason,
          guards: [],
          counterfactual: null,
          nextAt: null,
          messageId: null,
          templateVersionId: null,
          content: null,
          decidedBy: stop.decidedBy ?? null,
          note: stop.note ?? null,
          cause: stop.cause,
        };
      }),
    );
    for (const { id, leadId, state, channel } of open) {
      if (state !== 'queued') continue;
      const reason = byLead.get(leadId)?.reason ?? 'STOPPED';
      const about = { kind: ABOUT, id };
      if (channel === 'whatsapp') await this.messages.cancel(tx, about, reason);
      else await this.emails.cancel(tx, { about }, reason);
    }
  }

  /** Ends the enrolments in which nothing is open any more. */
  async finish(tx: Tx, enrolmentIds: readonly string[]): Promise<void> {
    if (enrolmentIds.length === 0) return;
    await tx.rows(FINISH, [[...new Set(enrolmentIds)], this.clock.now()], 'follow-ups.finish');
  }
}
