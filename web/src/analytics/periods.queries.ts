import type { Group } from './analytics-search.queries';

const DAY_MS = 86_400_000;

const at = (day: string): Date => new Date(`${day}T00:00:00Z`);
const text = (date: Date): string => date.toISOString().slice(0, 10);

export function plusDays(day: string, count: number): string {
  return text(new Date(at(day).getTime() + count * DAY_MS));
}

/** The first day of a month, some months on: `2026-01-15`, -2 → `2025-11-01`. */
function monthStart(day: string, months = 0): string {
  const date = at(day);
  return text(new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1)));
}

export function mondayOf(day: string): string {
  return plusDays(day, -((at(day).getUTCDay() + 6) % 7));
}

/** ISO week: the first one has the first Thursday of the year. */
export function weekNumber(day: string): number {
  const thursday = at(plusDays(mondayOf(day), 3));
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  return Math.floor((thursday.getTime() - first) / (7 * DAY_MS)) + 1;
}

export const daysIn = (from: string, to: string): number =>
  Math.round((at(to).getTime() - at(from).getTime()) / DAY_MS) + 1;

export type Bucket = Extract<Group, 'day' | 'week' | 'month'>;

/** How finely a period is drawn: never more points than a screen can tell apart. */
export function bucketOf(from: string, to: string): Bucket {
  const days = daysIn(from, to);
  if (days <= 31) return 'day';
  return days <= 400 ? 'week' : 'month';
}

/** The keys of all groups of a period, those without anything too. */
export function bucketKeys(from: string, to: string, bucket: Bucket): string[] {
  const keys: string[] = [];
  if (bucket === 'month')
    for (let month = monthStart(from); month <= to; month = monthStart(month, 1))
      keys.push(month.slice(0, 7));
  else
    for (
      let day = bucket === 'week' ? mondayOf(from) : from;
      day <= to;
      day = plusDays(day, bucket === 'week' ? 7 : 1)
    )
      keys.push(day);
  return keys;
}

export interface Comparison {
  readonly from: string;
  readonly to: string;
  /** The group of that period that stands beside a group of this one. */
  readonly keyOf: (key: string) => string;
}

/**
 * The period to compare with: the one before, or a year ago. It is moved by whole weeks, so that the same days of the week
 * stand beside each other; periods drawn by months are moved by whole months.
 */
export function comparisonOf(
  from: string,
  to: string,
  bucket: Bucket,
  kind: 'previous' | 'year',
): Comparison {
  if (bucket === 'month') {
    const months = kind === 'year' ? 12 : bucketKeys(from, to, 'month').length;
    const back = (day: string) => plusDays(monthStart(day, -months), Number(day.slice(8)) - 1);
    return {
      from: back(from),
      to: back(to),
      keyOf: (key) => monthStart(`${key}-01`, -months).slice(0, 7),
    };
  }
  const days = kind === 'year' ? 52 * 7 : Math.ceil(daysIn(from, to) / 7) * 7;
  return {
    from: plusDays(from, -days),
    to: plusDays(to, -days),
    keyOf: (key) => plusDays(key, -days),
  };
}

export const PRESETS = ['30d', '90d', '12m', 'year'] as const;
export type Preset = (typeof PRESETS)[number];

/** The days of a preset that ends today; those of the server's default are not said. */
export function daysOfPreset(preset: Preset, today: string): { from?: string; to?: string } {
  if (preset === '90d') return {};
  if (preset === 'year') return { from: `${today.slice(0, 4)}-01-01`, to: today };
  return { from: plusDays(today, preset === '30d' ? -29 : -364), to: today };
}

export function presetOf(
  days: { from?: string | undefined; to?: string | undefined },
  today: string,
): Preset | null {
  return (
    PRESETS.find((preset) => {
      const wanted = daysOfPreset(preset, today);
      return wanted.from === days.from && wanted.to === days.to;
    }) ?? null
  );
}
