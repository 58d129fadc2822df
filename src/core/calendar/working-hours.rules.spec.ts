import fc from 'fast-check';
import { DateTime, IANAZone } from 'luxon';
import {
  CLOSES_AT_HOUR,
  isInWindow,
  nextAllowed,
  OPENS_AT_HOUR,
  plusBusinessDays,
  plusDays,
  plusWindowHours,
} from './working-hours.rules';
import { closedDaysOf } from './holidays.rules';

const berlin = { zone: 'Europe/Berlin', region: 'DE-BE' };
const at = (text: string, zone: string) => DateTime.fromISO(text, { zone }).toJSDate();
const local = (date: Date, zone: string) =>
  DateTime.fromJSDate(date, { zone }).toFormat('ccc yyyy-MM-dd HH:mm');

const START = Date.UTC(2020, 0, 1);
const END = Date.UTC(2036, 0, 1);

/** Every change of the offset of a zone from 2020 to 2035, to the minute. */
function transitions(zone: string): number[] {
  const iana = IANAZone.create(zone);
  const found: number[] = [];
  // No offset lasts less: Morocco's in Ramadan, the shortest, lasts five weeks.
  const step = 28 * 86_400_000;
  let next = iana.offset(START);
  for (let t = START; t < END; t += step) {
    const offset = next;
    next = iana.offset(t + step);
    if (offset === next) continue;
    let [low, high] = [t, t + step];
    while (high - low > 60_000) {
      const middle = Math.floor((low + high) / 120_000) * 60_000;
      if (iana.offset(middle) === iana.offset(low)) low = middle;
      else high = middle;
    }
    found.push(high);
  }
  return found;
}

function faults(t: number, zone: string, region: string, spread: number): string[] {
  const place = { zone, region };
  const next = nextAllowed(new Date(t), place, spread);
  const there = DateTime.fromJSDate(next, { zone });
  const opened = there.set({ hour: OPENS_AT_HOUR, minute: 0, second: 0, millisecond: 0 });
  const checks: [boolean, string][] = [
    [there.weekday > 5, 'weekend'],
    [there.hour < OPENS_AT_HOUR || there.hour >= CLOSES_AT_HOUR, 'outside the window'],
    [closedDaysOf(region, there.year).has(there.toISODate() ?? ''), 'holiday'],
    [next.getTime() < t, 'before it was asked'],
    [
      next.getTime() !== t && next.getTime() !== opened.toMillis() + spread,
      'not at its share of the window',
    ],
    [nextAllowed(next, place, spread).getTime() !== next.getTime(), 'not idempotent'],
    [!isInWindow(next, place), 'not in a window by its own word'],
  ];
  return checks
    .filter(([bad]) => bad)
    .map(([, what]) => `${zone} ${new Date(t).toISOString()}: ${what}`);
}

/** One zone of those that keep the same time: to the calendar they are the same. */
function unlike(zones: readonly string[]): Map<string, number[]> {
  const kept = new Map<string, [string, number[]]>();
  for (const zone of zones) {
    const changes = transitions(zone);
    const iana = IANAZone.create(zone);
    const times = [START, ...changes].map((t) => [t, iana.offset(t)]).join();
    if (!kept.has(times)) kept.set(times, [zone, changes]);
  }
  return new Map(kept.values());
}

const LONGEST_SPREAD_MS = 90 * 60_000;

