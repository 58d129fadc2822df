import { contribution, isPlain, type Measure, MEASURES, type Unit } from '../measures.rules';
import type { Group, ListBehind, Stage } from './filter.dto';
import { grainOf, isSummed, type Selection } from './selection.rules';

/** Collects the conditions of a query and their parameters. */
export class Conditions {
  readonly values: unknown[] = [];
  private readonly parts: string[] = [];

  /** Adds a parameter. @returns its placeholder */
  value(value: unknown): string {
    this.values.push(value);
    return `$${String(this.values.length)}`;
  }

  add(condition: string): void {
    this.parts.push(condition);
  }

  among(column: string, values: readonly (string | null)[] | undefined, type: string): void {
    if (values) this.add(`${column} = ANY (${this.value(values)}::${type}[])`);
  }

  get sql(): string {
    return this.parts.length > 0 ? this.parts.join(' AND ') : 'true';
  }
}

/** How the key of a group is made of a day `day` and the dimensions. */
const GROUP_KEYS: Readonly<Record<Group, string>> = {
  day: 'day::text',
  week: "date_trunc('week', day::timestamp)::date::text",
  month: "to_char(day, 'YYYY-MM')",
  step: 'step',
  channel: 'channel',
  territory: 'territory',
  owner: 'owner_id::text',
  team: 'team_id::text',
  businessType: 'business_type',
  templateVersion: 'template_version_id::text',
  variant: 'variant',
};
export function groupKey(groupBy: Group): string {
  return GROUP_KEYS[groupBy];
}

/** What the key of a group is made of. */
const GROUP_COLUMNS: Readonly<Record<Group, string>> = {
  day: 'day',
  week: 'day',
  month: 'day',
  step: 'step',
  channel: 'channel',
  territory: 'territory',
  owner: 'owner_id',
  team: 'team_id',
  businessType: 'business_type',
  templateVersion: 'template_version_id',
  variant: 'variant',
};
export function groupColumn(groupBy: Group): string {
  return GROUP_COLUMNS[groupBy];
}

const DIMENSIONS = `channel, territory, team_id, owner_id, template_version_id, variant, business_type, provider,
  simulated`;
/** The step of a touch; of a lead the one that its cohort is of, or none. */
const STEPS = { 'follow-up': 'r.step', lead: 'r.cohort_step' } as const;
const TABLES = { 'follow-up': 'analytics_follow_ups', lead: 'analytics_leads' } as const;

/** Scope and filter as SQL; row-level security stands behind the scope as the net. */
function selectedConditions(
  where: Conditions,
  { filter, width, scope }: Selection,
  r: string,
): void {
  if (width === 'own') where.add(`${r}.owner_id = ${where.value(scope.userId)}::uuid`);
  if (width === 'team') where.among(`${r}.team_id`, scope.teamIds, 'uuid');
  if (width === 'territory') where.among(`${r}.territory`, scope.territories, 'text');
  where.among(`${r}.channel`, filter.channel, 'text');
  where.among(`${r}.territory`, filter.territory, 'text');
  where.among(`${r}.team_id`, filter.team, 'uuid');
  where.among(`${r}.business_type`, filter.businessType, 'text');
  where.among(`${r}.template_version_id`, filter.templateVersion, 'uuid');
  if (!filter.owner) return;
  const ids = filter.owner.flatMap((o) => (o === 'none' ? [] : [o === 'me' ? scope.userId : o]));
  const owned = `${r}.owner_id = ANY (${where.value(ids)}::uuid[])`;
  where.add(filter.owner.includes('none') ? `(${owned} OR ${r}.owner_id IS NULL)` : owned);
}

/** Of leads there is one row a step and one whatever the step. */
function stepCondition(
  where: Conditions,
  unit: Unit,
  { filter: { step } }: Selection,
  groupBy: Group | undefined,
  column: string,
): void {
  if (unit === 'follow-up' || step) where.among(column, step, 'text');
  else where.add(groupBy === 'step' ? `${column} <> ''` : `${column} = ''`);
}

function dayOfRow(where: Conditions, { zone }: Selection, r: string): string {
  if (zone === null) return `${r}.cohort_on`;
  return `(coalesce(${r}.sent_at, ${r}.eligible_at) AT TIME ZONE ${where.value(zone)}::text)::date`;
}

