import { isWindowOpen, reopens, stateColumns, stateHearing, windowAfter } from './states.rules';

const at = (text: string) => new Date(`2026-03-${text}:00Z`);

describe('a conversation', () => {
  it('is opened again by a message within 24 hours, and by none later', () => {
    expect(reopens(at('10T08:00'), at('11T07:59'))).toBe(true);
    expect(reopens(at('10T08:00'), at('11T08:00'))).toBe(false);
    expect(reopens(null, at('11T08:00'))).toBe(true);
  });

  it.each([
    ['open', 'open'],
    ['snoozed', 'open'],
    ['closed', 'open'],
    ['pending_agent', 'pending_agent'],
  ] as const)('that is %s becomes %s when the contact writes', (from, to) => {
    expect(stateHearing(from)).toBe(to);
  });

  it('leaves nothing of another state behind', () => {
    expect(stateColumns({ snoozedUntil: at('12T08:00') })).toEqual({
      ...stateColumns('open'),
      state: 'snoozed',
      snoozedUntil: at('12T08:00'),
    });
  });
});

describe('the customer service window', () => {
  it('is open for 24 hours from the last word of the contact', () => {
    const expires = windowAfter(at('10T08:00'));

    expect(isWindowOpen(expires, at('11T07:59'))).toBe(true);
    expect(isWindowOpen(expires, at('11T08:00'))).toBe(false);
    expect(isWindowOpen(null, at('11T08:00'))).toBe(false);
  });
});
