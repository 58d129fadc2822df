import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../core/database';
import { systemScope } from '../../identity';
import { SingleOtherTeam } from '../analytics.problems';
import { type Measure, MEASURES, type Unit, WHOLE_CREDIT } from '../measures.rules';
import type { Group } from './filter.dto';
import { Conditions, countable, groupColumn, groupKey } from './question.rules';
import { refused } from './reading.service';
import { grainOf, type Selection } from './selection.rules';

/** The sums of one group: of all, and of those at least as old as the window. */
export interface Sums {
  readonly key: string | null;
  readonly all: Readonly<Record<Measure, number>>;
  readonly mature: Readonly<Record<Measure, number>>;
  readonly simulated: number;
}

type Row = Record<string, number> & { key: string | null };

/** The numbers of every report come from here. */
@Injectable()
export class FiguresQueries {
  constructor(private readonly db: Database) {}

  /** The whole, and its groups if any are asked for. */
  async whole(
    tx: Tx,
    selection: Selection,
    unit: Unit,
    groupBy: Group | undefined,
  ): Promise<{ total: Sums; groups: Sums[] }> {
    if (!groupBy) return { total: await this.total(tx, selection, unit), groups: [] };
    const groups = await this.groups(tx, selection, unit, groupBy);
    // A lead is in the cohort of every step that it got, but is one lead.
    const isSplit = unit === 'follow-up' || groupBy !== 'step' || selection.filter.step;
    return { total: isSplit ? added(groups) : await this.total(tx, selection, unit), groups };
  }

  /** @param heldOut leads that were kept from every message, instead of the others */
  async total(tx: Tx, selection: Selection, unit: Unit, heldOut = false): Promise<Sums> {
    const [sums] = await this.sum(tx, selection, unit, undefined, heldOut);
    return sums ?? added([]);
  }

  groups(tx: Tx, selection: Selection, unit: Unit, groupBy: Group): Promise<Sums[]> {
    return this.sum(tx, selection, unit, groupBy, false);
  }

  private async sum(
    tx: Tx,
    selection: Selection,
    unit: Unit,
    groupBy: Group | undefined,
    heldOut: boolean,
  ): Promise<Sums[]> {
    refusePersons(selection, groupBy);
    await this.refuseSingleTeam(selection, unit, groupBy);
    const where = new Conditions();
    const from = countable(where, selection, unit, groupBy);
    const mature = `day < ${where.value(selection.matureBefore)}::date`;
    // Added up once without a condition, then what is left of it by whom and what it is of: thousands of rows become few.
    const split = ['held_out', 'simulated', ...(groupBy ? [groupColumn(groupBy)] : [])].join(', ');
    const few = `SELECT ${split}, ${mature} AS mature, ${MEASURES.map((m) => `sum(${m}) AS ${m}`).join(', ')}
      FROM (${from}) counted GROUP BY ${split}, mature`;
    // Whoever was held out was eligible too; nothing else of them is an effect of a message.
    const counted = (m: Measure) =>
      heldOut ? 'held_out' : m === 'eligible' ? 'true' : 'NOT held_out';
    const columns = MEASURES.flatMap((m) => [
      `coalesce(sum(${m}) FILTER (WHERE ${counted(m)}), 0)::float8 AS "all_${m}"`,
      `coalesce(sum(${m}) FILTER (WHERE ${counted(m)} AND mature), 0)::float8 AS "mature_${m}"`,
    ]);
    const rows = await tx.rows<Row>(
      `SELECT ${groupBy ? groupKey(groupBy) : 'NULL'} AS key, ${columns.join(', ')},
              coalesce(sum(eligible) FILTER (WHERE simulated), 0)::float8 AS simulated
         FROM (${few}) few ${groupBy ? 'GROUP BY 1 ORDER BY 1 NULLS LAST' : ''}`,
      where.values,
    );
    return rows.map(sumsOf);
  }

  /**
   * A manager knows the sums of their own teams: where a sum counts one other team besides, that team's follow by
   * subtraction. Asked of the rows of everybody, which the manager does not see. Two answers may still be subtracted from
   * each other: preventing that costs more than it keeps.
   */
  private async refuseSingleTeam(
    selection: Selection,
    unit: Unit,
    groupBy: Group | undefined,
  ): Promise<void> {
    if (selection.width !== 'territory') return;
    const where = new Conditions();
    const from = countable(where, { ...selection, byTeam: true }, unit, groupBy);
    const own = where.value(selection.scope.teamIds);
    const single = await this.db.transaction(systemScope('analytics.territory'), (tx) =>
      tx.rows(
        `SELECT FROM (${from}) counted WHERE team_id IS NULL OR team_id <> ALL (${own}::uuid[])
          GROUP BY ${groupBy ? groupKey(groupBy) : '()'} HAVING count(DISTINCT coalesce(team_id::text, '')) = 1 LIMIT 1`,
        where.values,
      ),
    );
    if (single.length > 0) throw new SingleOtherTeam();
  }
}

/** Of a whole market a manager sees sums alone, and none that tell the teams of others apart. */
function refusePersons(selection: Selection, groupBy: Group | undefined): void {
  if (selection.width !== 'territory') return;
  if (!['market', 'template', 'business'].includes(grainOf(selection, groupBy)))
    throw refused('scope', {
      en: 'tells neither teams nor owners apart, and one other thing at most',
      de: 'unterscheidet weder Teams noch Besitzer und höchstens ein anderes Merkmal',
    });
}

function sumsOf(row: Row): Sums {
  const part = (name: 'all' | 'mature') =>
    Object.fromEntries(MEASURES.map((m) => [m, scaled(m, row[`${name}_${m}`] ?? 0)])) as Record<
      Measure,
      number
    >;
  return {
    key: row.key,
    all: part('all'),
    mature: part('mature'),
    simulated: row['simulated'] ?? 0,
  };
}

function scaled(measure: Measure, sum: number): number {
  return measure === 'converted_linear' ? sum / WHOLE_CREDIT : sum;
}

function added(groups: readonly Sums[]): Sums {
  // Parts of conversions are millionths: rounding takes the dust of adding them.
  const sum = (of: (group: Sums) => number) =>
    Math.round(groups.reduce((all, group) => all + of(group), 0) * WHOLE_CREDIT) / WHOLE_CREDIT;
  const part = (name: 'all' | 'mature') =>
    Object.fromEntries(MEASURES.map((m) => [m, sum((group) => group[name][m])])) as Record<
      Measure,
      number
    >;
  return {
    key: null,
    all: part('all'),
    mature: part('mature'),
    simulated: sum(({ simulated }) => simulated),
  };
}
