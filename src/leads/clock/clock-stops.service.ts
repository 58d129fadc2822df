import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { InvalidRequest } from '../../core/core.problems';
import { Database, systemDbScope, type Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { EventLog } from '../../events';
import { LeadClockRestarted, LeadClockStopped } from '../../events/catalogue';
import type { Scope } from '../../identity';
import { ContactLocks } from '../contacts/contact-locks.service';
import { LeadRecords } from '../lead-records.service';
import {
  ClockStopNotOpen,
  ClockStopNotYours,
  ClockStopOverlaps,
  StatusNotPossible,
} from '../leads.problems';
import { OPEN_STATUSES } from '../lists.rules';
import { Protections } from '../protection/protections.service';
import { TasksService } from '../tasks/tasks.service';
import { CLOCK_STOP_TASK } from './clock-stop.entity';
import type { ClockStopView, RequestClockStop } from './clock-stops.dto';
import { ClockStopsQueries } from './clock-stops.queries';

const REQUEST = `
  INSERT INTO lead_clock_stops (id, lead_id, subject_id, reason, requested_by, requested_at, until_at)
  VALUES ($1, $2, $2, $3, $4, $5, $6) ON CONFLICT (lead_id) WHERE state IN ('requested', 'running') DO NOTHING
  RETURNING id`;
const DECIDE = `
  UPDATE lead_clock_stops SET state = $3, decided_by = $4, decided_at = $5, decided_why = $6
   WHERE lead_id = $1 AND id = $2 AND state = 'requested' RETURNING until_at AS "untilAt"`;
const END = `
  UPDATE lead_clock_stops SET state = 'ended', ended_by = $3, ended_at = $4
   WHERE lead_id = $1 AND id = $2 AND state = 'running' RETURNING id`;
const OVER = `
  SELECT id, lead_id AS "leadId" FROM lead_clock_stops WHERE state = 'running' AND until_at <= $1 ORDER BY until_at, id
   LIMIT 200 FOR UPDATE SKIP LOCKED`;

/** Stopping the clock of a lead: somebody asks, a manager decides, and somebody or the time ends it. */
@Injectable()
export class ClockStops {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly events: EventLog,
    private readonly records: LeadRecords,
    private readonly locks: ContactLocks,
    private readonly tasks: TasksService,
    private readonly queries: ClockStopsQueries,
    private readonly protections: Protections,
  ) {}

  /** Asks for it; whoever manages the lead's team gets a task. @throws ClockStopOverlaps while one is open, StatusNotPossible */
  async request(
    scope: Scope,
    leadId: string,
    { reason, until }: RequestClockStop,
  ): Promise<ClockStopView> {
    return this.db.transaction(scope, async (tx) => {
      const now = this.clock.now();
      const untilAt = until === undefined ? null : new Date(until);
      if (untilAt && untilAt <= now) throw inThePast();
      const { status } = await this.records.lockForWork(tx, leadId);
      if (!OPEN_STATUSES.includes(status)) throw new StatusNotPossible();
      const id = this.ids.uuid();
      const made = await tx.rows(REQUEST, [id, leadId, reason, scope.userId, now, untilAt]);
      if (made.length === 0) throw new ClockStopOverlaps();
      const origin = `clock-stop:${id}`;
      const task = { leadId, kind: CLOCK_STOP_TASK, subjectCode: 'CLOCK', text: reason, origin };
      await this.tasks.open(tx, { ...task, assigneeId: null, dueAt: now });
      return this.queries.get(tx, leadId, id);
    });
  }

  /** From now on the clock stands. What is being handed over at this moment and this decision do not pass each other. */
  approve(scope: Scope, leadId: string, id: string, why: string): Promise<ClockStopView> {
    return this.decide(scope, leadId, id, 'running', why);
  }

  refuse(scope: Scope, leadId: string, id: string, why: string): Promise<ClockStopView> {
    return this.decide(scope, leadId, id, 'refused', why);
  }

  /** Whoever asked for it does not any more. @throws ClockStopNotYours, ClockStopNotOpen once it is decided */
  async withdraw(scope: Scope, leadId: string, id: string): Promise<ClockStopView> {
    return this.db.transaction(scope, async (tx) => {
      await this.records.lockForWork(tx, leadId);
      const { requestedBy } = await this.queries.get(tx, leadId, id);
      if (requestedBy?.id !== scope.userId) throw new ClockStopNotYours();
      const values = [leadId, id, 'withdrawn', scope.userId, this.clock.now(), null];
      const [withdrawn] = await tx.rows(DECIDE, values);
      if (!withdrawn) throw new ClockStopNotOpen();
      await this.tasks.close(tx, [leadId], CLOCK_STOP_TASK);
      return this.queries.get(tx, leadId, id);
    });
  }

  /** @throws ClockStopNotOpen unless it runs */
  async end(scope: Scope, leadId: string, id: string): Promise<ClockStopView> {
    return this.db.transaction(scope, async (tx) => {
      await this.records.lockForWork(tx, leadId);
      await this.queries.get(tx, leadId, id);
      if (!(await this.restart(tx, leadId, id, scope.userId))) throw new ClockStopNotOpen();
      return this.queries.get(tx, leadId, id);
    });
  }

  /** Ends those whose time is over. @returns true when there was one */
  async endOver(): Promise<boolean> {
    return this.db.transaction(systemDbScope('leads.clock-stops'), async (tx) => {
      const over = await tx.rows<{ id: string; leadId: string }>(OVER, [this.clock.now()]);
      for (const { id, leadId } of over) await this.restart(tx, leadId, id, null);
      return over.length > 0;
    });
  }

  async nextEnd(after: Date): Promise<Date | null> {
    const [row] = await this.db.transaction(systemDbScope('leads.clock-stops'), (tx) =>
      tx.rows<{ at: Date | null }>(
        `SELECT min(until_at) AS at FROM lead_clock_stops WHERE state = 'running' AND until_at > $1`,
        [after],
        'clock-stops.next-end',
      ),
    );
    return row?.at ?? null;
  }

  private async decide(
    scope: Scope,
    leadId: string,
    id: string,
    state: 'running' | 'refused',
    why: string,
  ): Promise<ClockStopView> {
    return this.db.transaction(scope, async (tx) => {
      await this.locks.lock(tx, leadId);
      await this.records.lockForWork(tx, leadId);
      await this.queries.get(tx, leadId, id);
      const values = [leadId, id, state, scope.userId, this.clock.now(), why];
      const [decided] = await tx.rows<{ untilAt: Date | null }>(DECIDE, values);
      if (!decided) throw new ClockStopNotOpen();
      await this.tasks.close(tx, [leadId], CLOCK_STOP_TASK);
      if (state === 'running') {
        const untilAt = decided.untilAt?.toISOString() ?? null;
        await this.events.record(tx, LeadClockStopped, leadId, { leadId, stopId: id, untilAt });
      }
      return this.queries.get(tx, leadId, id);
    });
  }

  private async restart(tx: Tx, leadId: string, id: string, by: string | null): Promise<boolean> {
    const ended = await tx.rows(END, [leadId, id, by, this.clock.now()]);
    if (ended.length === 0) return false;
    await this.protections.lookAgain(tx, [leadId]);
    await this.events.record(tx, LeadClockRestarted, leadId, { leadId, stopId: id });
    return true;
  }
}

function inThePast(): InvalidRequest {
  const errors = [
    { pointer: '#/until', detail: { en: 'lies in the past', de: 'liegt in der Vergangenheit' } },
  ];
  return new InvalidRequest(undefined, { errors });
}
