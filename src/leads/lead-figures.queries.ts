import { Injectable } from '@nestjs/common';
import { Clock } from '../core/clock';
import type { Tx } from '../core/database';
import type { Scope } from '../identity';
import { LeadFilters } from './lead-filter.queries';
import type { LeadFilter } from './leads.dto';
import { LEAD_STATUSES, type LeadStatus, OPEN_STATUSES } from './lists.rules';
import { TasksQueries } from './tasks/tasks.queries';

/** Which part of what the caller sees is meant. */
export type Narrowing = Pick<LeadFilter, 'owner' | 'territory'>;

export interface Volume {
  readonly cents: number;
  readonly currency: string;
}

/** Leads of one status and stage, and what they may buy in a year. */
export interface PipelinePart {
  readonly status: string;
  /** 0 knows no person, 1 a contact, 2 is qualified. */
  readonly stage: number;
  readonly leads: number;
  /** By currency, of those whose volume is known. */
  readonly value: readonly Volume[];
  /** Whose volume nobody knows. */
  readonly unvalued: number;
}

export interface WorkFigures {
  readonly tasksDue: number;
  readonly tasksOverdue: number;
  readonly contactsLeft: number;
  /** People ask for the clocks of so many leads to be stopped. */
  readonly clockRequests: number;
  /** Files whose import somebody else must release. */
  readonly importApprovals: number;
}

const DAY_MS = 86_400_000;
/** As many as somebody chooses from. */
const MOST_TAGS = 200;

/** Numbers of leads, each the filter of the list behind it. */
@Injectable()
export class LeadFigures {
  constructor(
    private readonly clock: Clock,
    private readonly tasks: TasksQueries,
    private readonly filters: LeadFilters,
  ) {}

  async pipeline(tx: Tx<Scope>, narrowing: Narrowing = {}): Promise<PipelinePart[]> {
    const where = await this.filters.conditions(tx, narrowing);
    return tx.rows<PipelinePart>(
      `SELECT p.status, p.stage, sum(p.leads)::int AS leads, coalesce(sum(p.leads) FILTER (WHERE p.currency IS NULL), 0)::int
              AS unvalued, coalesce(json_agg(json_build_object('cents', p.cents, 'currency', p.currency) ORDER BY p.currency)
                FILTER (WHERE p.currency IS NOT NULL), '[]') AS value
         FROM (SELECT l.status, l.stage, l.annual_volume_currency AS currency, count(*) AS leads,
                      sum(l.annual_volume_cents) AS cents
                 FROM leads l WHERE ${where.sql} GROUP BY 1, 2, 3) p
        GROUP BY p.status, p.stage ORDER BY p.status, p.stage`,
      where.values,
    );
  }

  /**
   * What waits for a person.
   * @param mine only what this person is to do; a manager's own tasks include those of nobody
   */
  async work(tx: Tx<Scope>, mine: boolean): Promise<WorkFigures> {
    const now = this.clock.now();
    const open = { state: 'open' as const, ...(mine && { assignee: 'me' as const }) };
    const before = (at: Date) => this.tasks.count(tx, { ...open, dueBefore: at.toISOString() });
    return {
      tasksDue: await before(new Date(now.getTime() + DAY_MS)),
      tasksOverdue: await before(now),
      contactsLeft: await this.tasks.count(tx, { ...open, kind: 'CONTACT_LEFT' }),
      clockRequests: await this.count(tx, {
        clock: ['requested'],
        ...(mine && { owner: ['me'] }),
      }),
      importApprovals: await this.importApprovals(tx, mine),
    };
  }

  /** How many leads each of some people has in the list of open ones. */
  async openByOwner(tx: Tx<Scope>, owner: string[]): Promise<ReadonlyMap<string, number>> {
    const status = LEAD_STATUSES.filter((one) => OPEN_STATUSES.includes(one));
    const where = await this.filters.conditions(tx, { owner, status });
    const rows = await tx.rows<{ owner: string; n: number }>(
      `SELECT l.owner_id AS owner, count(*)::int AS n FROM leads l WHERE ${where.sql} GROUP BY 1`,
      where.values,
    );
    return new Map(rows.map(({ owner, n }) => [owner, n]));
  }

  async countByStatus(tx: Tx<Scope>): Promise<Record<LeadStatus, number>> {
    const where = await this.filters.conditions(tx, {});
    const rows = await tx.rows<{ status: LeadStatus; n: number }>(
      `SELECT l.status, count(*)::int AS n FROM leads l WHERE ${where.sql} GROUP BY l.status`,
      where.values,
    );
    const none = Object.fromEntries(LEAD_STATUSES.map((s) => [s, 0])) as Record<LeadStatus, number>;
    return Object.assign(none, Object.fromEntries(rows.map((r) => [r.status, r.n])));
  }

  /** Tags that leads of the caller's scope have, the most used first. */
  async tags(tx: Tx<Scope>): Promise<{ tag: string; leads: number }[]> {
    const where = await this.filters.conditions(tx, {});
    return tx.rows(
      `SELECT t.tag, count(*)::int AS leads FROM leads l CROSS JOIN LATERAL unnest(l.tags) AS t(tag)
        WHERE l.tags <> '{}' AND ${where.sql} GROUP BY t.tag ORDER BY 2 DESC, 1 LIMIT ${String(MOST_TAGS)}`,
      where.values,
    );
  }

  private async importApprovals(tx: Tx<Scope>, mine: boolean): Promise<number> {
    const [row] = await tx.rows<{ n: number }>(
      `SELECT count(*)::int AS n FROM lead_imports
        WHERE state = 'AWAITING_APPROVAL' AND ($1::uuid IS NULL OR created_by = $1)`,
      [mine ? tx.scope.userId : null],
      'leads.import-approvals',
    );
    return row?.n ?? 0;
  }

  /** How many leads the list of a filter has, and what those may buy in a year whose volume is known, by currency. */
  async volume(tx: Tx<Scope>, filter: LeadFilter): Promise<[leads: number, volume: Volume[]]> {
    const where = await this.filters.conditions(tx, filter);
    const parts = await tx.rows<{ leads: number; cents: string | null; currency: string | null }>(
      `SELECT l.annual_volume_currency AS currency, count(*)::int AS leads, sum(l.annual_volume_cents) AS cents
         FROM leads l WHERE ${where.sql} GROUP BY 1 ORDER BY 1`,
      where.values,
    );
    return [
      parts.reduce((sum, { leads }) => sum + leads, 0),
      parts.flatMap(({ cents, currency }) =>
        currency === null ? [] : [{ cents: Number(cents), currency }],
      ),
    ];
  }

  /** How many leads the list of the same filter has. */
  async count(tx: Tx<Scope>, filter: LeadFilter): Promise<number> {
    const where = await this.filters.conditions(tx, filter);
    const [row] = await tx.rows<{ n: number }>(
      `SELECT count(*)::int AS n FROM leads l WHERE ${where.sql}`,
      where.values,
    );
    return row?.n ?? 0;
  }
}
