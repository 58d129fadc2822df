import fc from 'fast-check';
import { conversionRate, trendOf } from './conversion-rate.rules';

describe('the conversion rate', () => {
  it.each([
    [{ followedUp: 200, converted: 28 }, 0.14],
    [{ followedUp: 200, converted: 0 }, 0],
    [{ followedUp: 0, converted: 0 }, null],
  ])('of %j is %p', (cohort, rate) => {
    expect(conversionRate(cohort)).toBe(rate);
  });
});

describe('a trend', () => {
  it.each([
    [12, 10, 20],
    [10, 12, -16.7],
    [0, 4, -100],
    [3, 3, 0],
    [5, 0, null],
    [0, 0, null],
  ])('from %i against %i is %p per cent', (current, previous, changePct) => {
    expect(trendOf(current, previous)).toEqual({ current, previous, changePct });
  });

  it('has the sign of the difference', () => {
    const count = fc.integer({ min: 1, max: 1000 });

    fc.assert(
      fc.property(count, count, (current, previous) => {
        expect(Math.sign(trendOf(current, previous).changePct ?? NaN)).toBe(
          Math.sign(current - previous),
        );
      }),
    );
  });
});
