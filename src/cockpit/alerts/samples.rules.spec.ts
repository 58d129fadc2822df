import { increaseOf, quantileOf, remembered, type Sample } from './samples.rules';

const at = (atSeconds: number, counts: Sample['counts']): Sample => ({ atSeconds, counts });

describe('how much a counter grew', () => {
  const samples = [at(0, {}), at(100, { n: 10 }), at(200, { n: 30 }), at(300, { n: 35 })];

  it.each([
    ['within the whole time', 300, 35],
    ['within a window that a sample begins', 200, 25],
    ['within a window between two samples, from the one before', 150, 25],
    ['within longer than anything was counted', 900, 35],
  ])('%s', (_, seconds, grown) => {
    expect(increaseOf(samples, 'n', seconds)).toBe(grown);
  });

  it('is nothing without a sample or a count', () => {
    expect(increaseOf([], 'n', 60)).toBe(0);
    expect(increaseOf(samples, 'other', 60)).toBe(0);
  });
});

describe('a quantile', () => {
  const bucketed = (counts: Sample['counts']) => [at(0, {}), at(60, counts)];

  it('lies within its bucket, evenly', () => {
    const samples = bucketed({ 'h:1': 50, 'h:2': 100, 'h:+Inf': 100 });

    expect(quantileOf(samples, 'h', 0.75, 60)).toBeCloseTo(1.5);
    expect(quantileOf(samples, 'h', 0.25, 60)).toBeCloseTo(0.5);
  });

  it('is the last limit for what lies above it', () => {
    expect(quantileOf(bucketed({ 'h:1': 10, 'h:+Inf': 100 }), 'h', 0.95, 60)).toBe(1);
  });

  it('is unknown where nothing was measured', () => {
    expect(quantileOf(bucketed({ 'h:1': 0, 'h:+Inf': 0 }), 'h', 0.95, 60)).toBeNull();
    expect(quantileOf([], 'h', 0.95, 60)).toBeNull();
  });
});

describe('what is remembered', () => {
  it('is an hour and the sample before it', () => {
    const kept = [0, 100, 3650, 3710].reduce<Sample[]>(
      (samples, seconds) => remembered(samples, at(seconds, {})),
      [],
    );

    expect(kept.map(({ atSeconds }) => atSeconds)).toEqual([100, 3650, 3710]);
  });
});
