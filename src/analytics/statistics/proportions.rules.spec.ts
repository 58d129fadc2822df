import fc from 'fast-check';
import { difference, holm, pValue, sequentialPValue, wilson } from './proportions.rules';

const part = (count: number, n: number) => ({ count, n });

describe('an interval of a rate', () => {
  // Newcombe, Statistics in Medicine 17, 857-872 (1998), table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %i of %i is %f to %f', (count, n, low, high) => {
    const interval = wilson(part(count, n));
    expect(interval?.low).toBeCloseTo(low, 4);
    expect(interval?.high).toBeCloseTo(high, 4);
  });

  it('is none of nothing', () => {
    expect(wilson(part(0, 0))).toBeNull();
  });

  it('contains the rate and lies within 0 and 1', () => {
    const counts = fc
      .integer({ min: 1, max: 5000 })
      .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));
    fc.assert(
      fc.property(counts, ([count, n]) => {
        const { low, high } = wilson(part(count, n)) ?? { low: NaN, high: NaN };
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(count / n);
        expect(high).toBeGreaterThanOrEqual(count / n);
        expect(high).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('an interval of a difference', () => {
  // Newcombe, Statistics in Medicine 17, 873-890 (1998), table II, method 10.
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [6, 7, 2, 7, 0.0582, 0.8062],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
  ])('of %i of %i and %i of %i is %f to %f', (a, m, b, n, low, high) => {
    const found = difference(part(a, m), part(b, n));
    expect(found?.interval.low).toBeCloseTo(low, 4);
    expect(found?.interval.high).toBeCloseTo(high, 4);
  });
});

describe('the test of two rates', () => {
  // Chi-squared without continuity correction, as statistics packages print it.
  it.each([
    [15, 50, 25, 50, 0.04123],
    [104, 11037, 189, 11034, 5.69e-7],
    [5, 100, 5, 100, 1],
    [0, 100, 0, 200, 1],
  ])('of %i of %i and %i of %i gives %f', (a, m, b, n, expected) => {
    const p = pValue(part(a, m), part(b, n));
    expect(Math.abs(p - expected) / expected).toBeLessThan(0.01);
  });

  it('is the same both ways round', () => {
    expect(pValue(part(3, 40), part(9, 50))).toBe(pValue(part(9, 50), part(3, 40)));
  });
});

describe('Holm', () => {
  it.each([
    [
      [0.01, 0.02, 0.03, 0.04],
      [0.04, 0.06, 0.06, 0.06],
    ],
    [
      [0.04, 0.001],
      [0.04, 0.002],
    ],
    [
      [0.6, 0.7],
      [1, 1],
    ],
    [[], []],
  ])('corrects %j to %j', (given, corrected) => {
    expect(holm(given)).toEqual(corrected.map((p) => expect.closeTo(p, 10)));
  });
});

describe('the sequential test', () => {
  /** Park and Miller's generator: the same trials in every run. */
  function chance(seed: number) {
    let state = seed;
    return () => {
      state = (state * 48271) % 2147483647;
      return state / 2147483647;
    };
  }
  /** Trials whose arms have these rates, looked at daily; how many a test calls different on some day. */
  function falsePositives(rates: [number, number], test: typeof pValue): number {
    const next = chance(7);
    let found = 0;
    for (let trial = 0; trial < 300; trial++) {
      const [a, b] = [part(0, 0), part(0, 0)];
      for (let day = 0; day < 60; day++) {
        for (let send = 0; send < 25; send++) {
          a.count += Number(next() < rates[0]);
          b.count += Number(next() < rates[1]);
        }
        a.n += 25;
        b.n += 25;
        if (a.n >= 100 && test(a, b) < 0.05) {
          found += 1;
          break;
        }
      }
    }
    return found / 300;
  }

  it('errs at most as often as it says when looked at daily, where the plain test errs far more', () => {
    expect(falsePositives([0.1, 0.1], sequentialPValue)).toBeLessThanOrEqual(0.05);
    expect(falsePositives([0.1, 0.1], pValue)).toBeGreaterThan(0.15);
  });

  it('finds a difference that is there', () => {
    expect(falsePositives([0.1, 0.18], sequentialPValue)).toBeGreaterThan(0.9);
  });

  it('is never surer than the plain test', () => {
    const rate = fc.integer({ min: 0, max: 400 });
    fc.assert(
      fc.property(rate, rate, (a, b) => {
        expect(sequentialPValue(part(a, 400), part(b, 400))).toBeGreaterThanOrEqual(
          pValue(part(a, 400), part(b, 400)),
        );
      }),
    );
  });
});
