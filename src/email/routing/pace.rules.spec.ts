import fc from 'fast-check';
import { available, burstOf, eased, secondsToWait, slotSeconds, slowed, take } from './pace.rules';

const pace = (rate: number, aheadSeconds = -1) => ({ emissionSeconds: 1 / rate, aheadSeconds });

describe('a pace', () => {
  it('lets a fifth of a second go at once', () => {
    expect([0.5, 1, 10, 50].map((rate) => burstOf(pace(rate)))).toEqual([1, 1, 2, 10]);
    expect(available(pace(50))).toBe(10);
    expect(available(pace(50, 0.1))).toBe(5);
    expect(available(pace(50, 0.3))).toBe(0);
    expect(take(pace(50, 0.1), 9)).toEqual({
      granted: 5,
      aheadSeconds: expect.closeTo(0.2) as number,
    });
  });

  it('says when there is room again', () => {
    expect(secondsToWait(pace(50, 0.2))).toBeCloseTo(0.1);
    expect(secondsToWait(pace(1, 0.7))).toBeCloseTo(1);
    expect([0, 1, 2].map((place) => slotSeconds(pace(50, 0.2), place))).toEqual([
      expect.closeTo(0.02),
      expect.closeTo(0.04),
      expect.closeTo(0.06),
    ]);
  });

  it('is halved when it was too fast, eight times slower at most, and comes back by tenths', () => {
    expect(slowed(0.1, 0.1)).toBe(0.2);
    expect(slowed(0.8, 0.1)).toBe(0.8);
    expect(eased(0.2, 0.1)).toBeCloseTo(0.18);
    expect(eased(0.105, 0.1)).toBe(0.1);
  });

  it('never lets more than rate and burst go in any second, whoever asks when', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1, 5, 10, 50),
        fc.array(
          fc.tuple(fc.double({ min: 0, max: 0.3, noNaN: true }), fc.integer({ min: 1, max: 40 })),
          {
            maxLength: 60,
          },
        ),
        (rate, asks) => {
          const emissionSeconds = 1 / rate;
          let now = 0;
          let freeAt = 0;
          const gone: number[] = [];
          for (const [pause, wanted] of asks) {
            now += pause;
            const { granted, aheadSeconds } = take(
              { emissionSeconds, aheadSeconds: freeAt - now },
              wanted,
            );
            freeAt = now + aheadSeconds;
            gone.push(...Array<number>(granted).fill(now));
          }
          const most = rate + burstOf({ emissionSeconds });
          for (const at of gone)
            expect(gone.filter((one) => one >= at && one < at + 1).length).toBeLessThanOrEqual(
              most,
            );
        },
      ),
    );
  });
});
