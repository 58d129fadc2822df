import { DateTime, IANAZone } from 'luxon';
import { isZone, zoneCalled } from './zones.rules';

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

  it('counts days as Luxon does', () => {
    const at = new Date('2026-03-28T02:30:00+01:00');
    const later = (zone: string | IANAZone) => DateTime.fromJSDate(at, { zone }).plus({ days: 1 });

    expect(later(zoneCalled('Europe/Berlin')).toISO()).toBe(later('Europe/Berlin').toISO());
  });

  it('is none for a name that nobody gave', () => {
    expect(isZone('Europe/Nowhere')).toBe(false);
    expect(() => zoneCalled('')).toThrow(RangeError);
  });
});
