import { jStat } from 'jstat';

export interface Interval {
  readonly low: number;
  readonly high: number;
}
/** `count` of `n`, both whole. */
export interface Part {
  readonly count: number;
  readonly n: number;
}

const CONFIDENCE = 0.95;
/** The difference that the sequential test is tuned to find, as a standard deviation: five points. */
const EXPECTED_DIFFERENCE = 0.05;

const quantile = (p: number) => jStat.normal.inv(p, 0, 1);
const Z = quantile(1 - (1 - CONFIDENCE) / 2);

/** Wilson's score interval, 95 %: E. B. Wilson, JASA 22 (1927). Null of nothing. */
export function wilson({ count, n }: Part): Interval | null {
  if (n === 0) return null;
  const rate = count / n;
  const z2 = Z * Z;
  const middle = (rate + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Z / (1 + z2 / n)) * Math.sqrt((rate * (1 - rate)) / n + z2 / (4 * n * n));
  // Of none and of all the bound is exact; the formula misses it by the last digit.
  return {
    low: count === 0 ? 0 : Math.max(0, middle - half),
    high: count === n ? 1 : Math.min(1, middle + half),
  };
}

/** Difference of two rates with its 95 % interval by Newcombe's method 10: Statistics in Medicine 17 (1998). */
export function difference(
  first: Part,
  second: Part,
): { difference: number; interval: Interval } | null {
  const [a, b] = [wilson(first), wilson(second)];
  if (!a || !b) return null;
  const [p, q] = [first.count / first.n, second.count / second.n];
  return {
    difference: p - q,
    interval: {
      low: p - q - Math.hypot(p - a.low, b.high - q),
      high: p - q + Math.hypot(a.high - p, q - b.low),
    },
  };
}

/** Variance of the difference when there is none; null when all or none of both are counted. */
function pooledVariance(first: Part, second: Part): number | null {
  const pooled = (first.count + second.count) / (first.n + second.n);
  const variance = pooled * (1 - pooled) * (1 / first.n + 1 / second.n);
  return variance > 0 ? variance : null;
}

/** Two-sided p-value of the pooled two-proportion z-test; 1 when both rates are the same 0 or 1. */
export function pValue(first: Part, second: Part): number {
  const variance = pooledVariance(first, second);
  if (variance === null) return 1;
  const z = (first.count / first.n - second.count / second.n) / Math.sqrt(variance);
  return Math.min(1, 2 * jStat.normal.cdf(-Math.abs(z), 0, 1));
}

/**
 * An always valid p-value: however often one looks, it falls below α with a chance of at most α when there is no
 * difference. Mixture sequential probability ratio test with a normal mixture: Johari, Pekelis and Walsh,
 * Operations Research 70 (2022), eq. 10.
 */
export function sequentialPValue(first: Part, second: Part): number {
  const variance = pooledVariance(first, second);
  if (variance === null) return 1;
  const gap = first.count / first.n - second.count / second.n;
  const mixture = EXPECTED_DIFFERENCE ** 2;
  const logRatio =
    0.5 * Math.log(variance / (variance + mixture)) +
    (mixture * gap * gap) / (2 * variance * (variance + mixture));
  return Math.min(1, Math.exp(-logRatio));
}

/** Holm's step-down correction, in the order given: Scandinavian Journal of Statistics 6 (1979). */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((p, at) => ({ p, at })).sort((a, b) => a.p - b.p);
  const corrected = new Array<number>(pValues.length);
  let highest = 0;
  for (const [rank, { p, at }] of order.entries()) {
    highest = Math.max(highest, Math.min(1, p * (pValues.length - rank)));
    corrected[at] = highest;
  }
  return corrected;
}
