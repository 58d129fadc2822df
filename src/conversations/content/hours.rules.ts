import { DateTime } from 'luxon';

/** Hours of the day between which something may be announced, local. */
export interface OpenHours {
  readonly from: number;
  readonly until: number;
}

const HOUR_MS = 3_600_000;
/** Kept for longer than this, it is asked for. */
export const PROMPT_AFTER_DAYS = 3;

/** The first instant from `at` on that lies in the open hours of a zone. */
export function nextOpen(at: Date, zone: string, { from, until }: OpenHours): Date {
  const local = DateTime.fromJSDate(at, { zone });
  if (local.hour >= from && local.hour < until) return at;
  const day = local.hour < from ? local : local.plus({ days: 1 });
  return day.startOf('day').set({ hour: from }).toJSDate();
}

/** The next time a clock on the wall shows this hour, after `after`. */
export function nextHour(after: Date, zone: string, hour: number): Date {
  const local = DateTime.fromJSDate(after, { zone });
  const today = local.startOf('day').set({ hour });
  return (today > local ? today : local.plus({ days: 1 }).startOf('day').set({ hour })).toJSDate();
}

/** When whoever was granted something then is first asked about it. */
export function firstPromptAt(grantedAt: Date, zone: string, hour: number): Date {
  const waited = DateTime.fromJSDate(grantedAt, { zone }).plus({ days: PROMPT_AFTER_DAYS });
  return nextHour(waited.toJSDate(), zone, hour);
}

/** When another message may go; `now` when none of the caps is reached. */
export function freeAt(
  now: Date,
  contactedAt: readonly Date[],
  caps: readonly { readonly messages: number; readonly hours: number }[],
): Date {
  const newestFirst = contactedAt.map((at) => at.getTime()).toSorted((a, b) => b - a);
  const waits = caps.map(({ messages, hours }) => {
    const deciding = newestFirst[messages - 1];
    return deciding === undefined ? 0 : deciding + hours * HOUR_MS;
  });
  return new Date(Math.max(now.getTime(), ...waits));
}
