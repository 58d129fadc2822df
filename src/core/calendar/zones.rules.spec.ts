import fc from 'fast-check';
import { DateTime, IANAZone } from 'luxon';
import { isZone, later, zoneCalled } from './zones.rules';

const HOUR_MS = 3_600_000;
/** With half hours, at half past, southern, at midnight, a day left out, and without any change. */
const ZONES = [
  ...['Europe/Berlin', 'Europe/Zurich', 'America/New_York', 'Australia/Lord_Howe'],
  ...['Asia/Kathmandu', 'America/Havana', 'Pacific/Apia', 'Africa/Casablanca', 'UTC'],
];

describe('a remembered zone', () => {
  it.each(ZONES)('is as far from UTC as %s at every instant', (name) => {
    const [zone, luxons] = [zoneCalled(name), new IANAZone(name)];
    const differing: string[] = [];
    // A year and more around the day that Samoa left out; a step that meets every hour.
    for (let at = Date.UTC(2011, 8); at < Date.UTC(2012, 11); at += 7.37 * HOUR_MS)
      if (zone.offset(at) !== luxons.offset(at)) differing.push(new Date(at).toISOString());

    expect(differing).toEqual([]);
  });

  it.each([
    ['Europe/Berlin', '2026-03-29T01:00:00Z', [60, 120]],
    ['Europe/Berlin', '2026-10-25T01:00:00Z', [120, 60]],
    ['Australia/Lord_Howe', '2026-04-04T15:00:00Z', [660, 630]],
    ['Pacific/Apia', '2011-12-30T10:00:00Z', [-600, 840]],
  ])('changes in %s at %s', (name, instant, [before, after]) => {
    const [zone, at] = [zoneCalled(name), Date.parse(instant)];

    expect([zone.offset(at - 1), zone.offset(at)]).toEqual([before, after]);
    // Once more, out of memory.
    expect([zone.offset(at - 1), zone.offset(at)]).toEqual([before, after]);
  });

  it('asks the calendar for times before clocks were kept to the minute, and for none at all', () => {
    const long = Date.UTC(1890, 5);

    expect(zoneCalled('Europe/Berlin').offset(long)).toBe(
      new IANAZone('Europe/Berlin').offset(long),
    );
    expect(zoneCalled('Europe/Berlin').offset(NaN)).toBeNaN();
  });

  it.each(ZONES)('counts months and days in %s as Luxon does', (name) => {
    const zone = zoneCalled(name);
    const span = {
      months: fc.integer({ min: 0, max: 40 }),
      days: fc.integer({ min: -40, max: 400 }),
    };
    const at = fc.date({
      min: new Date('1975-01-01'),
      max: new Date('2080-01-01'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(at, fc.record(span), (instant, wanted) => {
        const luxons = DateTime.fromJSDate(instant, { zone }).plus(wanted);
        expect(later(instant, wanted, zone)).toEqual(luxons.toJSDate());
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['2026-03-28T02:30:00+01:00', { days: 1 }, '2026-03-29T03:30:00+02:00'],
    ['2026-10-24T02:30:00+02:00', { days: 1 }, '2026-10-25T02:30:00+02:00'],
    ['2026-08-31T23:59:59.999+02:00', { months: 6 }, '2027-02-28T23:59:59.999+01:00'],
    ['2025-12-31T12:00:00+01:00', { months: 2, days: 3 }, '2026-03-03T12:00:00+01:00'],
  ])('counts from %s by %j on to %s', (from, span, to) => {
    expect(later(new Date(from), span, zoneCalled('Europe/Berlin'))).toEqual(new Date(to));
  });

  it('is none for a name that nobody gave', () => {
    expect(isZone('Europe/Nowhere')).toBe(false);
    expect(() => zoneCalled('')).toThrow(RangeError);
  });
});
