import { compare } from './comparison.rules';

const arm = (key: string, count: number, n: number) => ({ key, count, n });

describe('a comparison', () => {
  it('says nothing below 100 a side, however far apart the rates are', () => {
    const [pair] = compare([arm('a', 99, 99), arm('b', 0, 5000)]);

    expect(pair).toMatchObject({
      difference: 1,
      pValue: null,
      pValueCorrected: null,
      pValueSequential: null,
      verdict: 'NOT_ENOUGH_DATA',
    });
  });

  it.each([
    [300, 100, 'FIRST_BETTER'],
    [100, 300, 'SECOND_BETTER'],
    [100, 101, 'NO_DIFFERENCE_SHOWN'],
    [0, 0, 'NO_DIFFERENCE_SHOWN'],
  ])('of %i and %i of 1000 says %s', (a, b, verdict) => {
    expect(compare([arm('a', a, 1000), arm('b', b, 1000)])[0]?.verdict).toBe(verdict);
  });

  it('corrects over all pairs that are large enough, and only those', () => {
    const arms = [arm('a', 100, 1000), arm('b', 140, 1000), arm('c', 120, 1000), arm('d', 9, 10)];
    const pairs = compare(arms);
    const large = pairs.filter(({ pValue }) => pValue !== null);

    expect(pairs).toHaveLength(6);
    expect(large).toHaveLength(3);
    const least = large.reduce((best, p) => ((p.pValue ?? 1) < (best.pValue ?? 1) ? p : best));
    expect(least.pValueCorrected).toBeCloseTo((least.pValue ?? NaN) * 3, 10);
  });
});
