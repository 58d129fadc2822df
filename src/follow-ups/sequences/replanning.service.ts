import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';
import type { RecordedEvent } from '../../events/recorded-event';
import { UsersQueries } from '../../identity';
import { LeadsQueries } from '../../leads';
import { placeOf } from '../deciding/world.rules';
import { spreadOf } from '../deciding/shares.rules';
import { type Planned, PlannedFacts } from './planned-facts.service';
import { SequencesQueries } from './sequences.queries';
import { type Bounds, type Plan, planStep, type Step } from './steps.rules';

/** A new instant from which the steps of a lead count. */
export interface Anchoring {
  readonly leadId: string;
  readonly anchorAt: Date;
  readonly cause: RecordedEvent;
}

interface OpenStep extends Omit<Planned, 'dueAt' | 'notAfter' | 'cause'> {
  readonly sequenceId: string;
  readonly anchorAt: Date;
  /** When the step before was handed over, if it was. */
  readonly previousAt: Date | null;
}

const OPEN_STEPS = `
  SELECT f.id, f.enrolment_id AS "enrolmentId", f.subject_id AS "leadId", f.step, f.channel, f.simulated,
         f.plan_number + 1 AS "planNumber", e.sequence_id AS "sequenceId", e.anchor_at AS "anchorAt",
         (SELECT p.handed_over_at FROM follow_ups p WHERE p.enrolment_id = f.enrolment_id
             AND p.step_number = f.step_number - 1) AS "previousAt"
    FROM follow_ups f JOIN enrolments e ON e.id = f.enrolment_id
   WHERE f.enrolment_id = ANY ($1::uuid[]) AND f.state = 'planned' ORDER BY f.enrolment_id, f.step_number`;

const ANCHOR = `
  UPDATE enrolments e SET anchor_kind = 'SAMPLE_DELIVERED', anchor_at = a.anchor_at
    FROM jsonb_to_recordset($1::jsonb) AS a(lead_id uuid, anchor_at timestamptz)
   WHERE e.subject_id = a.lead_id AND e.state IN ('active', 'paused') RETURNING e.id, e.subject_id AS "leadId"`;

const PLAN_ANEW = `
  UPDATE follow_ups f SET due_at = p.due_at, not_after = p.not_after, plan_number = p.plan_number, waits_for = NULL
    FROM jsonb_to_recordset($1::jsonb) AS p(id uuid, due_at timestamptz, not_after timestamptz, plan_number int)
   WHERE f.id = p.id AND f.state = 'planned'`;

/** Moves what is planned when something it counts from has moved: a hand-over, or the anchor itself. */
@Injectable()
export class Replanning {
  constructor(
    private readonly clock: Clock,
    private readonly facts: PlannedFacts,
    private readonly leads: LeadsQueries,
    private readonly users: UsersQueries,
    private readonly sequences: SequencesQueries,
  ) {}

  /** Plans the next step of each enrolment anew, now that it is known when the one before was handed over. */
  async keepDistance(
    tx: Tx,
    handedOver: ReadonlyMap<string, { at: Date; cause: RecordedEvent }>,
  ): Promise<void> {
    const open = await this.openSteps(tx, [...handedOver.keys()]);
    const next = open.filter((row, at) => row.enrolmentId !== open[at - 1]?.enrolmentId);
    await this.planAnew(tx, next, (row, plan) => {
      const before = handedOver.get(row.enrolmentId);
      return before && { plan: plan({ previousAt: before.at }), cause: before.cause };
    });
  }

  /** Counts what is still planned for a lead from another instant; the distance to what has left stays. */
  async anchor(tx: Tx, anchorings: readonly Anchoring[]): Promise<void> {
    const byLead = new Map(anchorings.map((anchoring) => [anchoring.leadId, anchoring]));
    const given = [...byLead.values()].map(({ leadId, anchorAt }) => ({
      lead_id: leadId,
      anchor_at: anchorAt,
    }));
    const moved = await tx.rows<{ id: string }>(ANCHOR, [JSON.stringify(given)]);
    const open = await this.openSteps(
      tx,
      moved.map(({ id }) => id),
    );
    await this.planAnew(tx, open, (row, plan) => {
      const anchoring = byLead.get(row.leadId);
      // What arrived days ago lets nothing leave before anybody knew of it.
      const bounds = { previousAt: row.previousAt, notBefore: this.clock.now() };
      return anchoring && { plan: plan(bounds), cause: anchoring.cause };
    });
  }

  private openSteps(tx: Tx, enrolments: readonly string[]): Promise<OpenStep[]> {
    return tx.rows<OpenStep>(OPEN_STEPS, [enrolments], 'follow-ups.open-steps');
  }

  private async planAnew(
    tx: Tx,
    rows: readonly OpenStep[],
    decide: (
      row: OpenStep,
      plan: (bounds: Bounds) => Plan,
    ) => { readonly plan: Plan; readonly cause: RecordedEvent } | undefined,
  ): Promise<void> {
    if (rows.length === 0) return;
    const versions = await this.sequences.byId(
      tx,
      rows.map(({ sequenceId }) => sequenceId),
    );
    const leads = await this.leads.forFollowUps(
      tx,
      rows.map(({ leadId }) => leadId),
    );
    const markets = await this.users.markets(tx);
    const planned = rows.flatMap((row): Planned[] => {
      const lead = leads.get(row.leadId);
      const step = versions.get(row.sequenceId)?.steps.find(({ key }: Step) => key === row.step);
      if (!lead || !step) return [];
      const place = placeOf(lead, markets.get(lead.territory));
      const decided = decide(row, (bounds) =>
        planStep(step, row.anchorAt, place, spreadOf(row.id), bounds),
      );
      return decided ? [{ ...row, ...decided.plan, cause: decided.cause }] : [];
    });
    const values = planned.map(({ id, dueAt, notAfter, planNumber }) => ({
      id,
      due_at: dueAt,
      not_after: notAfter,
      plan_number: planNumber,
    }));
    await tx.rows(PLAN_ANEW, [JSON.stringify(values)], 'follow-ups.plan-anew');
    await this.facts.announce(tx, planned);
  }
}
