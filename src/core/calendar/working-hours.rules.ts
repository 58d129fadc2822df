import { DateTime } from 'luxon';
import { closedDaysOf } from './holidays.rules';
import { regionOf } from './regions.rules';
import { isZone, later, zoneCalled } from './zones.rules';

/** Whose working day counts: an IANA zone and a region of holidays. */
export interface Place {
  readonly zone: string;
  readonly region: string;
}

const HOUR_MS = 3_600_000;
/** The window of a working day, local time. */
export const OPENS_AT_HOUR = 8;
export const CLOSES_AT_HOUR = 17;

interface Windows {
  /** Milliseconds since 1970, ascending; a window is open from `opens` up to, not including, `closes`. */
  readonly opens: readonly number[];
  readonly closes: readonly number[];
}

const windowsByMonth = new Map<string, Windows>();

/**
 * Computed once a zone, region and month, so that a decision costs a binary search and no calendar.
 * @param month counted from 1970: January 2026 is 672
 */
function windowsOf({ zone, region }: Place, month: number): Windows {
  const key = `${zone} ${region} ${String(month)}`;
  const known = windowsByMonth.get(key);
  if (known) return known;
  const [year, inYear] = [1970 + Math.floor(month / 12), ((month % 12) + 12) % 12];
  const closed = closedDaysOf(region, year);
  const opens: number[] = [];
  const closes: number[] = [];
  const days = new Date(Date.UTC(year, inYear + 1, 0)).getUTCDate();
  for (let date = 1; date <= days; date++) {
    const midnight = new Date(Date.UTC(year, inYear, date));
    const isWeekend = midnight.getUTCDay() % 6 === 0;
    if (isWeekend || closed.has(midnight.toISOString().slice(0, 10))) continue;
    opens.push(instantOf(midnight.getTime() + OPENS_AT_HOUR * HOUR_MS, zone));
    closes.push(instantOf(midnight.getTime() + CLOSES_AT_HOUR * HOUR_MS, zone));
  }
  const windows = { opens, closes };
  windowsByMonth.set(key, windows);
  return windows;
}

/** @param local a local time, written as if it were UTC */
function instantOf(local: number, zone: string): number {
  const there = zoneCalled(zone);
  const minutes = there.offset(local);
  const instant = local - minutes * 60_000;
  // Beside a clock change the first guess looks at the wrong side of it.
  return there.offset(instant) === minutes ? instant : local - there.offset(instant) * 60_000;
}

/**
 * Where working days are kept for an address.
 * @param named zones by preference; the first that exists counts, what nobody knows is German
 */
export function placeAt(
  { country, postalCode }: { readonly country: string; readonly postalCode: string | null },
  named: readonly (string | null | undefined)[],
): Place {
  const zone = named.find((name) => typeof name === 'string' && isZone(name)) ?? 'Europe/Berlin';
  return { zone, region: regionOf(country, postalCode) };
}

/** The windows that close after `at`, the first one first. */
function* windowsAfter(
  at: number,
  place: Place,
): Generator<readonly [open: number, close: number]> {
  const local = new Date(at + zoneCalled(place.zone).offset(at) * 60_000);
  for (let month = (local.getUTCFullYear() - 1970) * 12 + local.getUTCMonth(); ; month++) {
    const { opens, closes } = windowsOf(place, month);
    for (let i = firstAbove(closes, at); i < closes.length; i++)
      yield [opens[i] ?? 0, closes[i] ?? 0];
  }
}

function firstAbove(values: readonly number[], limit: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? Infinity) > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * The first allowed instant at or after `at`: itself inside the window, else `spreadMs` into the next one.
 * Monotonic and idempotent for one `spreadMs`, which must be shorter than a window.
 */
export function nextAllowed(at: Date, place: Place, spreadMs = 0): Date {
  const time = at.getTime();
  for (const [open, close] of windowsAfter(time, place)) {
    const allowed = Math.max(time, open + spreadMs);
    if (allowed < close) return new Date(allowed);
  }
  throw new RangeError('A calendar without working days.');
}

export function isInWindow(at: Date, place: Place): boolean {
  const [first] = windowsAfter(at.getTime(), place);
  return first !== undefined && first[0] <= at.getTime();
}

/** `hours` of open windows later; time at night, on weekends and holidays does not count. */
export function plusWindowHours(at: Date, hours: number, place: Place): Date {
  let left = hours * HOUR_MS;
  for (const [open, close] of windowsAfter(at.getTime(), place)) {
    const from = Math.max(open, at.getTime());
    if (left <= close - from) return new Date(from + left);
    left -= close - from;
  }
  throw new RangeError('A calendar without working days.');
}

/** The same local time so many calendar days later; a time that a clock change skips moves forward. */
export function plusDays(at: Date, days: number, zone: string): Date {
  return later(at, { days }, zoneCalled(zone));
}

/** When people are at work on a local day, `YYYY-MM-DD`; on a day without windows all the same. */
export function dayOpens(day: string, zone: string): Date {
  return DateTime.fromISO(day, { zone: zoneCalled(zone) })
    .set({ hour: OPENS_AT_HOUR })
    .toJSDate();
}

/** The same local time on the n-th working day after that of `at`. */
export function plusBusinessDays(at: Date, days: number, place: Place): Date {
  const zone = zoneCalled(place.zone);
  const start = DateTime.fromJSDate(at, { zone });
  const endOfDay = start.endOf('day').toMillis();
  let left = days;
  for (const [open] of windowsAfter(endOfDay, place)) {
    left -= 1;
    if (left > 0) continue;
    const { year, month, day } = DateTime.fromMillis(open, { zone });
    return start.set({ year, month, day }).toJSDate();
  }
  throw new RangeError('A calendar without working days.');
}
