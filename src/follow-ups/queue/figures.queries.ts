import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';
import { type Scope, UsersQueries } from '../../identity';
import { DecisionsFeed, type RecentDecision } from './decisions-feed.queries';
import { type FilterContext, filterFollowUps, FilterSql } from './follow-up-filter.rules';
import type { FollowUpFilter, FollowUpNumbers } from './follow-ups.dto';
import { FollowUpPulse } from './pulse.queries';

type Filters<K extends string> = Readonly<Record<K, FollowUpFilter>>;

/** The numbers above the queue, each the filter of the list behind it. */
export const TILES: Filters<keyof FollowUpNumbers> = {
  pendingT3: { state: ['planned'], step: ['T3'] },
  pendingT7: { state: ['planned'], step: ['T7'] },
  dueToday: { due: 'today' },
  dueTomorrow: { due: 'tomorrow' },
  overdue: { state: ['overdue'] },
  sentToday: { sent: 'today' },
};

export type CockpitFigures = Pick<
  FollowUpNumbers,
  'pendingT3' | 'pendingT7' | 'sentToday' | 'overdue'
> &
  Readonly<Record<'youngLeads' | 'sent' | 'sentBefore' | 'skipped' | 'skippedBefore', number>>;

const COCKPIT_TILES: Filters<keyof CockpitFigures> = {
  pendingT3: TILES.pendingT3,
  pendingT7: TILES.pendingT7,
  sentToday: TILES.sentToday,
  overdue: TILES.overdue,
  youngLeads: { sent: 'first-30d' },
  sent: { sent: '7d' },
  sentBefore: { sent: 'previous-7d' },
  skipped: { skipped: '7d' },
  skippedBefore: { skipped: 'previous-7d' },
};

/** Which part of what the caller sees is meant. */
export type Narrowing = Pick<FollowUpFilter, 'owner' | 'territory'>;

/** Counts follow-ups by the filters of the lists, so that a number is its list by construction. */
@Injectable()
export class FollowUpFigures {
  constructor(
    private readonly clock: Clock,
    private readonly users: UsersQueries,
    private readonly feed: DecisionsFeed,
    readonly pulse: FollowUpPulse,
  ) {}

  cockpit(tx: Tx<Scope>, narrowing: Narrowing = {}): Promise<CockpitFigures> {
    return this.count(tx, COCKPIT_TILES, narrowing);
  }

  /** The newest decisions first. */
  recent(tx: Tx<Scope>, narrowing: Narrowing, limit: number): Promise<RecentDecision[]> {
    return this.feed.newest(tx, narrowing, limit);
  }

  /** Every filter counted in one statement, so in one snapshot, each by the index that fits it. */
  async count<K extends string>(
    tx: Tx<Scope>,
    filters: Filters<K>,
    narrowing: Narrowing = {},
  ): Promise<Record<K, number>> {
    const context = await this.context(tx);
    const keys = Object.keys(filters) as K[];
    const values: unknown[] = [];
    const counts = keys.map((key) => {
      const where = new FilterSql(values);
      filterFollowUps(where, { ...filters[key], ...narrowing }, context);
      return `(SELECT count(*) FROM follow_ups f WHERE ${where.sql})::int`;
    });
    const [row] = await tx.rows<{ counts: number[] }>(
      `SELECT ARRAY[${counts.join(', ')}] AS counts`,
      values,
    );
    return Object.fromEntries(keys.map((key, at) => [key, row?.counts[at] ?? 0])) as Record<
      K,
      number
    >;
  }

  /** As {@link count}, by whose they are. */
  async countByOwner<K extends string>(
    tx: Tx<Scope>,
    filters: Filters<K>,
    narrowing: Narrowing,
  ): Promise<Record<K, ReadonlyMap<string, number>>> {
    const context = await this.context(tx);
    const keys = Object.keys(filters) as K[];
    const values: unknown[] = [];
    const counts = keys.map((key, at) => {
      const where = new FilterSql(values);
      filterFollowUps(where, { ...filters[key], ...narrowing }, context);
      return `SELECT ${String(at)} AS at, f.owner_id AS owner, count(*)::int AS n
                FROM follow_ups f WHERE ${where.sql} AND f.owner_id IS NOT NULL GROUP BY 2`;
    });
    const rows = await tx.rows<{ at: number; owner: string; n: number }>(
      counts.join(' UNION ALL '),
      values,
    );
    const of = (at: number): ReadonlyMap<string, number> =>
      new Map(rows.filter((row) => row.at === at).map(({ owner, n }) => [owner, n]));
    return Object.fromEntries(keys.map((key, at) => [key, of(at)])) as Record<
      K,
      ReadonlyMap<string, number>
    >;
  }

  async context(tx: Tx<Scope>): Promise<FilterContext> {
    const markets = await this.users.markets(tx);
    const zones = Object.fromEntries([...markets.values()].map((m) => [m.code, m.timeZone]));
    return { now: this.clock.now(), zones, scope: tx.scope };
  }
}
