import { DateTime } from 'luxon';

/** Where the house does business: Germany, Austria and Switzerland keep one time. */
export const HOUSE_ZONE = 'Europe/Berlin';

/** Midnight there of a day `yyyy-MM-dd`. */
export function startOf(day: string): Date {
  return DateTime.fromISO(day, { zone: HOUSE_ZONE }).toJSDate();
}