/** The rows of a span by their day; with a zone of its own, the days of markets only narrow down where to look. */
function spanConditions(
  where: Conditions,
  { from, to, zone }: Selection,
  day: string,
  r: string,
): void {
  const [first, last] = [where.value(from), where.value(to)];
  where.add(`${day} BETWEEN ${first}::date AND ${last}::date`);
  if (zone !== null) where.add(`${r}.cohort_on BETWEEN ${first}::date - 2 AND ${last}::date + 2`);
}

/**
 * What is to be summed, as a table with `day`, the dimensions, `held_out` and each measure: from the sums where they
 * know the answer, else from the rows. Both are made of the same definitions.
 */
export function countable(
  where: Conditions,
  selection: Selection,
  unit: Unit,
  groupBy: Group | undefined,
): string {
  return isSummed(selection)
    ? fromSums(where, selection, unit, groupBy)
    : fromRows(where, selection, unit, groupBy);
}

function fromSums(
  where: Conditions,
  selection: Selection,
  unit: Unit,
  groupBy: Group | undefined,
): string {
  const { window, from, to } = selection;
  where.add(`d.unit = '${unit}' AND d.grain = '${grainOf(selection, groupBy)}'`);
  where.add(`d.cohort_on BETWEEN ${where.value(from)}::date AND ${where.value(to)}::date`);
  stepCondition(where, unit, selection, groupBy, 'd.step');
  selectedConditions(where, selection, 'd');
  const columns = MEASURES.map((m) => (isPlain(m) ? `d.${m}` : `d.${m}_${String(window)} AS ${m}`));
  return `SELECT d.cohort_on AS day, step, ${DIMENSIONS}, held_out, ${columns.join(', ')}
    FROM analytics_daily d WHERE ${where.sql}`;
}

function fromRows(
  where: Conditions,
  selection: Selection,
  unit: Unit,
  groupBy: Group | undefined,
): string {
  const day = dayOfRow(where, selection, 'r');
  spanConditions(where, selection, day, 'r');
  rowConditions(where, selection, unit, groupBy);
  const days = `${where.value(selection.window)}::int`;
  const columns = MEASURES.map((m) => `${contribution(unit, m, days)} AS ${m}`);
  return `SELECT ${day} AS day, ${STEPS[unit]} AS step, ${DIMENSIONS}, ${unit === 'lead' ? 'held_out' : 'false AS held_out'}, ${columns.join(', ')}
    FROM ${TABLES[unit]} r WHERE ${where.sql}`;
}

function rowConditions(
  where: Conditions,
  selection: Selection,
  unit: Unit,
  groupBy: Group | undefined,
): void {
  stepCondition(where, unit, selection, groupBy, STEPS[unit]);
  selectedConditions(where, selection, 'r');
}

/** Which measure a stage is, under an attribution. */
export function measureOf(stage: Stage, unit: Unit, { attribution }: Selection): Measure {
  if (stage !== 'converted') return stage;
  return unit === 'lead' ? 'converted_last' : `converted_${attribution}`;
}

/** The rows behind a number: `r` with its day and the credit that it counts for. */
export function behind(
  where: Conditions,
  selection: Selection,
  unit: Unit,
  { stage, age, heldOut, groupBy, key, variant }: ListBehind,
): string {
  const day = dayOfRow(where, selection, 'r');
  spanConditions(where, selection, day, 'r');
  rowConditions(where, selection, unit, groupBy);
  where.among('r.variant', variant, 'text');
  const measure = measureOf(stage, unit, selection);
  // PostgreSQL refuses a parameter that no expression uses.
  const days = isPlain(measure) ? '0' : `${where.value(selection.window)}::int`;
  const credit = contribution(unit, measure, days);
  where.add(`${credit} > 0`);
  const mature = `${where.value(selection.matureBefore)}::date`;
  if (age) where.add(`${day} ${age === 'mature' ? '<' : '>='} ${mature}`);
  // What became of those who were held out is no effect of a message.
  const held = heldOut ?? (stage === 'eligible' ? undefined : 'false');
  if (unit === 'lead' && held) where.add(`r.held_out = ${where.value(held)}::boolean`);
  if (groupBy) {
    const expression = groupKey(groupBy);
    const same = key === undefined || key === '' ? 'IS NULL' : `= ${where.value(key)}`;
    where.add(
      `(SELECT ${expression} FROM (SELECT ${day} AS day, ${STEPS[unit]} AS step, ${DIMENSIONS.replace(/(\w+)/g, 'r.$1')}) g) ${same}`,
    );
  }
  return `SELECT r.*, ${day} AS day, ${credit} AS credit, ${day} >= ${mature} AS young
    FROM ${TABLES[unit]} r WHERE ${where.sql}`;
}
