import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { NOT_MEASURED } from '../core/format';
import { useFormat } from '../core/use-format';
import type { Bucket } from './periods.queries';
import { weekNumber } from './periods.queries';

const NBSP = '\u00a0';

/** Noon, so that a day is the same day in every zone of Europe. */
const noon = (day: string): string => `${day}T12:00:00Z`;

/** Numbers that only reports have, in the language on screen. */
export function useNumbers() {
  const { t, i18n } = useTranslation('analytics');
  const format = useFormat();
  const language = i18n.language;
  return useMemo(() => {
    const intl = language === 'de' ? 'de-DE' : 'en-GB';
    const fixed = (value: number, digits: number, sign = false) =>
      new Intl.NumberFormat(intl, {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
        signDisplay: sign ? 'exceptZero' : 'auto',
      }).format(value);
    const percent = (rate: number) => `${fixed(rate * 100, 1)}${NBSP}%`;
    const points = (difference: number) =>
      `${fixed(difference * 100, 1, true)}${NBSP}${t('points')}`;
    const orNot = (write: (value: number) => string) => (value: number | null) =>
      value === null ? NOT_MEASURED : write(value);
    const day = (of: string) => format.date(noon(of));
    const short = (of: string) =>
      new Intl.DateTimeFormat(
        intl,
        language === 'de'
          ? { day: '2-digit', month: '2-digit', timeZone: 'UTC' }
          : { day: 'numeric', month: 'short', timeZone: 'UTC' },
      ).format(new Date(noon(of)));
    const month = (of: string, width: 'long' | 'short') =>
      new Intl.DateTimeFormat(intl, { month: width, year: 'numeric', timeZone: 'UTC' }).format(
        new Date(noon(`${of}-01`)),
      );
    return {
      /** `12,3 %`, always one digit, so that columns align. */
      percent: orNot(percent),
      /** A difference of rates: `+1,1 Pp.`. */
      points: orNot(points),
      /** At most one digit: parts of conversions, expected numbers. */
      about: orNot((value) =>
        new Intl.NumberFormat(intl, { maximumFractionDigits: 1 }).format(value),
      ),
      /** Four digits, and no zero that is none: `< 0,0001`. */
      pValue: orNot((value) =>
        value < 0.0001 ? `<${NBSP}${fixed(0.0001, 4)}` : fixed(value, value < 0.01 ? 4 : 3),
      ),
      percents: (span: { low: number; high: number } | null) =>
        span === null
          ? NOT_MEASURED
          : `${fixed(span.low * 100, 1)}–${fixed(span.high * 100, 1)}${NBSP}%`,
      pointSpan: (span: { low: number; high: number } | null) =>
        span === null
          ? NOT_MEASURED
          : t('fromTo', {
              low: fixed(span.low * 100, 1, true),
              high: `${fixed(span.high * 100, 1, true)}${NBSP}${t('points')}`,
            }),
      day,
      period: (from: string, to: string) => `${day(from)}–${day(to)}`,
      /** A group of days as it stands under an axis. */
      tick: (key: string, bucket: Bucket) =>
        bucket === 'month' ? month(key, 'short') : short(key),
      /** A group of days in words: `KW 45, ab 02.11.2026`. */
      bucket: (key: string, bucket: Bucket) => {
        if (bucket === 'month') return month(key, 'long');
        return bucket === 'week' ? t('week', { number: weekNumber(key), day: day(key) }) : day(key);
      },
    };
  }, [t, language, format]);
}
export type Numbers = ReturnType<typeof useNumbers>;
