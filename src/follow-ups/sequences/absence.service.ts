import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import { EventLog } from '../../events';
import { FollowUpPlanned } from '../../events/catalogue';
import type { RecordedEvent } from '../../events/recorded-event';
import { UsersQueries } from '../../identity';
import { LeadsQueries } from '../../leads';
import { placeOf } from '../deciding/world.rules';
import { spreadOf } from '../deciding/shares.rules';
import { SequencesQueries } from './sequences.queries';
import { backAt, type Plan, planAt } from './steps.rules';

/** Somebody's machine says that they are away. */
export interface Absence {
  readonly leadId: string;
  /** `YYYY-MM-DD`, the last day. */
  readonly awayUntil: string;
  /** Working days from then until it is the turn of what was planned. */
  readonly workingDaysAfter: number;
  /** Set when a person asked for another day: what they said up to then is no answer that ends anything. */
  readonly laterAt: Date | null;
  readonly cause: RecordedEvent;
}

interface OpenStep {
  readonly id: string;
  readonly enrolmentId: string;
  readonly leadId: string;
  readonly sequenceId: string;
  readonly step: string;
  readonly channel: 'email' | 'whatsapp';
  readonly simulated: boolean;
  readonly planNumber: number;
  readonly dueAt: Date;
}

const OPEN_STEPS = `
  SELECT f.id, f.enrolment_id AS "enrolmentId", f.subject_id AS "leadId", e.sequence_id AS "sequenceId", f.step, f.channel,
         f.simulated, f.plan_number + 1 AS "planNumber", f.due_at AS "dueAt"
    FROM follow_ups f JOIN enrolments e ON e.id = f.enrolment_id
   WHERE f.subject_id = ANY ($1::uuid[]) AND f.state = 'planned' AND e.state IN ('active', 'paused')
   ORDER BY f.id FOR UPDATE OF f`;

const PUT_OFF = `
  UPDATE follow_ups f SET due_at = p.due_at, not_after = p.not_after, plan_number = p.plan_number, waits_for = NULL
    FROM jsonb_to_recordset($1::jsonb) AS p(id uuid, due_at timestamptz, not_after timestamptz, plan_number int)
   WHERE f.id = p.id`;

const NOTE_LATER = `
  UPDATE enrolments e SET later_at = greatest(e.later_at, l.later_at)
    FROM jsonb_to_recordset($1::jsonb) AS l(lead_id uuid, later_at timestamptz)
   WHERE e.subject_id = l.lead_id AND e.state IN ('active', 'paused')`;

/** Lets what is planned wait until the one it is for is back; an absence notice is no answer and ends nothing. */
@Injectable()
export class Absences {
  constructor(
    private readonly events: EventLog,
    private readonly leads: LeadsQueries,
    private readonly users: UsersQueries,
    private readonly sequences: SequencesQueries,
  ) {}

  async wait(tx: Tx, absences: readonly Absence[]): Promise<void> {
    if (absences.length === 0) return;
    const byLead = new Map(absences.map((absence) => [absence.leadId, absence]));
    await this.noteLater(tx, absences);
    const open = await tx.rows<OpenStep>(OPEN_STEPS, [[...byLead.keys()]]);
    const leads = await this.leads.forFollowUps(tx, [...byLead.keys()]);
    const markets = await this.users.markets(tx);
    const versions = await this.sequences.byId(
      tx,
      open.map(({ sequenceId }) => sequenceId),
    );
    const moved = open.flatMap((row) => {
      const absence = byLead.get(row.leadId);
      const lead = leads.get(row.leadId);
      const step = versions.get(row.sequenceId)?.steps.find(({ key }) => key === row.step);
      if (!absence || !lead || !step) return [];
      const place = placeOf(lead, markets.get(lead.territory));
      const back = backAt(absence.awayUntil, absence.workingDaysAfter, place);
      if (row.dueAt >= back) return [];
      return [{ row, plan: planAt(back, step, place, spreadOf(row.id)), cause: absence.cause }];
    });
    await this.putOff(tx, moved);
  }

  private async noteLater(tx: Tx, absences: readonly Absence[]): Promise<void> {
    const later = absences.flatMap(({ leadId, laterAt }) =>
      laterAt ? { lead_id: leadId, later_at: laterAt } : [],
    );
    if (later.length > 0) await tx.rows(NOTE_LATER, [JSON.stringify(later)]);
  }

  private async putOff(
    tx: Tx,
    moved: readonly { row: OpenStep; plan: Plan; cause: RecordedEvent }[],
  ): Promise<void> {
    if (moved.length === 0) return;
    const values = moved.map(({ row, plan }) => ({
      id: row.id,
      due_at: plan.dueAt,
      not_after: plan.notAfter,
      plan_number: row.planNumber,
    }));
    await tx.rows(PUT_OFF, [JSON.stringify(values)]);
    await this.events.recordAll(
      tx,
      moved.map(({ row, plan, cause }) => ({
        definition: FollowUpPlanned,
        subject: row.id,
        simulated: row.simulated,
        cause,
        data: {
          followUpId: row.id,
          leadId: row.leadId,
          step: row.step,
          channel: row.channel,
          enrolmentId: row.enrolmentId,
          planNumber: row.planNumber,
          dueAt: plan.dueAt.toISOString(),
          notAfter: plan.notAfter.toISOString(),
        },
      })),
    );
  }
}
