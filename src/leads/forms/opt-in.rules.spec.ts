import { masked, stateOf, stepOf } from './opt-in.rules';

const ASKED = new Date('2026-03-02T08:00:00Z');
const after = (days: number, ms = 0) => new Date(ASKED.getTime() + days * 86_400_000 + ms);
const times = (over: { remindedAt?: Date; confirmedAt?: Date } = {}) => ({
  ...{ askedAt: ASKED, remindedAt: null, confirmedAt: null },
  ...over,
});

describe('a ticked box', () => {
  it.each([
    ['at once', 0, 'asking'],
    ['until the last moment of day 7', 7 - 1e-6, 'asking'],
    ['after 7 days', 7, 'expired'],
  ] as const)('%s', (_, days, state) => {
    expect(stateOf(times(), after(days))).toBe(state);
  });

  it('stays confirmed when the time of its link is over', () => {
    expect(stateOf(times({ confirmedAt: after(1) }), after(20))).toBe('confirmed');
  });

  it.each([
    ['waits at first', times(), after(2, -1), 'wait'],
    ['is reminded of on day 2', times(), after(2), 'remind'],
    ['is reminded of once', times({ remindedAt: after(2) }), after(3), 'wait'],
    ['is not reminded of once confirmed', times({ confirmedAt: after(1) }), after(2), 'wait'],
    ['is not reminded of when its link does not work any more', times(), after(7), 'wait'],
    ['ends after 30 days', times(), after(30), 'end'],
    ['ends after 30 days, confirmed or not', times({ confirmedAt: after(1) }), after(30), 'end'],
  ] as const)('%s', (_, given, now, step) => {
    expect(stepOf(given, now)).toBe(step);
  });

  it('shows of an address what its owner knows again', () => {
    expect(masked('eva.brandt@hotel.example')).toBe('e•••@hotel.example');
  });
});
