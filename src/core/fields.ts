import { z } from 'zod';
import { isCountry, isCurrency } from './codes.rules';
import { say } from './field-text';

const FIRST_DAY = '2000-01-01';
const LAST_DAY = '2099-12-31';

/** A day of business that people plan or note, `yyyy-MM-dd`; another century is a slip of the finger. */
export const DaySchema = z.iso
  .date()
  .refine(
    (day) => day >= FIRST_DAY && day <= LAST_DAY,
    say('must lie between 2000 and 2099', 'muss zwischen 2000 und 2099 liegen'),
  );

/** The same for an instant. */
export const InstantSchema = z.iso
  .datetime({ offset: true })
  .refine(
    (at) => at >= FIRST_DAY && at.slice(0, LAST_DAY.length) <= LAST_DAY,
    say('must lie between 2000 and 2099', 'muss zwischen 2000 und 2099 liegen'),
  );

/** ISO 3166-1 alpha-2. */
export const CountrySchema = z
  .string()
  .regex(/^[A-Z]{2}$/, { abort: true })
  .refine(
    isCountry,
    say('is not a country of ISO 3166, such as DE', 'ist kein Land nach ISO 3166, wie DE'),
  );

/** ISO 4217. */
export const CurrencySchema = z
  .string()
  .regex(/^[A-Z]{3}$/, { abort: true })
  .refine(
    isCurrency,
    say('is not a currency of ISO 4217, such as EUR', 'ist keine Währung nach ISO 4217, wie EUR'),
  );

/** One line. Nothing in a form field has a use for control characters, and headers built from them are dangerous. */
export const lineOf = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .regex(
      /^\P{Cc}*$/u,
      say('must not contain control characters', 'darf keine Steuerzeichen enthalten'),
    );

/** A value or several, by comma or by repeating the parameter. */
export const several = <T extends z.ZodType<string>>(item: T, most = 50) =>
  z
    .preprocess((v) => (typeof v === 'string' ? v.split(',') : v), z.array(item).min(1).max(most))
    .optional();

/** A zone by its IANA name. */
export const TimeZoneSchema = z
  .string()
  .max(64)
  .refine(isTimeZone, say('is not an IANA time zone', 'ist keine IANA-Zeitzone'));

function isTimeZone(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
}
