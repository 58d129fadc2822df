import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { InvalidRequest } from '../../core/core.problems';
import { Database, type Tx } from '../../core/database';
import { EmailQueries } from '../../email';
import { EventsQueries } from '../../events';
import { type Scope, UsersQueries } from '../../identity';
import { LeadsQueries } from '../../leads';
import { isReason, type Language, REASONS } from '../deciding/reasons.rules';
import { ABOUT } from '../deciding/mails.rules';
import { FollowUpNotFound } from '../follow-ups.problems';
import { FollowUpFigures, TILES } from './figures.queries';
import { filterFollowUps, FilterSql, OVERDUE_MS } from './follow-up-filter.rules';
import type {
  CountFollowUps,
  FollowUpCounts,
  FollowUpPage,
  FollowUpRow,
  FollowUpSummary,
  FollowUpView,
  ListFollowUps,
  Reasons,
} from './follow-ups.dto';
import { decodeCursor, encodeCursor } from '../../core/keyset.rules';

type Dressed = 'company' | 'city' | 'ownerName' | 'reasonText' | 'state' | 'openedAt' | 'clickedAt';
type StoredRow = Omit<FollowUpRow, Dressed> & {
  readonly state: Exclude<FollowUpRow['state'], 'due' | 'overdue' | 'deferred'>;
  readonly waitsFor: string | null;
  readonly sortValue: string;
};

const ROW = `f.id, f.subject_id AS "leadId", f.owner_id AS "ownerId", f.territory, f.step, f.channel, f.state,
  e.state = 'paused' AS paused, f.due_at AS "dueAt", f.not_after AS "notAfter", coalesce(f.reason, f.waits_for) AS reason,
  f.waits_for AS "waitsFor", f.approved_at AS "approvedAt", f.handed_over_at AS "handedOverAt", f.simulated,
  f.due_at::text AS "sortValue"`;
const FROM = 'FROM follow_ups f JOIN enrolments e ON e.id = f.enrolment_id';

