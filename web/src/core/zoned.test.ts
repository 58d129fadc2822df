import { clockAt, instantAt, parseDay } from './zoned';

describe('a wall clock', () => {
  it.each([
    ['2026-03-12', '09:41', 'Europe/Berlin', '2026-03-12T08:41:00.000Z'],
    ['2026-07-12', '09:41', 'Europe/Berlin', '2026-07-12T07:41:00.000Z'],
    ['2026-03-29', '03:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    ['2026-01-01', '00:10', 'America/New_York', '2026-01-01T05:10:00.000Z'],
  ])('%s %s in %s is %s', (day, time, zone, instant) => {
    expect(instantAt(day, time, zone).toISOString()).toBe(instant);
    expect(clockAt(new Date(instant), zone)).toEqual({ day, time });
  });
});

describe('a typed day', () => {
  it.each([
    ['12.3.', '2026-03-12'],
    ['12.03.26', '2026-03-12'],
    ['12/3/2025', '2025-03-12'],
    ['12032026', '2026-03-12'],
    ['2026-03-12', '2026-03-12'],
    ['+3', '2026-03-15'],
    ['-12', '2026-02-28'],
    ['31.2.', null],
    ['tomorrow', null],
  ])('%s is %s', (typed, day) => {
    expect(parseDay(typed, '2026-03-12')).toBe(day);
  });
});
