/** A number as a field holds it: what is typed, and a number once it is one. */
export type TypedNumber = number | string;

/** What is wrong with a whole number as it is typed; null: nothing. */
export function numberFault(
  typed: TypedNumber,
  { min, max }: { min: number; max: number },
): 'missing' | 'outside' | null {
  if (typed === '') return 'missing';
  const isWithin = Number.isInteger(typed) && Number(typed) >= min && Number(typed) <= max;
  return isWithin ? null : 'outside';
}

/** As the server keeps amounts: no more than JavaScript can count exactly. */
const MOST_CENTS = 1e13;

/** What is wrong with an amount as it is typed in the main unit, with a point; null: nothing. */
export function amountFault(
  typed: string,
): 'missing' | 'negative' | 'fractions' | 'unreadable' | null {
  if (typed.trim() === '') return 'missing';
  const cents = Number(typed) * 100;
  if (!Number.isFinite(cents) || cents > MOST_CENTS) return 'unreadable';
  if (cents < 0) return 'negative';
  return /\.\d{3}/.test(typed) ? 'fractions' : null;
}

/** @param typed an amount without a fault */
export const centsIn = (typed: string): number => Math.round(Number(typed) * 100);
