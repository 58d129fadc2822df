import { IANAZone } from 'luxon';
import { remembered } from '../remembered';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** No clock anywhere has been put forward or back in the middle of a minute since. */
const CLOCKS_CHANGE_ON_THE_MINUTE_SINCE = Date.UTC(1973, 0);

/** A zone that asks the calendar once a day of UTC, or once a minute of a day on which the clocks change: asking takes its time. */
class RememberingZone extends IANAZone {
  /** NaN: not the same all day. */
  private readonly ofDays = new Map<number, number>();
  private readonly ofMinutes = new Map<number, number>();

  override offset(at: number): number {
    if (!(at >= CLOCKS_CHANGE_ON_THE_MINUTE_SINCE)) return super.offset(at);
    const day = Math.floor(at / DAY_MS);
    const allDay = remembered(this.ofDays, day, () => this.allDay(day));
    if (!Number.isNaN(allDay)) return allDay;
    return remembered(this.ofMinutes, Math.floor(at / MINUTE_MS), () => super.offset(at));
  }

  /** Clocks change at most once a day, so that what holds at both of its ends holds between them. */
  private allDay(day: number): number {
    const first = super.offset(day * DAY_MS);
    return super.offset((day + 1) * DAY_MS - 1) === first ? first : NaN;
  }
}

const zones = new Map<string, IANAZone>();

/** One that is not valid, too, for a name that nobody gave. */
const zoneOf = (name: string): IANAZone => remembered(zones, name, () => new RememberingZone(name));

export function isZone(name: string): boolean {
  return zoneOf(name).isValid;
}

/** For Luxon: `DateTime.fromJSDate(at, { zone: zoneCalled('Europe/Zurich') })`. @throws RangeError for a name that no zone has */
export function zoneCalled(name: string): IANAZone {
  const zone = zoneOf(name);
  if (!zone.isValid) throw new RangeError(`There is no time zone ${name}.`);
  return zone;
}

/**
 * The same local time so many calendar months and then days later; in a shorter month its last day, and what a clock change skips
 * moves forward. As Luxon counts, which takes ten times as long: lists derive deadlines by the hundred.
 */
export function later(
  at: Date,
  { months = 0, days = 0 }: { readonly months?: number; readonly days?: number },
  zone: IANAZone,
): Date {
  const before = zone.offset(at.getTime());
  const there = new Date(at.getTime() + before * MINUTE_MS);
  const month = Date.UTC(there.getUTCFullYear(), there.getUTCMonth() + months);
  const date = Math.min(there.getUTCDate(), daysIn(new Date(month)));
  const sinceMidnight = there.getTime() - Math.floor(there.getTime() / DAY_MS) * DAY_MS;
  const local = month + (date - 1 + days) * DAY_MS + sinceMidnight;
  const guess = local - before * MINUTE_MS;
  const after = zone.offset(guess);
  if (after === before) return new Date(guess);
  const again = local - after * MINUTE_MS;
  const offset = zone.offset(again);
  return new Date(offset === after ? again : local - Math.min(after, offset) * MINUTE_MS);
}

const daysIn = (month: Date): number =>
  new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + 1, 0)).getUTCDate();
