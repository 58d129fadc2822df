import { spansOf } from './due.rules';

const iso = (at: Date) => at.toISOString();
const spans = (unit: 'day' | 'week', now: string, ...markets: [code: string, timeZone: string][]) =>
  spansOf(unit, {
    now: new Date(now),
    markets: markets.map(([code, timeZone]) => ({ code, timeZone })),
  }).map(({ from, to, territories }) => [iso(from), iso(to), territories.join()]);

describe('today and this week', () => {
  it('are one for all markets that keep the same time', () => {
    expect(
      spans('day', '2026-03-12T22:30:00Z', ['DE', 'Europe/Berlin'], ['CH', 'Europe/Zurich']),
    ).toEqual([['2026-03-11T23:00:00.000Z', '2026-03-12T23:00:00.000Z', 'DE,CH']]);
  });

  it('are those of each market where it is another day', () => {
    expect(
      spans('day', '2026-03-12T23:30:00Z', ['DE', 'Europe/Berlin'], ['GB', 'Europe/London']),
    ).toEqual([
      ['2026-03-12T23:00:00.000Z', '2026-03-13T23:00:00.000Z', 'DE'],
      ['2026-03-12T00:00:00.000Z', '2026-03-13T00:00:00.000Z', 'GB'],
    ]);
  });

  it('begin on Monday and last an hour less when the clocks go forward', () => {
    expect(spans('week', '2026-03-29T10:00:00Z', ['DE', 'Europe/Berlin'])).toEqual([
      ['2026-03-22T23:00:00.000Z', '2026-03-29T22:00:00.000Z', 'DE'],
    ]);
  });
});
