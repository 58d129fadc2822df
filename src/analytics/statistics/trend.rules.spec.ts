import { foretell } from './trend.rules';

describe('a trend', () => {
  it('goes on along its line, with the interval of the textbook', () => {
    // Sxx 42, Sxy 39, s 0.98198; Student's t for 80 % and 6 degrees of freedom is 1.440 in every table.
    const [next] = foretell([1, 3, 2, 5, 4, 6, 8, 7], 1) ?? [];
    const half = 1.44 * 0.98198 * Math.sqrt(1 + 1 / 8 + 4.5 ** 2 / 42);

    expect(next?.expected).toBeCloseTo(8.67857, 5);
    expect(next?.interval.low).toBeCloseTo(8.67857 - half, 2);
    expect(next?.interval.high).toBeCloseTo(8.67857 + half, 2);
  });

  it('is certain of a straight line and never below nothing', () => {
    expect(foretell([8, 7, 6, 5, 4, 3, 2, 1], 3)?.map(({ expected }) => expected)).toEqual([
      expect.closeTo(0, 10),
      0,
      0,
    ]);
  });

  it('is none of fewer than eight points', () => {
    expect(foretell([1, 2, 3, 4, 5, 6, 7], 1)).toBeNull();
  });
});
