import {
  difference,
  holm,
  type Interval,
  type Part,
  pValue,
  sequentialPValue,
} from './proportions.rules';

/** Sends a side below which nothing is said. */
export const LEAST_SENDS = 100;
const SIGNIFICANT = 0.05;

export interface Arm extends Part {
  readonly key: string;
}

export type Verdict = 'NOT_ENOUGH_DATA' | 'NO_DIFFERENCE_SHOWN' | 'FIRST_BETTER' | 'SECOND_BETTER';
export interface Comparison {
  readonly first: string;
  readonly second: string;
  readonly difference: number | null;
  readonly interval: Interval | null;
  readonly pValue: number | null;
  readonly pValueCorrected: number | null;
  readonly pValueSequential: number | null;
  readonly verdict: Verdict;
}

/**
 * Every arm against every other. What is too small takes no part in the correction; the verdict goes by the sequential
 * test, since nobody waits for a sample size before looking.
 */
export function compare(arms: readonly Arm[]): Comparison[] {
  const pairs = arms.flatMap((first, at) =>
    arms.slice(at + 1).map((second) => ({ first, second })),
  );
  const large = pairs.filter(isLarge);
  const fixed = holm(large.map(({ first, second }) => pValue(first, second)));
  const sequential = holm(large.map(({ first, second }) => sequentialPValue(first, second)));
  return pairs.map((pair) => {
    const { first, second } = pair;
    const at = large.indexOf(pair);
    const gap = difference(first, second);
    const p = sequential[at];
    return {
      first: first.key,
      second: second.key,
      difference: gap?.difference ?? null,
      interval: gap?.interval ?? null,
      pValue: at < 0 ? null : pValue(first, second),
      pValueCorrected: fixed[at] ?? null,
      pValueSequential: p ?? null,
      verdict: verdictOf(p, gap?.difference ?? 0),
    };
  });
}

function isLarge({ first, second }: { first: Part; second: Part }): boolean {
  return first.n >= LEAST_SENDS && second.n >= LEAST_SENDS;
}

function verdictOf(p: number | undefined, gap: number): Verdict {
  if (p === undefined) return 'NOT_ENOUGH_DATA';
  if (p >= SIGNIFICANT) return 'NO_DIFFERENCE_SHOWN';
  return gap > 0 ? 'FIRST_BETTER' : 'SECOND_BETTER';
}