describe('the calendar', () => {
  it('asked for Monday to Friday on a Friday in Sydney stays on that local Friday', () => {
    const sydney = { zone: 'Australia/Sydney', region: 'AU-NSW' };
    // 23:30 on Thursday in UTC is already Friday there.
    const friday = new Date('2026-03-12T23:30:00Z');

    expect(local(nextAllowed(friday, sydney), sydney.zone)).toBe('Fri 2026-03-13 10:30');
    expect(local(nextAllowed(at('2026-03-13T17:00', sydney.zone), sydney), sydney.zone)).toBe(
      'Mon 2026-03-16 08:00',
    );
  });

  it('asked for Monday to Friday at 17:00 in Los Angeles waits for the next local morning', () => {
    const la = { zone: 'America/Los_Angeles', region: 'US-CA' };
    // 17:00 on Friday there is Saturday 01:00 in UTC.
    const closing = at('2026-03-13T17:00', la.zone);

    expect(local(nextAllowed(closing, la), la.zone)).toBe('Mon 2026-03-16 08:00');
    expect(local(nextAllowed(new Date(closing.getTime() - 1), la), la.zone)).toBe(
      'Fri 2026-03-13 16:59',
    );
  });

  it('keeps 09:00 in Berlin across the March change', () => {
    const friday = at('2026-03-27T09:00', berlin.zone);
    const monday = plusDays(friday, 3, berlin.zone);

    expect(local(monday, berlin.zone)).toBe('Mon 2026-03-30 09:00');
    expect(monday.getTime() - friday.getTime()).toBe(71 * 3_600_000);
    expect(nextAllowed(monday, berlin)).toEqual(monday);
  });

  it('keeps every law around every change of every zone from 2020 to 2035', () => {
    const zones = Intl.supportedValuesOf('timeZone');
    const steps = [-26, -14, -9, -1, -0.01, 0, 0.5, 3, 11, 23, 49].map((h) => h * 3_600_000);
    const regions = ['DE-BY', 'CH-ZH', 'AT', 'NONE'];
    const found: string[] = [];
    let asked = 0;
    for (const [zone, changes] of unlike(zones)) {
      for (const change of changes) {
        const region = regions[asked % regions.length] ?? 'AT';
        let previous = -Infinity;
        for (const step of steps) {
          const t = change + step;
          const spread = (asked * 7919) % LONGEST_SPREAD_MS;
          found.push(...faults(t, zone, region, spread));
          const next = nextAllowed(new Date(t), { zone, region }, 0).getTime();
          if (next < previous) found.push(`${zone} ${new Date(t).toISOString()}: not monotonic`);
          previous = next;
          asked += 1;
        }
      }
    }

    expect(found).toEqual([]);
    expect(asked).toBeGreaterThan(10_000);
  }, 300_000);

  it('keeps the laws at any instant', () => {
    const instant = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2031, 11, 31) });
    const region = fc.constantFrom('DE-BY', 'DE-SN+DE-TH', 'DE-?', 'CH-TI', 'AT', 'FR', 'NONE');
    const zone = fc.constantFrom(
      'Europe/Berlin',
      'Europe/Zurich',
      'Asia/Kolkata',
      'Pacific/Kiritimati',
      'America/St_Johns',
    );
    const spread = fc.integer({ min: 0, max: LONGEST_SPREAD_MS - 1 });

    fc.assert(
      fc.property(instant, instant, zone, region, spread, (one, other, z, r, s) => {
        const [early, late] = [Math.min(one, other), Math.max(one, other)];
        const place = { zone: z, region: r };

        expect(faults(one, z, r, s)).toEqual([]);
        expect(nextAllowed(new Date(early), place, s).getTime()).toBeLessThanOrEqual(
          nextAllowed(new Date(late), place, s).getTime(),
        );
      }),
      { numRuns: 500 },
    );
  }, 60_000);

  it.each([
    ['a night', '2026-03-10T22:00', 'Wed 2026-03-11 08:00'],
    ['a weekend', '2026-03-14T12:00', 'Mon 2026-03-16 08:00'],
    ['Easter', '2026-04-02T17:30', 'Tue 2026-04-07 08:00'],
    ['Christmas Eve', '2026-12-24T09:00', 'Mon 2026-12-28 08:00'],
    ['the turn of the year', '2026-12-31T09:00', 'Mon 2027-01-04 08:00'],
    ["Women's Day, a holiday in Berlin", '2027-03-08T09:00', 'Tue 2027-03-09 08:00'],
  ])('moves past %s', (_, asked, expected) => {
    expect(local(nextAllowed(at(asked, berlin.zone), berlin), berlin.zone)).toBe(expected);
  });

  it('counts lateness in hours of open windows only', () => {
    const friday = at('2026-03-13T16:00', berlin.zone);

    expect(local(plusWindowHours(friday, 1, berlin), berlin.zone)).toBe('Fri 2026-03-13 17:00');
    expect(local(plusWindowHours(friday, 2, berlin), berlin.zone)).toBe('Mon 2026-03-16 09:00');
    expect(local(plusWindowHours(friday, 48, berlin), berlin.zone)).toBe('Mon 2026-03-23 10:00');
  });

  it('counts business days without weekends and holidays', () => {
    const thursday = at('2026-04-02T14:20', berlin.zone);

    expect(local(plusBusinessDays(thursday, 1, berlin), berlin.zone)).toBe('Tue 2026-04-07 14:20');
  });
});
