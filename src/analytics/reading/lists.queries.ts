import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import { type Scope, UsersQueries } from '../../identity';
import type { FollowUpBehind, FollowUpsBehind, LeadBehind, LeadsBehind } from '../analytics.dto';
import { type Unit, WHOLE_CREDIT } from '../measures.rules';
import type { ListBehind } from './filter.dto';
import { decodePlace, encodePlace, type Place } from './keyset.rules';
import { behind, Conditions } from './question.rules';
import { type Head, Reading, refused } from './reading.service';
import type { Selection } from './selection.rules';

const ROW = `subject_id AS "leadId", channel, territory, owner_id AS "ownerId", team_id AS "teamId",
  business_type AS "businessType", template_version_id AS "templateVersionId", variant, provider, simulated,
  day::text AS "cohortOn", eligible_at AS "eligibleAt", sent_at AS "sentAt", delivered_at AS "deliveredAt",
  opened_at AS "openedAt", clicked_at AS "clickedAt",
  answered_at AS "answeredAt", positive_at AS "positiveAt", converted_at AS "convertedAt", ordered_at AS "orderedAt",
  young`;
const COLUMNS = {
  'follow-up': `id AS "followUpId", step, ${ROW}, outcome, reason, touch_number AS "touchNumber",
    touch_count AS "touchCount", credit::float8 AS credit`,
  lead: `follow_up_id AS "followUpId", step, ${ROW}, held_out AS "heldOut"`,
} as const;
interface Page<T> extends Head {
  simulated: number;
  total: number;
  nextCursor: string | null;
  items: T[];
}
type Unpaged = Omit<ListBehind, 'limit' | 'cursor'>;
const ROWS_AT_ONCE = 1000;
const IDS = { 'follow-up': 'id', lead: 'subject_id' } as const;
const INSTANTS = [
  'eligibleAt',
  'sentAt',
  'deliveredAt',
  'openedAt',
  'clickedAt',
  'answeredAt',
  'positiveAt',
  'convertedAt',
  'orderedAt',
] as const;

type Row = Record<(typeof INSTANTS)[number], Date | null> & {
  ownerId: string | null;
  cohortOn: string;
  followUpId: string;
  leadId: string;
  credit?: number;
};

/** The rows behind the numbers: same filter, same scope, same place in the log. */
@Injectable()
export class ListsQueries {
  constructor(
    private readonly reading: Reading,
    private readonly users: UsersQueries,
  ) {}

  followUps(scope: Scope, ask: ListBehind): Promise<FollowUpsBehind> {
    return this.list<FollowUpBehind>(scope, ask, 'follow-up');
  }

  leads(scope: Scope, ask: ListBehind): Promise<LeadsBehind> {
    return this.list<LeadBehind>(scope, ask, 'lead');
  }

  /** @throws InvalidRequest for a cursor of nothing, and where there are only sums */
  private async list<T>(scope: Scope, ask: ListBehind, unit: Unit): Promise<Page<T>> {
    return this.reading.ask(scope, ask, async (tx, selection, head) => {
      const { total, simulated } = await this.count(tx, selection, unit, ask);
      const rows = await this.page(tx, selection, unit, ask, ask.limit + 1);
      const shown = rows.slice(0, ask.limit);
      const last = rows.length > ask.limit ? shown.at(-1) : undefined;
      return {
        ...listed(head),
        simulated,
        total,
        nextCursor: last ? encodePlace(placeOf(last, unit)) : null,
        items: (await this.named(tx, shown)) as T[],
      };
    });
  }

  /** Everything behind a number, page by page, so that memory stays constant. */
  allFollowUps(scope: Scope, ask: Unpaged) {
    return this.whole<FollowUpBehind>(scope, 'follow-up', ask);
  }

  allLeads(scope: Scope, ask: Unpaged) {
    return this.whole<LeadBehind>(scope, 'lead', ask);
  }

  private async whole<T>(
    scope: Scope,
    unit: Unit,
    ask: Unpaged,
  ): Promise<{ total: number; pages: AsyncIterable<T[]> }> {
    const first = await this.list<T>(scope, { ...ask, limit: ROWS_AT_ONCE }, unit);
    return { total: first.total, pages: this.pages(scope, unit, ask, first) };
  }

  private async *pages<T>(
    scope: Scope,
    unit: Unit,
    ask: Unpaged,
    first: { items: T[]; nextCursor: string | null },
  ): AsyncGenerator<T[]> {
    yield first.items;
    for (let cursor = first.nextCursor; cursor !== null;) {
      const page = await this.list<T>(scope, { ...ask, limit: ROWS_AT_ONCE, cursor }, unit);
      yield page.items;
      cursor = page.nextCursor;
    }
  }

  /** One page, the newest day first. @param limit of rows */
  private async page(
    tx: Tx,
    selection: Selection,
    unit: Unit,
    ask: ListBehind,
    limit: number,
  ): Promise<Row[]> {
    const where = new Conditions();
    const rows = behind(where, selection, unit, ask);
    const after = ask.cursor === undefined ? null : decodePlace(ask.cursor);
    if (ask.cursor !== undefined && !after)
      throw refused('cursor', {
        en: 'is no cursor of this list',
        de: 'ist keine Stelle dieser Liste',
      });
    const id = IDS[unit];
    const from = after
      ? `WHERE (day, ${id}) < (${where.value(after.day)}::date, ${where.value(after.id)}::uuid)`
      : '';
    return tx.rows<Row>(
      `SELECT ${COLUMNS[unit]} FROM (${rows}) r ${from} ORDER BY day DESC, ${id} DESC LIMIT ${where.value(limit)}`,
      where.values,
    );
  }

  private async count(
    tx: Tx,
    selection: Selection,
    unit: Unit,
    ask: ListBehind,
  ): Promise<{ total: number; simulated: number }> {
    const where = new Conditions();
    const rows = behind(where, selection, unit, ask);
    const [row] = await tx.rows<{ total: number; simulated: number }>(
      `SELECT count(*)::float8 AS total, (count(*) FILTER (WHERE simulated))::float8 AS simulated FROM (${rows}) r`,
      where.values,
    );
    return row ?? { total: 0, simulated: 0 };
  }

  /** As the API says it: names of owners, instants as text. */
  private async named(tx: Tx, rows: readonly Row[]) {
    const names = await this.users.names(
      tx,
      rows.map(({ ownerId }) => ownerId),
    );
    return rows.map((row) => ({
      ...row,
      ...Object.fromEntries(INSTANTS.map((name) => [name, row[name]?.toISOString() ?? null])),
      ...(row.credit !== undefined && {
        credit: row.credit > 1 ? row.credit / WHOLE_CREDIT : row.credit,
      }),
      ownerName: row.ownerId ? (names.get(row.ownerId) ?? null) : null,
    }));
  }
}

function placeOf(row: Row, unit: Unit): Place {
  return { day: row.cohortOn, id: unit === 'lead' ? row.leadId : row.followUpId };
}

function listed(head: Head): Head {
  if (!head.hasList)
    throw refused('scope', {
      en: 'has no list: it counts the teams of others too',
      de: 'hat keine Liste: es zählt auch fremde Teams mit',
    });
  return head;
}
