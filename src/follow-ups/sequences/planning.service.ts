import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import type { RecordedEvent } from '../../events/recorded-event';
import { UsersQueries } from '../../identity';
import { type LeadForFollowUp, LeadsQueries } from '../../leads';
import type { Place } from '../../core/calendar/working-hours.rules';
import { placeOf } from '../deciding/world.rules';
import { spreadOf } from '../deciding/shares.rules';
import type { AnchorKind } from './enrolment.entity';
import { type Planned, PlannedFacts } from './planned-facts.service';
import { type SequenceVersion, SequencesQueries } from './sequences.queries';
import { channelsOf, planStep, type Step } from './steps.rules';

/** A lead that is to walk through the shipped sequence. */
export interface Wish {
  readonly leadId: string;
  readonly anchorKind: AnchorKind;
  readonly anchorAt: Date;
  readonly cause: RecordedEvent;
}

const ENROL = `
  INSERT INTO enrolments (id, subject_id, territory, simulated, sequence_id, anchor_kind, anchor_at, state, reason,
                          started_at, ended_at)
  SELECT id, subject_id, territory, simulated, sequence_id, anchor_kind, anchor_at, state, reason, $2,
         CASE state WHEN 'stopped' THEN $2::timestamptz END
    FROM jsonb_to_recordset($1::jsonb) AS e(id uuid, subject_id uuid, territory text, simulated boolean, sequence_id uuid,
      anchor_kind text, anchor_at timestamptz, state text, reason text)
   WHERE NOT EXISTS (SELECT FROM enrolments x WHERE x.subject_id = e.subject_id)
  ON CONFLICT (subject_id) WHERE state IN ('active', 'paused') DO NOTHING RETURNING id`;

const PLAN = `
  INSERT INTO follow_ups (id, enrolment_id, subject_id, territory, simulated, step, step_number, channel, due_at, not_after)
  SELECT id, enrolment_id, subject_id, territory, simulated, step, step_number, channel, due_at, not_after
    FROM jsonb_to_recordset($1::jsonb) AS f(id uuid, enrolment_id uuid, subject_id uuid, territory text, simulated boolean,
      step text, step_number int, channel text, due_at timestamptz, not_after timestamptz)`;

/** Turns anchors into promises. */
@Injectable()
export class Planning {
  constructor(
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly facts: PlannedFacts,
    private readonly leads: LeadsQueries,
    private readonly users: UsersQueries,
    private readonly sequences: SequencesQueries,
  ) {}

  /**
   * Enrols leads that never were, and plans their steps. Leads without a contact wait until they have one; those
   * whose import wanted no follow-ups get an enrolment that says so.
   */
  async enrol(tx: Tx, wishes: readonly Wish[]): Promise<void> {
    const sequence = await this.sequences.active(tx);
    if (!sequence || wishes.length === 0) return;
    const leads = await this.leads.forFollowUps(
      tx,
      wishes.map(({ leadId }) => leadId),
    );
    const markets = await this.users.markets(tx);
    const rows = wishes.flatMap((wish) => {
      const lead = leads.get(wish.leadId);
      if (!lead || (lead.stage < 1 && wish.anchorKind !== 'NONE')) return [];
      return [
        { id: this.ids.uuid(), wish, lead, place: placeOf(lead, markets.get(lead.territory)) },
      ];
    });
    const given = rows.map(({ id, wish, lead }) => enrolmentRow(id, wish, lead, sequence));
    const fresh = await tx.rows<{ id: string }>(
      ENROL,
      [JSON.stringify(given), this.clock.now()],
      'follow-ups.enrol',
    );
    const enrolled = new Set(fresh.map(({ id }) => id));
    const walking = rows.filter(({ id, wish }) => enrolled.has(id) && wish.anchorKind !== 'NONE');
    const planned = walking.flatMap((row) => this.plan(row, sequence));
    if (planned.length === 0) return;
    await tx.rows(PLAN, [JSON.stringify(planned.map(({ row }) => row))], 'follow-ups.plan');
    await this.facts.announce(
      tx,
      planned.map(({ told }) => told),
    );
  }

  private plan(
    {
      id: enrolmentId,
      wish,
      lead,
      place,
    }: { id: string; wish: Wish; lead: LeadForFollowUp; place: Place },
    sequence: SequenceVersion,
  ) {
    return sequence.steps.map((step: Step, stepNumber) => {
      const id = this.ids.uuid();
      const { dueAt, notAfter } = planStep(step, wish.anchorAt, place, spreadOf(id));
      const [channel] = channelsOf(step);
      const told: Planned = {
        id,
        enrolmentId,
        leadId: lead.leadId,
        step: step.key,
        channel,
        simulated: lead.simulated,
        planNumber: 1,
        dueAt,
        notAfter,
        cause: wish.cause,
      };
      const row = {
        id,
        enrolment_id: enrolmentId,
        subject_id: lead.leadId,
        territory: lead.territory,
        simulated: lead.simulated,
        step: step.key,
        step_number: stepNumber,
        channel,
        due_at: dueAt,
        not_after: notAfter,
      };
      return { row, told };
    });
  }
}

function enrolmentRow(id: string, wish: Wish, lead: LeadForFollowUp, sequence: SequenceVersion) {
  const wanted = wish.anchorKind !== 'NONE';
  return {
    id,
    subject_id: lead.leadId,
    territory: lead.territory,
    simulated: lead.simulated,
    sequence_id: sequence.id,
    anchor_kind: wish.anchorKind,
    anchor_at: wish.anchorAt,
    state: wanted ? 'active' : 'stopped',
    reason: wanted ? null : 'NO_ANCHOR',
  };
}
