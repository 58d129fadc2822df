import { DateTime } from 'luxon';
import type { Figures } from '../analytics.dto';

const HOUR = 7;

/** The first Monday 07:00 of a zone after an instant. */
export function nextReportAt(after: Date, timeZone: string): Date {
  const there = DateTime.fromJSDate(after, { zone: timeZone });
  const monday = there.startOf('week').set({ hour: HOUR });
  return (monday > there ? monday : monday.plus({ weeks: 1 })).toJSDate();
}

export interface Week {
  /** Its Monday and its Sunday. */
  readonly from: string;
  readonly to: string;
}

/** The whole week before an instant, and the one before that. */
export function weeksBefore(at: Date, timeZone: string): { week: Week; before: Week } {
  const monday = DateTime.fromJSDate(at, { zone: timeZone }).startOf('week').minus({ weeks: 1 });
  const weekOf = (from: DateTime) => ({
    from: from.toFormat('yyyy-MM-dd'),
    to: from.plus({ days: 6 }).toFormat('yyyy-MM-dd'),
  });
  return { week: weekOf(monday), before: weekOf(monday.minus({ weeks: 1 })) };
}

const TOLD = ['sent', 'delivered', 'answered', 'positive', 'converted'] as const;
const WORDS = {
  de: {
    week: 'KW {number}, {from} bis {to}',
    sent: 'Gesendet',
    delivered: 'Nachweislich zugestellt',
    answered: 'Beantwortet',
    positive: 'Positiv beantwortet',
    converted: 'Kunden daraus',
    line: '{name}: {now} (Vorwoche {before})',
  },
  en: {
    week: 'week {number}, {from} to {to}',
    sent: 'Sent',
    delivered: 'Proven delivered',
    answered: 'Answered',
    positive: 'Answered positively',
    converted: 'Customers from it',
    line: '{name}: {now} (week before {before})',
  },
} as const;

/** `KW 11, 09.03.2026 bis 15.03.2026`. */
export function sayWeek({ from, to }: Week, locale: 'de' | 'en'): string {
  const [monday, sunday] = [DateTime.fromISO(from), DateTime.fromISO(to)];
  const day = (at: DateTime) =>
    at.toFormat(locale === 'de' ? 'dd.MM.yyyy' : 'd LLL yyyy', { locale });
  return WORDS[locale].week
    .replace('{number}', String(monday.weekNumber))
    .replace('{from}', day(monday))
    .replace('{to}', day(sunday));
}

/** One line a number, beside that of the week before. */
export function linesOf(now: Figures, before: Figures, locale: 'de' | 'en'): string[] {
  const words = WORDS[locale];
  const number = new Intl.NumberFormat(locale === 'de' ? 'de-DE' : 'en-GB', {
    maximumFractionDigits: 1,
  });
  return TOLD.map((what) =>
    words.line
      .replace('{name}', words[what])
      .replace('{now}', number.format(now[what]))
      .replace('{before}', number.format(before[what])),
  );
}
