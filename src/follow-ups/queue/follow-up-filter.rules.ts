import type { Scope } from '../../identity';
import type { FollowUpFilter } from './follow-ups.dto';

const HOUR_MS = 3_600_000;
/** Planned and due for longer than this is overdue. */
export const OVERDUE_MS = 24 * HOUR_MS;
const DAY_MS = 24 * HOUR_MS;
const SPAN_DAYS = 7;
/** Leads that got their first follow-up within it are too young for a conversion rate. */
export const WINDOW_DAYS = 30;

/** What conditions on time need to know. */
export interface FilterContext {
  readonly now: Date;
  /** Zones by territory, as JSON for the statement. */
  readonly zones: Readonly<Record<string, string>>;
  readonly scope: Scope;
}

/** A WHERE clause and its parameters. */
export class FilterSql {
  private readonly parts: string[] = [];

  /** @param values of the whole statement, when it holds several clauses */
  constructor(readonly values: unknown[] = []) {}

  value(value: unknown): string {
    this.values.push(value);
    return `$${String(this.values.length)}`;
  }

  add(condition: string): void {
    this.parts.push(condition);
  }

  get sql(): string {
    return this.parts.length > 0 ? this.parts.join(' AND ') : 'true';
  }
}

/** The typed filter as SQL: list, counts and tiles share it. */
export function filterFollowUps(
  where: FilterSql,
  filter: FollowUpFilter,
  context: FilterContext,
): void {
  whoseCondition(where, filter, context.scope, 'f');
  among(where, 'f.id', filter.id, 'uuid');
  among(where, 'f.step', filter.step, 'text');
  among(where, 'f.channel', filter.channel, 'text');
  among(where, 'coalesce(f.reason, f.waits_for)', filter.reason, 'text');
  if (filter.state) stateCondition(where, filter.state, context);
  if (filter.due) dayCondition(where, 'f.due_at', filter.due === 'today' ? 0 : 1, context);
  if (filter.dueFrom) where.add(`f.due_at >= ${where.value(filter.dueFrom)}::timestamptz`);
  if (filter.dueBefore) where.add(`f.due_at < ${where.value(filter.dueBefore)}::timestamptz`);
  if (filter.due ?? filter.dueFrom ?? filter.dueBefore) where.add("f.state = 'planned'");
  if (filter.sent) sentCondition(where, filter.sent, context);
  if (filter.skipped) spanCondition(where, 'f.settled_at', filter.skipped, context);
  if (filter.skipped) where.add("f.state = 'skipped'");
}

/** Whose rows are meant: follow-ups `f` and decisions `d` carry the same columns for it. */
export function whoseCondition(
  where: FilterSql,
  filter: Pick<FollowUpFilter, 'leadId' | 'owner' | 'territory'>,
  scope: Scope,
  table: 'f' | 'd',
): void {
  // Drives the index that fits the role; row-level security stands behind it.
  if (scope.kind === 'own')
    where.add(
      `(${table}.owner_id = ${where.value(scope.userId)}::uuid OR ${table}.subject_id = ANY (ARRAY(SELECT relance.my_subjects())))`,
    );
  if (scope.kind === 'team')
    where.add(`${table}.team_id = ANY (${where.value(scope.teamIds)}::uuid[])`);
  among(where, `${table}.subject_id`, filter.leadId, 'uuid');
  among(where, `${table}.territory`, filter.territory, 'text');
  if (filter.owner) ownerCondition(where, `${table}.owner_id`, filter.owner, scope);
}

function among(
  where: FilterSql,
  column: string,
  values: readonly string[] | undefined,
  type: string,
): void {
  if (values) where.add(`${column} = ANY (${where.value(values)}::${type}[])`);
}

function sentCondition(
  where: FilterSql,
  sent: NonNullable<FollowUpFilter['sent']>,
  context: FilterContext,
): void {
  where.add("f.state = 'handed_over'");
  if (sent === 'today') dayCondition(where, 'f.handed_over_at', 0, context);
  else if (sent !== 'first-30d') spanCondition(where, 'f.handed_over_at', sent, context);
  else {
    const since = where.value(new Date(context.now.getTime() - WINDOW_DAYS * DAY_MS));
    where.add(`f.handed_over_at > ${since}`);
    where.add(`NOT EXISTS (SELECT FROM follow_ups o WHERE o.subject_id = f.subject_id AND o.state = 'handed_over'
      AND (o.handed_over_at, o.id) < (f.handed_over_at, f.id))`);
  }
}

/** The last seven times 24 hours, or those before: two spans of the same length, whatever the hour. */
function spanCondition(
  where: FilterSql,
  column: string,
  span: '7d' | 'previous-7d',
  { now }: FilterContext,
): void {
  const ago = (days: number) => where.value(new Date(now.getTime() - days * DAY_MS));
  where.add(
    span === '7d'
      ? `${column} > ${ago(SPAN_DAYS)}`
      : `${column} > ${ago(2 * SPAN_DAYS)} AND ${column} <= ${ago(SPAN_DAYS)}`,
  );
}

function ownerCondition(
  where: FilterSql,
  column: string,
  owner: readonly string[],
  scope: Scope,
): void {
  const ids = owner.flatMap((o) => (o === 'none' ? [] : [o === 'me' ? scope.userId : o]));
  const parts = [`${column} = ANY (${where.value(ids)}::uuid[])`];
  if (owner.includes('none')) parts.push(`${column} IS NULL`);
  where.add(`(${parts.join(' OR ')})`);
}

function stateCondition(
  where: FilterSql,
  states: NonNullable<FollowUpFilter['state']>,
  { now }: FilterContext,
): void {
  const planned = (condition: string) => `(f.state = 'planned' AND ${condition})`;
  const parts = states.map((state) => {
    switch (state) {
      case 'due':
        return planned(`f.due_at <= ${where.value(now)}`);
      case 'overdue':
        return planned(`f.due_at < ${where.value(new Date(now.getTime() - OVERDUE_MS))}`);
      case 'deferred':
        return planned('f.waits_for IS NOT NULL');
      default:
        return `f.state = ${where.value(state)}`;
    }
  });
  where.add(`(${parts.join(' OR ')})`);
}

/** A day of the market that the lead belongs to; the bounds let an index help. */
function dayCondition(
  where: FilterSql,
  column: string,
  plusDays: number,
  { now, zones }: FilterContext,
): void {
  const zone = `coalesce(${where.value(JSON.stringify(zones))}::jsonb ->> f.territory, 'UTC')`;
  const at = where.value(new Date(now.getTime() + plusDays * DAY_MS));
  const from = where.value(new Date(now.getTime() + (plusDays - 2) * DAY_MS));
  const to = where.value(new Date(now.getTime() + (plusDays + 2) * DAY_MS));
  where.add(`${column} BETWEEN ${from} AND ${to}`);
  where.add(
    `(${column} AT TIME ZONE ${zone})::date = (${at}::timestamptz AT TIME ZONE ${zone})::date`,
  );
}
