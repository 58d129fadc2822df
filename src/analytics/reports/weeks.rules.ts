const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;

const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** The Monday of a day's week. */
export function mondayOf(day: string): string {
  const at = Date.parse(day);
  return dayOf(at - ((new Date(at).getUTCDay() + 6) % 7) * DAY_MS);
}

export function plusWeeks(monday: string, weeks: number): string {
  return dayOf(Date.parse(monday) + weeks * WEEK_MS);
}

/** Mondays of the weeks that lie between two days, both included, and end before `until`. */
export function wholeWeeks(from: string, to: string, until: string): string[] {
  const monday = Date.parse(mondayOf(from));
  const first = monday < Date.parse(from) ? monday + WEEK_MS : monday;
  const end = Math.min(Date.parse(to) + DAY_MS, Date.parse(until));
  const weeks: string[] = [];
  for (let at = first; at + WEEK_MS <= end; at += WEEK_MS) weeks.push(dayOf(at));
  return weeks;
}

/** Every day from one to another, both included. */
export function daysBetween(from: string, to: string): string[] {
  const days: string[] = [];
  for (let at = Date.parse(from); at <= Date.parse(to); at += DAY_MS) days.push(dayOf(at));
  return days;
}
