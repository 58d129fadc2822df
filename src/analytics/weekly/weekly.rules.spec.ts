import { nextReportAt, sayWeek, weeksBefore } from './weekly.rules';

describe('the next report', () => {
  it.each([
    [
      'on a Sunday evening: the next morning',
      '2026-03-08T20:00:00Z',
      'Europe/Berlin',
      '2026-03-09T06:00:00.000Z',
    ],
    [
      'at seven itself: a week later',
      '2026-03-09T06:00:00Z',
      'Europe/Berlin',
      '2026-03-16T06:00:00.000Z',
    ],
    [
      'over the change to summer time: still seven',
      '2026-03-23T12:00:00Z',
      'Europe/Berlin',
      '2026-03-30T05:00:00.000Z',
    ],
    [
      'while it is Monday there alone',
      '2026-03-08T21:30:00Z',
      'Pacific/Auckland',
      '2026-03-15T18:00:00.000Z',
    ],
  ])('comes %s', (_, after, zone, expected) => {
    expect(nextReportAt(new Date(after), zone).toISOString()).toBe(expected);
  });

  it('tells the whole week before, and the one before that', () => {
    const { week, before } = weeksBefore(new Date('2026-03-16T06:00:00Z'), 'Europe/Berlin');

    expect([week, before]).toEqual([
      { from: '2026-03-09', to: '2026-03-15' },
      { from: '2026-03-02', to: '2026-03-08' },
    ]);
    expect(sayWeek(week, 'de')).toBe('KW 11, 09.03.2026 bis 15.03.2026');
    expect(sayWeek(week, 'en')).toBe('week 11, 9 Mar 2026 to 15 Mar 2026');
  });
});
