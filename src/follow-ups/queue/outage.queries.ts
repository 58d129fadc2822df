import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database } from '../../core/database';
import { type Scope, systemScope, UsersQueries } from '../../identity';
import { decide, type Decision } from '../deciding/decide.rules';
import { DecidingQueries } from '../deciding/deciding.queries';
import { type Situation, situationOf } from '../deciding/world.rules';
import { filterFollowUps, FilterSql } from './follow-up-filter.rules';
import type { FATES, Outage } from './outage.dto';
import { type Reader, sayReason } from './trace.rules';

const LATE_MS = 60_000;
const LOOKED_AT = 2000;
const SHOWN = 200;

type Item = Outage['items'][number];

/** After a time in which nobody decided: what is overdue, and what will become of it once somebody does. */
@Injectable()
export class OutageQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly users: UsersQueries,
    private readonly deciding: DecidingQueries,
  ) {}

  /** Asks every guard as of now and decides nothing. */
  async outage(scope: Scope): Promise<Outage> {
    const now = this.clock.now();
    const { ids, total, reader } = await this.overdue(scope, now);
    const items = await this.fates(ids, reader);
    return {
      total,
      looked: items.length,
      oldestDueAt: items[0]?.dueAt ?? null,
      fates: counted(items),
      items: items.slice(0, SHOWN),
      asOf: now.toISOString(),
    };
  }

  private overdue(scope: Scope, now: Date) {
    return this.db.transaction(scope, async (tx) => {
      const reader = await this.users.reading(tx, scope.userId);
      const where = new FilterSql();
      filterFollowUps(where, { state: ['planned'] }, { now, zones: {}, scope });
      where.add(`f.due_at < ${where.value(new Date(now.getTime() - LATE_MS))}`);
      const [count] = await tx.rows<{ n: number }>(
        `SELECT count(*)::int AS n FROM follow_ups f WHERE ${where.sql}`,
        where.values,
      );
      const rows = await tx.rows<{ id: string }>(
        `SELECT f.id FROM follow_ups f WHERE ${where.sql} ORDER BY f.due_at, f.id LIMIT ${String(LOOKED_AT)}`,
        where.values,
      );
      return { ids: rows.map(({ id }) => id), total: count?.n ?? 0, reader };
    });
  }

  /** With the rights of the system, as it will decide, about nothing but what the caller may see. */
  private fates(ids: readonly string[], reader: Reader): Promise<Item[]> {
    return this.db.transaction(systemScope('follow-ups.outage'), async (tx) => {
      if (ids.length === 0) return [];
      const found = await this.deciding.byId(tx, ids);
      const due = found
        .filter(({ state }) => state === 'planned')
        .sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime() || (a.id < b.id ? -1 : 1));
      const world = await this.deciding.world(tx, due);
      return due.map((one) => {
        const situation = situationOf(one, world);
        return itemOf(situation, decide(situation.facts), reader);
      });
    });
  }
}

function itemOf(
  { due, lead, facts }: Situation,
  { outcome, reason, nextAt }: Decision,
  reader: Reader,
): Item {
  const at = outcome === 'queued' ? facts.now : nextAt;
  return {
    followUpId: due.id,
    leadId: due.leadId,
    company: lead?.company ?? '',
    step: due.step,
    dueAt: due.dueAt.toISOString(),
    notAfter: due.notAfter.toISOString(),
    fate: fateOf(outcome, reason),
    reason,
    reasonText: sayReason(reason, reader),
    at: at?.toISOString() ?? null,
  };
}

function fateOf(outcome: Decision['outcome'], reason: string | null): (typeof FATES)[number] {
  if (reason === 'LATE_SPREAD') return 'spread';
  return ({ queued: 'send', skipped: 'skip', cancelled: 'cancel', deferred: 'wait' } as const)[
    outcome
  ];
}

function counted(items: readonly Item[]): Outage['fates'] {
  const counts = new Map<string, Outage['fates'][number]>();
  for (const { step, fate, reason } of items) {
    const key = JSON.stringify([step, fate, reason]);
    const known = counts.get(key) ?? { step, fate, reason, count: 0 };
    counts.set(key, { ...known, count: known.count + 1 });
  }
  return [...counts.values()].sort((a, b) => b.count - a.count || (a.step < b.step ? -1 : 1));
}
