import fc from 'fast-check';
import { type ProtectionFacts, protectionOf, type ProtectionTerms } from './protection.rules';

const TERMS: ProtectionTerms = {
  baseMonths: 6,
  progressDays: 60,
  graceDays: 10,
  preClaimDays: 10,
  noticeDays: null,
};
const DAY = 86_400_000;
const FROM = new Date('2026-01-15T09:00:00Z');
const day = (n: number) => new Date(FROM.getTime() + n * DAY);
const FACTS: ProtectionFacts = {
  from: FROM,
  stage: 1,
  firstContactAt: null,
  lastProgressAt: null,
  noticedAt: null,
  remindedAt: null,
  lapsedAt: null,
  extensionDays: 0,
  stops: [],
};
const at = (
  now: Date,
  facts: Partial<ProtectionFacts> = {},
  terms: Partial<ProtectionTerms> = {},
) => protectionOf({ ...FACTS, ...facts }, { ...TERMS, ...terms }, now);

describe('the protection of a lead', () => {
  it.each([
    ['at registration', 0, {}, 'PROTECTED', null],
    ['before day 60', 59, {}, 'PROTECTED', null],
    ['on day 60', 60, {}, 'REMINDER_DUE', 'remind'],
    ['long after, when nobody was reminded', 100, {}, 'REMINDER_DUE', 'remind'],
    ['once reminded', 61, { remindedAt: day(60) }, 'GRACE', null],
    ['on the last day of grace', 70, { remindedAt: day(60) }, 'GRACE', null],
    ['when the days of grace are over', 71, { remindedAt: day(60) }, 'LAPSED', 'lapse'],
    [
      'with progress after the reminder',
      71,
      { remindedAt: day(60), lastProgressAt: day(65) },
      'PROTECTED',
      null,
    ],
    ['after six months, whatever was done', 182, { lastProgressAt: day(170) }, 'LAPSED', 'lapse'],
    [
      'after six months with an extension',
      182,
      { lastProgressAt: day(170), extensionDays: 30 },
      'PROTECTED',
      null,
    ],
    ['as a pre-claim on day 10', 10, { stage: 0 }, 'PROTECTED', null],
    ['as a pre-claim on day 11', 11, { stage: 0 }, 'LAPSED', 'lapse'],
    [
      'as a pre-claim with a first contact',
      30,
      { stage: 0, firstContactAt: day(5) },
      'PROTECTED',
      null,
    ],
    ['while the clock stands', 90, { stops: [{ from: day(50), to: null }] }, 'STOPPED', null],
    [
      'after a pause of 30 days',
      89,
      { stops: [{ from: day(50), to: day(80) }] },
      'PROTECTED',
      null,
    ],
    [
      '60 days and a pause later',
      90,
      { stops: [{ from: day(50), to: day(80) }] },
      'REMINDER_DUE',
      'remind',
    ],
    ['once it has lapsed', 5, { lapsedAt: day(4) }, 'LAPSED', null],
  ] as const)('%s (day %d) is %j: %s', (_, n, facts, state, step) => {
    expect(at(day(n), facts)).toMatchObject({ state, step });
  });

  it('is announced a week early where the territory wants it, once', () => {
    expect(at(day(53), {}, { noticeDays: 53 }).step).toBe('notice');
    expect(at(day(54), { noticedAt: day(53) }, { noticeDays: 53 })).toMatchObject({
      step: null,
      nextAt: at(day(54)).progressDueAt,
    });
    expect(at(day(53)).step).toBeNull();
  });

  it('counts days of the calendar, not hours, over a change to summer time', () => {
    expect(at(day(0)).progressDueAt?.toISOString()).toBe('2026-03-16T09:00:00.000Z');
    expect(at(day(0)).endsAt?.toISOString()).toBe('2026-07-15T08:00:00.000Z');
    expect(at(day(60), { remindedAt: day(60) }).lapsesAt?.toISOString()).toBe(
      '2026-03-26T23:00:00.000Z',
    );
  });

  const instant = fc
    .integer({ min: 0, max: 400 * 24 })
    .map((hours) => new Date(FROM.getTime() + hours * 3_600_000));
  const pauses = fc
    .uniqueArray(fc.integer({ min: 0, max: 300 }), { minLength: 0, maxLength: 6 })
    .map((days) => days.sort((a, b) => a - b))
    .map((days) =>
      days.flatMap((from, i) =>
        i % 2 === 0 && days[i + 1] !== undefined
          ? [{ from: day(from), to: day(days[i + 1] ?? 0) }]
          : [],
      ),
    );

  it('never lapses for want of progress before a reminder and its whole days of grace', () => {
    fc.assert(
      fc.property(instant, instant, pauses, (now, remindedAt, stops) => {
        const found = at(now, { remindedAt, stops });
        if (found.state !== 'LAPSED' || (found.endsAt && found.endsAt <= now)) return;
        expect(now.getTime() - remindedAt.getTime()).toBeGreaterThanOrEqual(10 * DAY - 3_600_000);
        expect(remindedAt.getTime()).toBeGreaterThanOrEqual(
          found.progressDueAt?.getTime() ?? Infinity,
        );
      }),
    );
  });

  it('ends later by just the pauses before its end', () => {
    fc.assert(
      fc.property(pauses, (stops) => {
        const end = at(day(0), { stops }).endsAt?.getTime() ?? 0;
        const without = at(day(0)).endsAt?.getTime() ?? 0;
        const counted = stops.filter((stop) => stop.from.getTime() < end);
        const sum = counted.reduce((all, { from, to }) => all + to.getTime() - from.getTime(), 0);
        expect(end - without).toBe(sum);
      }),
    );
  });

  it('is never worse for progress, an extension or a pause', () => {
    const rank = { LAPSED: 0, GRACE: 1, REMINDER_DUE: 2, PROTECTED: 3, STOPPED: 3 };
    fc.assert(
      fc.property(
        instant,
        instant,
        fc.option(instant),
        fc.nat(200),
        (now, progress, remindedAt, extensionDays) => {
          const before = rank[at(now, { remindedAt }).state];
          if (progress <= now)
            expect(
              rank[at(now, { remindedAt, lastProgressAt: progress }).state],
            ).toBeGreaterThanOrEqual(before);
          expect(rank[at(now, { remindedAt, extensionDays }).state]).toBeGreaterThanOrEqual(before);
        },
      ),
    );
  });

  it('stays as it is until the instant it names, unless something happens', () => {
    fc.assert(
      fc.property(instant, instant, fc.option(instant), pauses, (now, later, remindedAt, stops) => {
        const past = stops.filter(({ to }) => to <= now);
        const found = at(now, { remindedAt, stops: past });
        const then = new Date(Math.max(now.getTime(), later.getTime()));
        if (remindedAt && remindedAt > now) return;
        if (found.nextAt && then >= found.nextAt) return;
        const next = at(then, { remindedAt, stops: past });
        expect([next.state, next.step]).toEqual([found.state, found.step]);
      }),
    );
  });
});