/** What can be asked of follow-ups; a tile is the count of the list behind it. */
@Injectable()
export class FollowUpsQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventsQueries,
    private readonly users: UsersQueries,
    private readonly leads: LeadsQueries,
    private readonly figures: FollowUpFigures,
    private readonly email: EmailQueries,
  ) {}

  async list(scope: Scope, query: ListFollowUps): Promise<FollowUpPage> {
    return this.db.transaction(scope, async (tx) => {
      const asOf = await this.asOf(tx);
      const { rows, more, backwards, after } = await this.page(tx, query);
      const first = rows[0];
      const last = rows.at(-1);
      const at = (row: StoredRow | undefined, direction: 'next' | 'previous') =>
        row
          ? encodeCursor({ sort: query.sort, direction, value: row.sortValue, id: row.id })
          : null;
      return {
        items: await this.dress(tx, rows),
        nextCursor: backwards || more ? at(last, 'next') : null,
        previousCursor: after && (!backwards || more) ? at(first, 'previous') : null,
        ...asOf,
      };
    });
  }

  /** @throws FollowUpNotFound also for one outside the scope */
  async view(tx: Tx<Scope>, id: string): Promise<FollowUpView> {
    const asOf = await this.asOf(tx);
    const stored = await tx.rows<StoredRow>(`SELECT ${ROW} ${FROM} WHERE f.id = $1`, [id]);
    const [row] = await this.dress(tx, stored);
    if (!row) throw new FollowUpNotFound();
    return { ...row, ...asOf };
  }

  async summary(scope: Scope): Promise<FollowUpSummary> {
    return this.db.transaction(scope, async (tx) => {
      const asOf = await this.asOf(tx);
      return { ...(await this.figures.count(tx, TILES)), ...asOf };
    });
  }

  /** Several filters counted as of one place in the log. */
  async counts(scope: Scope, { views }: CountFollowUps): Promise<FollowUpCounts> {
    return this.db.transaction(scope, async (tx) => {
      const asOf = await this.asOf(tx);
      const filters = Object.fromEntries(views.map(({ key, filter }) => [key, filter]));
      return { counts: await this.figures.count(tx, filters), ...asOf };
    });
  }

  /** The reasons with their texts, for filters and for whoever shows a code. */
  async reasons(scope: Scope): Promise<Reasons> {
    const { locale } = await this.db.transaction(scope, (tx) =>
      this.users.reading(tx, scope.userId),
    );
    const items = Object.entries(REASONS).map(([code, reason]) => ({
      code,
      outcome: reason.outcome,
      text: reason[locale].says,
    }));
    return { items };
  }

  private async page(tx: Tx<Scope>, query: ListFollowUps) {
    const { sort, limit, cursor: text } = query;
    const after = text === undefined ? null : decodeCursor(text, sort, 'timestamptz');
    if (text !== undefined && !after)
      throw new InvalidRequest(undefined, {
        errors: [
          {
            pointer: '#/cursor',
            detail: { en: 'is not a cursor of this list', de: 'ist keine Stelle dieser Liste' },
          },
        ],
      });
    const backwards = after?.direction === 'previous';
    const descending = (sort === '-dueAt') !== backwards;
    const where = new FilterSql();
    filterFollowUps(where, query, await this.figures.context(tx));
    if (after)
      where.add(
        `(f.due_at, f.id) ${descending ? '<' : '>'} (${where.value(after.value)}::timestamptz, ${where.value(after.id)}::uuid)`,
      );
    const order = descending ? 'DESC' : 'ASC';
    const found = await tx.rows<StoredRow>(
      `SELECT ${ROW} ${FROM} WHERE ${where.sql} ORDER BY f.due_at ${order}, f.id ${order} LIMIT ${where.value(limit + 1)}`,
      where.values,
    );
    const rows = found.slice(0, limit);
    if (backwards) rows.reverse();
    return { rows, more: found.length > limit, backwards, after };
  }

  /** Adds what other rooms and the reader's language know. */
  private async dress(tx: Tx<Scope>, rows: readonly StoredRow[]): Promise<FollowUpRow[]> {
    if (rows.length === 0) return [];
    const leads = await this.leads.forFollowUps(tx, [...new Set(rows.map(({ leadId }) => leadId))]);
    const names = await this.users.names(
      tx,
      rows.map(({ ownerId }) => ownerId),
    );
    const { locale } = await this.users.reading(tx, tx.scope.userId);
    const told = await this.toldOf(tx, rows);
    return rows.map(({ sortValue: _, waitsFor, state, ...row }) => ({
      ...row,
      state: this.shown(state, row.dueAt, waitsFor),
      company: leads.get(row.leadId)?.company ?? '',
      city: leads.get(row.leadId)?.city ?? null,
      ownerName: names.get(row.ownerId ?? '') ?? null,
      reasonText: reasonText(row.reason, locale),
      openedAt: told.get(row.id)?.firstOpenedAt?.toISOString() ?? null,
      clickedAt: told.get(row.id)?.firstClickedAt?.toISOString() ?? null,
    }));
  }

  /** What became of the mails of those that have left. */
  private async toldOf(tx: Tx, rows: readonly StoredRow[]) {
    const left = rows.filter(({ channel, handedOverAt }) => channel === 'email' && handedOverAt);
    const mails = await this.email.about(
      tx,
      ABOUT,
      left.map(({ id }) => id),
    );
    return new Map(mails.map((mail) => [mail.about.id, mail]));
  }

  private shown(
    state: StoredRow['state'],
    dueAt: string | Date,
    waitsFor: string | null,
  ): FollowUpRow['state'] {
    if (state !== 'planned') return state;
    const late = this.clock.now().getTime() - new Date(dueAt).getTime();
    if (late > OVERDUE_MS) return 'overdue';
    if (late >= 0) return 'due';
    return waitsFor === null ? 'planned' : 'deferred';
  }

  private async asOf(tx: Tx): Promise<{ asOf: string; asOfSequence: string }> {
    const asOfSequence = await this.events.safeSequence(tx);
    return { asOf: this.clock.now().toISOString(), asOfSequence };
  }
}

function reasonText(code: string | null, language: Language): string | null {
  return code !== null && isReason(code) ? REASONS[code][language].says : null;
}
