import { Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import { Clock } from '../../core/clock';
import { Database } from '../../core/database';
import { EventsQueries } from '../../events';
import { type Scope, systemScope, UsersQueries } from '../../identity';
import { decide, type Decision } from '../deciding/decide.rules';
import { DecidingQueries } from '../deciding/deciding.queries';
import { situationOf } from '../deciding/world.rules';
import { filterFollowUps, FilterSql } from './follow-up-filter.rules';
import type { Forecast } from './follow-ups.dto';
import { type Foreseen, foresee } from './foresight.rules';
import { type Reader, sayReason } from './trace.rules';

const DAY_MS = 24 * 3_600_000;
const FORECAST_DAYS = 14;
const LOOKED_AT = 10_000;
/** So many are walked through at once; between batches others have their turn. */
const BATCH = 1000;

interface PlannedRow {
  readonly id: string;
  readonly dueAt: Date;
}

/** What the rules that decide say beforehand; nothing is decided. */
@Injectable()
export class Foresight {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventsQueries,
    private readonly users: UsersQueries,
    private readonly deciding: DecidingQueries,
  ) {}

  /** What leaves in the next 14 days, by day and hour of the reader's zone, and what will not. */
  async forecast(scope: Scope): Promise<Forecast> {
    const now = this.clock.now();
    const until = new Date(now.getTime() + FORECAST_DAYS * DAY_MS);
    const { rows, total, reader, asOfSequence } = await this.planned(scope, now, until);
    const foreseen: Foreseen[] = [];
    // Whole leads: the steps of one hang together.
    for (let from = 0; from < rows.length; from += BATCH)
      foreseen.push(...(await this.foreseeAll(rows.slice(from, from + BATCH))));
    return {
      ...gathered(foreseen, until, reader),
      planned: countedByDay(rows, now, reader),
      total,
      looked: rows.length,
      asOf: now.toISOString(),
      asOfSequence,
    };
  }

  /** What would be decided about this one at that instant. Null when it is none that waits. */
  verdict(id: string, at: Date): Promise<Decision | null> {
    return this.db.transaction(systemScope('follow-ups.foresight'), async (tx) => {
      const [due] = await this.deciding.byId(tx, [id]);
      if (due?.state !== 'planned') return null;
      const world = await this.deciding.world(tx, [due]);
      return decide(situationOf(due, { ...world, now: at }).facts);
    });
  }

  private planned(scope: Scope, now: Date, until: Date) {
    return this.db.transaction(scope, async (tx) => {
      const asOfSequence = await this.events.safeSequence(tx);
      const reader = await this.users.reading(tx, scope.userId);
      const where = new FilterSql();
      filterFollowUps(where, { state: ['planned'] }, { now, zones: {}, scope });
      where.add(`f.due_at < ${where.value(until)}`);
      const [count] = await tx.rows<{ n: number }>(
        `SELECT count(*)::int AS n FROM follow_ups f WHERE ${where.sql}`,
        where.values,
      );
      const rows = await tx.rows<PlannedRow & { leadId: string }>(
        `SELECT f.id, f.due_at AS "dueAt", f.subject_id AS "leadId" FROM follow_ups f WHERE ${where.sql}
          ORDER BY f.due_at, f.id LIMIT ${String(LOOKED_AT)}`,
        where.values,
      );
      rows.sort((a, b) => (a.leadId < b.leadId ? -1 : a.leadId > b.leadId ? 1 : 0));
      return { rows, total: count?.n ?? 0, reader, asOfSequence };
    });
  }

  /** With the rights of the system, as it will decide, about nothing but what the caller may see. */
  private foreseeAll(rows: readonly PlannedRow[]): Promise<Foreseen[]> {
    return this.db.transaction(systemScope('follow-ups.foresight'), async (tx) => {
      const found = await this.deciding.byId(
        tx,
        rows.map(({ id }) => id),
      );
      const due = found.filter(({ state }) => state === 'planned');
      return foresee(due, await this.deciding.world(tx, due));
    });
  }
}

function gathered(
  foreseen: readonly Foreseen[],
  until: Date,
  reader: Reader,
): Pick<Forecast, 'hours' | 'held'> {
  const hours = new Map<string, Forecast['hours'][number]>();
  const held = new Map<string, Forecast['held'][number]>();
  for (const { due, at, outcome, reason } of foreseen) {
    const { step } = due;
    if (at === null) {
      const key = JSON.stringify([step, outcome, reason]);
      const text = sayReason(reason, reader) ?? '';
      const known = held.get(key) ?? { step, reason: reason ?? '', reasonText: text, count: 0 };
      held.set(key, { ...known, count: known.count + 1 });
    } else if (at < until) {
      const there = DateTime.fromJSDate(at, { zone: reader.timeZone });
      const [day, { hour }] = [there.toFormat('yyyy-MM-dd'), there];
      const key = `${day} ${String(hour).padStart(2, '0')} ${step}`;
      const known = hours.get(key) ?? { day, hour, step, count: 0 };
      hours.set(key, { ...known, count: known.count + 1 });
    }
  }
  return {
    hours: [...hours].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one),
    held: [...held.values()].sort((a, b) => b.count - a.count || (a.step < b.step ? -1 : 1)),
  };
}

/** By the day for which it is planned, as the queue lists it; what is late belongs to no day. */
function countedByDay(
  rows: readonly PlannedRow[],
  now: Date,
  { timeZone }: Reader,
): Forecast['planned'] {
  const today = DateTime.fromJSDate(now, { zone: timeZone }).startOf('day');
  const days = new Map<string, number>();
  for (const { dueAt } of rows) {
    const there = DateTime.fromJSDate(dueAt, { zone: timeZone });
    if (there < today) continue;
    const day = there.toFormat('yyyy-MM-dd');
    days.set(day, (days.get(day) ?? 0) + 1);
  }
  return [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([day, count]) => ({ day, count }));
}
