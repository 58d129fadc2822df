import Holidays from 'date-holidays';
import { DateTime } from 'luxon';

export interface Place {
  readonly country: string;
  readonly state?: string;
  readonly zone: string;
}

const holidays = new Map<string, Holidays>();

/** What is wrong with the instant at which a mail left, by other means than the product's calendar. */
export function faultsOf(at: Date, { country, state = '', zone }: Place): string[] {
  const local = DateTime.fromJSDate(at, { zone });
  const day = local.toFormat('yyyy-MM-dd');
  const key = `${country} ${state}`;
  const calendar = holidays.get(key) ?? new Holidays(country, state);
  holidays.set(key, calendar);
  const holiday = calendar
    .getHolidays(local.year)
    .find((h) => h.type === 'public' && h.date.startsWith(day));
  return [
    ...(local.weekday > 5 ? [`${day} is a weekend`] : []),
    ...(local.hour < 8 || local.hour >= 17
      ? [`${local.toFormat('HH:mm')} is outside of the window`]
      : []),
    ...(holiday ? [`${day} is ${holiday.name}`] : []),
    ...(day.endsWith('-12-24') || day.endsWith('-12-31') ? [`${day} is closed`] : []),
  ];
}
