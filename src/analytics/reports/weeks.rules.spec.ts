import { mondayOf, plusWeeks, wholeWeeks } from './weeks.rules';

describe('weeks', () => {
  it.each([
    ['2026-03-02', '2026-03-02'],
    ['2026-03-08', '2026-03-02'],
    ['2027-01-01', '2026-12-28'],
  ])('the Monday of %s is %s', (day, monday) => {
    expect(mondayOf(day)).toBe(monday);
  });

  it('are whole only if all their days are asked for and known', () => {
    expect(wholeWeeks('2026-03-03', '2026-03-29', '2026-12-31')).toEqual([
      '2026-03-09',
      '2026-03-16',
      '2026-03-23',
    ]);
    expect(wholeWeeks('2026-03-02', '2026-03-29', '2026-03-22')).toEqual([
      '2026-03-02',
      '2026-03-09',
    ]);
  });

  it('go on over the end of the year', () => {
    expect(plusWeeks('2026-12-28', 1)).toBe('2027-01-04');
  });
});
