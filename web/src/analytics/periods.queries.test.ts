import { bucketKeys, bucketOf, comparisonOf, presetOf, weekNumber } from './periods.queries';

describe('the groups of a period', () => {
  it('are days, weeks or months, by its length', () => {
    expect(bucketOf('2026-03-01', '2026-03-31')).toBe('day');
    expect(bucketOf('2026-03-01', '2026-05-29')).toBe('week');
    expect(bucketOf('2025-01-01', '2026-05-29')).toBe('month');
  });

  it('are all there, those without anything too', () => {
    expect(bucketKeys('2026-03-04', '2026-03-17', 'week')).toEqual([
      '2026-03-02',
      '2026-03-09',
      '2026-03-16',
    ]);
    expect(bucketKeys('2025-11-15', '2026-01-02', 'month')).toEqual([
      '2025-11',
      '2025-12',
      '2026-01',
    ]);
  });

  it('have the number of their ISO week', () => {
    expect(weekNumber('2026-01-01')).toBe(1);
    expect(weekNumber('2027-01-03')).toBe(53);
    expect(weekNumber('2026-11-26')).toBe(48);
  });
});

describe('the period to compare with', () => {
  it('has the same days of the week beside each other', () => {
    const before = comparisonOf('2026-03-01', '2026-05-29', 'week', 'previous');

    expect([before.from, before.to]).toEqual(['2025-11-30', '2026-02-27']);
    expect(before.keyOf('2026-03-02')).toBe('2025-12-01');
  });

  it('is a year ago by 52 weeks, or by 12 months', () => {
    expect(comparisonOf('2026-03-02', '2026-03-08', 'day', 'year').from).toBe('2025-03-03');
    const months = comparisonOf('2025-01-15', '2026-03-20', 'month', 'year');

    expect([months.from, months.to, months.keyOf('2026-01')]).toEqual([
      '2024-01-15',
      '2025-03-20',
      '2025-01',
    ]);
  });
});

describe('a preset', () => {
  it('is known again by its days, as long as today is today', () => {
    expect(presetOf({}, '2026-11-26')).toBe('90d');
    expect(presetOf({ from: '2026-10-28', to: '2026-11-26' }, '2026-11-26')).toBe('30d');
    expect(presetOf({ from: '2026-10-28', to: '2026-11-26' }, '2026-11-27')).toBeNull();
  });
});
