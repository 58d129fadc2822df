import { DateTime } from 'luxon';
import type { Scope } from '../../identity';
import { WINDOWS } from '../measures.rules';
import type { AnalyticsFilter, Attribution, Group, Width } from './filter.dto';

const DEFAULT_DAYS = 90;

/** What a question is about, with every default filled in. */
export interface Selection {
  readonly filter: AnalyticsFilter;
  readonly from: string;
  readonly to: string;
  readonly window: number;
  readonly attribution: Attribution;
  readonly width: Width;
  /** Days before this one are at least as old as the window. */
  readonly matureBefore: string;
  /** The zone to count days in, if it is not that of each market. */
  readonly zone: string | null;
  readonly scope: Scope;
  /** Keeps teams apart although nothing is asked by team. */
  readonly byTeam?: boolean;
}

const WIDTHS_BY_KIND: Readonly<Record<Scope['kind'], readonly [Width, ...Width[]]>> = {
  own: ['own'],
  team: ['team', 'own', 'territory'],
  all: ['all', 'own'],
  system: ['all'],
};

/** The widths a role may ask for, the default first. */
export function widthsOf(scope: Scope): readonly [Width, ...Width[]] {
  return WIDTHS_BY_KIND[scope.kind];
}

/** @param zones of all markets */
export function selectionOf(
  filter: AnalyticsFilter,
  width: Width,
  scope: Scope,
  now: Date,
  zones: readonly string[],
): Selection {
  const today = DateTime.fromJSDate(now, { zone: filter.tz ?? zones[0] ?? 'UTC' });
  const to = filter.to ?? dayOf(today);
  const from = filter.from ?? dayOf(DateTime.fromISO(to).minus({ days: DEFAULT_DAYS - 1 }));
  const { window, attribution } = filter;
  return {
    filter,
    from,
    to,
    window,
    attribution,
    width,
    matureBefore: dayOf(DateTime.fromJSDate(now, { zone: 'UTC' }).minus({ days: window })),
    zone: filter.tz !== undefined && differs(filter.tz, zones, from, to) ? filter.tz : null,
    scope,
  };
}

const dayOf = (at: DateTime) => at.toFormat('yyyy-MM-dd');

/** Whether the days of a zone begin at another instant than those of some market, at any day of the span. */
function differs(tz: string, zones: readonly string[], from: string, to: string): boolean {
  const others = [...new Set(zones)].filter((zone) => zone !== tz);
  if (others.length === 0) return false;
  const last = DateTime.fromISO(to, { zone: 'UTC' }).plus({ days: 1 });
  for (let at = DateTime.fromISO(from, { zone: 'UTC' }); at <= last; at = at.plus({ days: 1 }))
    if (others.some((zone) => at.setZone(zone).offset !== at.setZone(tz).offset)) return true;
  return false;
}

/** Whether the sums know the answer; else it is counted from the rows. */
export function isSummed({ window, zone }: Selection): boolean {
  return zone === null && (WINDOWS as readonly number[]).includes(window);
}

export type Grain = 'market' | 'team' | 'owner' | 'template' | 'business' | 'full';

/** The coarsest sums that keep apart what the question asks for. */
export function grainOf({ filter, width, byTeam }: Selection, groupBy: Group | undefined): Grain {
  const hasOwner = filter.owner !== undefined || groupBy === 'owner' || width === 'own';
  const hasTeam = filter.team !== undefined || groupBy === 'team' || width === 'team' || byTeam;
  const needs: Grain[] = [];
  if (hasOwner) needs.push('owner');
  else if (hasTeam) needs.push('team');
  if (filter.templateVersion || groupBy === 'templateVersion' || groupBy === 'variant')
    needs.push('template');
  if (filter.businessType || groupBy === 'businessType') needs.push('business');
  const [only] = needs;
  return needs.length > 1 ? 'full' : (only ?? 'market');
}
