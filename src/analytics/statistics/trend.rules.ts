import { jStat } from 'jstat';
import { linearRegression, mean } from 'simple-statistics';
import type { Interval } from './proportions.rules';

/** Fewer points make no trend. */
export const LEAST_POINTS = 8;
const CONFIDENCE = 0.8;

/**
 * The next values of a series by its least-squares line, each with an 80 % interval of prediction (Draper and Smith,
 * Applied Regression Analysis, 3.1); counts are never negative. Null while there are too few points.
 */
export function foretell(
  series: readonly number[],
  steps: number,
): { expected: number; interval: Interval }[] | null {
  const n = series.length;
  if (n < LEAST_POINTS) return null;
  const { m, b } = linearRegression(series.map((value, x) => [x, value]));
  const middle = mean(series.map((_, x) => x));
  const spread = series.reduce((sum, _, x) => sum + (x - middle) ** 2, 0);
  const rest = series.reduce((sum, value, x) => sum + (value - (m * x + b)) ** 2, 0);
  const deviation = Math.sqrt(rest / (n - 2));
  const t = jStat.studentt.inv(1 - (1 - CONFIDENCE) / 2, n - 2);
  return Array.from({ length: steps }, (_, step) => {
    const x = n + step;
    const half = t * deviation * Math.sqrt(1 + 1 / n + (x - middle) ** 2 / spread);
    const at = m * x + b;
    return {
      expected: Math.max(0, at),
      interval: { low: Math.max(0, at - half), high: Math.max(0, at + half) },
    };
  });
}
