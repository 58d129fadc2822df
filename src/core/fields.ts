import { z } from 'zod';

/** One line. Nothing in a form field has a use for control characters, and headers built from them are dangerous. */
export const lineOf = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .regex(/^\P{Cc}*$/u, 'must not contain control characters');

/** A zone by its IANA name. */
export const TimeZoneSchema = z.string().max(64).refine(isTimeZone, 'is not an IANA time zone');

function isTimeZone(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
}
