import type { Scope } from '../../identity';
import type { FollowUpFilter } from './follow-ups.dto';

const HOUR_MS = 3_600_000;
/** Planned and due for longer than this is overdue. */
export const OVERDUE_MS = 24 * HOUR_MS;
const DAY_MS = 24 * HOUR_MS;

/** What conditions on time need to know. */
export interface FilterContext {
  readonly now: Date;
  /** Zones by territory, as JSON for the statement. */
  readonly zones: Readonly<Record<string, string>>;
  readonly scope: Scope;
}

/** A WHERE clause and its parameters. */
export class FilterSql {
  readonly values: unknown[] = [];
  private readonly parts: string[] = [];

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
  const { scope } = context;
  // Drives the index that fits the role; row-level security stands behind it.
  if (scope.kind === 'own')
    where.add(
      `(f.owner_id = ${where.value(scope.userId)}::uuid OR f.subject_id = ANY (ARRAY(SELECT relance.my_subjects())))`,
    );
  if (scope.kind === 'team') where.add(`f.team_id = ANY (${where.value(scope.teamIds)}::uuid[])`);
  const among = (column: string, values: readonly string[] | undefined, type: string) => {
    if (values) where.add(`${column} = ANY (${where.value(values)}::${type}[])`);
  };
  among('f.id', filter.id, 'uuid');
  among('f.subject_id', filter.leadId, 'uuid');
  among('f.step', filter.step, 'text');
  among('f.territory', filter.territory, 'text');
  among('f.channel', filter.channel, 'text');
  among('coalesce(f.reason, f.waits_for)', filter.reason, 'text');
  if (filter.owner) ownerCondition(where, filter.owner, scope);
  if (filter.state) stateCondition(where, filter.state, context);
  if (filter.due) dayCondition(where, 'f.due_at', filter.due === 'today' ? 0 : 1, context);
  if (filter.due) where.add("f.state = 'planned'");
  if (filter.sent) dayCondition(where, 'f.handed_over_at', 0, context);
  if (filter.sent) where.add("f.state = 'handed_over'");
}

function ownerCondition(where: FilterSql, owner: readonly string[], scope: Scope): void {
  const ids = owner.flatMap((o) => (o === 'none' ? [] : [o === 'me' ? scope.userId : o]));
  const parts = [`f.owner_id = ANY (${where.value(ids)}::uuid[])`];
  if (owner.includes('none')) parts.push('f.owner_id IS NULL');
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
