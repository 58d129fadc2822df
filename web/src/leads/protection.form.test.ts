import { daysLeft, deadlineOf, type Protection } from './protection.form';

const protection = (over: Partial<Protection>): Protection => ({
  state: 'PROTECTED',
  preClaim: false,
  endsAt: '2026-12-01T00:00:00Z',
  progressDueAt: '2026-10-01T00:00:00Z',
  lapsesAt: '2026-12-01T00:00:00Z',
  ...over,
});

describe('the deadline of a protection', () => {
  it.each([
    ['progress, when that comes first', {}, { kind: 'progress', at: '2026-10-01T00:00:00Z' }],
    [
      'the end, when that comes first',
      { progressDueAt: '2027-01-01T00:00:00Z' },
      { kind: 'lapse', at: '2026-12-01T00:00:00Z' },
    ],
    ['the end of the grace', { state: 'GRACE' }, { kind: 'lapse', at: '2026-12-01T00:00:00Z' }],
    [
      'the first contact',
      { preClaim: true, progressDueAt: null },
      { kind: 'contact', at: '2026-12-01T00:00:00Z' },
    ],
    ['none while the clock stands', { state: 'STOPPED', lapsesAt: null }, null],
    ['none once it has lapsed', { state: 'LAPSED' }, null],
  ] as const)('is %s', (_, over, expected) => {
    expect(deadlineOf(protection(over))).toEqual(expected);
  });

  it('is some whole days away, and none when it is over', () => {
    expect(daysLeft('2026-10-03T12:00:00Z', new Date('2026-10-01T00:00:00Z'))).toBe(2);
    expect(daysLeft('2026-10-03T12:00:00Z', new Date('2026-11-01T00:00:00Z'))).toBe(0);
  });
});
