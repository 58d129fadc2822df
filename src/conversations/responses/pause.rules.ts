import { DateTime } from 'luxon';

/** Without a day in an automatic reply, so many days are kept quiet. */
const AWAY_DAYS = 7;

/** The last day on which nobody is written to who is away and does not say until when; `YYYY-MM-DD`. */
export function pauseOf(receivedAt: Date, zone: string): string | null {
  return DateTime.fromJSDate(receivedAt, { zone }).plus({ days: AWAY_DAYS }).toISODate();
}
