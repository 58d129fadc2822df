import type { Scope } from '../identity';
import type { LeadFilter } from './leads.dto';
import { OPEN_STATUSES } from './lists.rules';
import { scoreRange } from './scoring/score-range.rules';
import { searchWords } from './normalisation.rules';

/** More matches than this nobody reads; a search that finds more asks for another word. */
const MOST_MATCHES = 1000;

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

  get sql(): string {
    return this.parts.length > 0 ? this.parts.join(' AND ') : 'true';
  }
}

/**
 * Drives the index that fits the role; row-level security stands behind it as the net. Free leads are listed
 * only when asked for, by owner, by id or as lapsed.
 */
function scopeCondition(where: Conditions, filter: LeadFilter, scope: Scope): void {
  if (filter.id ?? filter.owner ?? filter.protection?.includes('LAPSED')) return;
  if (scope.kind === 'own')
    where.add(
      `(l.owner_id = ${where.value(scope.userId)}::uuid OR l.id = ANY (ARRAY(SELECT relance.my_subjects())))`,
    );
  if (scope.kind === 'team') where.add(`l.team_id = ANY (${where.value(scope.teamIds)}::uuid[])`);
}

/** What needs no question to others; leakproof operators only, so that indexes serve under row-level security. */
export function filterConditions(where: Conditions, filter: LeadFilter, scope: Scope): void {
  const { q, id, status, owner, territory, businessType, source, import: imports, clock } = filter;
  const { protection, score, tag } = filter;
  scopeCondition(where, filter, scope);
  const among = (column: string, values: readonly string[] | undefined, type: string) => {
    if (!values) return;
    const [only] = values;
    where.add(
      values.length === 1
        ? `${column} = ${where.value(only)}::${type}`
        : `${column} = ANY (${where.value(values)}::${type}[])`,
    );
  };
  // Leads of a reverted import are in no list, but that of the import; nor is one that is part of another.
  if (!id && !imports) where.add('l.reverted_at IS NULL AND l.merged_into_id IS NULL');
  among('l.id', id, 'uuid');
  among('l.status', status, 'text');
  among('l.territory', territory, 'text');
  among('l.business_type', businessType, 'text');
  among('l.source', source, 'text');
  if (imports)
    where.add(
      `l.id IN (SELECT r.lead_id FROM lead_import_rows r WHERE r.import_id = ANY (${where.value(imports)}::uuid[]))`,
    );
  if (tag) where.add(`l.tags && ${where.value(tag)}::text[]`);
  if (clock)
    where.add(
      `l.id IN (SELECT s.lead_id FROM lead_clock_stops s WHERE s.state = ANY (${where.value(clock)}::text[]))`,
    );
  if (protection) {
    among('l.protection_state', protection, 'text');
    among('l.status', OPEN_STATUSES, 'text');
  }
  if (score) scoreCondition(where, score);
  if (owner) ownerCondition(where, owner, scope);
  if (q !== undefined) {
    const words = searchWords(q);
    where.add(
      words.length === 0
        ? 'false'
        : `l.id = ANY (ARRAY(SELECT relance.leads_matching(${where.value(words)}::text[], ${String(MOST_MATCHES)})))`,
    );
  }
}

/** Leads that nobody has counted yet are in no range. */
function scoreCondition(where: Conditions, ranges: readonly string[]): void {
  const parts = ranges.flatMap((range) => {
    const read = scoreRange(range);
    if (!read) return [];
    const [from, to] = [where.value(read.from), where.value(read.to)];
    // As the index has it.
    return `coalesce(l.score, -1) BETWEEN ${from}::int AND ${to}::int`;
  });
  where.add(`(${parts.join(' OR ')})`);
}

function ownerCondition(where: Conditions, owner: readonly string[], scope: Scope): void {
  const ids = owner.flatMap((o) => (o === 'none' ? [] : [o === 'me' ? scope.userId : o]));
  const parts: string[] = [];
  if (ids.length === 1) parts.push(`l.owner_id = ${where.value(ids[0])}::uuid`);
  if (ids.length > 1) parts.push(`l.owner_id = ANY (${where.value(ids)}::uuid[])`);
  if (owner.includes('none')) parts.push('l.owner_id IS NULL');
  where.add(`(${parts.join(' OR ')})`);
}
