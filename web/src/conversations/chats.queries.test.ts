jest.mock('../core/api', () => ({ api: {}, call: jest.fn() }));

import { chatFilter, minutesLeft } from './chats.queries';

describe('what is left of the window', () => {
  const now = new Date('2026-03-02T10:00:30Z');

  it.each([
    [null, null],
    ['2026-03-02T09:00:00Z', 0],
    ['2026-03-02T10:00:30Z', 0],
    ['2026-03-02T10:01:00Z', 1],
    ['2026-03-03T10:00:30Z', 1440],
  ])('until %p is %p minutes', (until, minutes) => {
    expect(minutesLeft(until, now)).toBe(minutes);
  });
});

describe('the filter of a box', () => {
  it.each([
    [{}, { box: 'open' }],
    [
      { owner: 'me' as const, channel: 'whatsapp' as const },
      { box: 'open', owner: ['me'], channel: ['whatsapp'] },
    ],
    // A talk is no channel of a conversation, and one letter finds nothing.
    [{ channel: 'person' as const, q: 'a' }, { box: 'open' }],
    [{ q: 'adler' }, { box: 'open', q: 'adler' }],
  ])('of %j is %j', (search, filter) => {
    expect(chatFilter('open', search)).toEqual(filter);
  });
});
