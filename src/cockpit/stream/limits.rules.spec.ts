import { MessageRate, pulse, Seats } from './limits.rules';

describe('the rate of messages', () => {
  it('lets 20 through in 10 seconds and refuses the next', () => {
    const rate = new MessageRate();

    expect(Array.from({ length: 20 }, (_, i) => rate.allows(i * 0.1)).every(Boolean)).toBe(true);
    expect(rate.allows(9.9)).toBe(false);
    expect(rate.allows(10)).toBe(true);
    expect(rate.allows(10.05)).toBe(false);
  });
});

describe('the heartbeat', () => {
  it.each([
    [29, { heardAt: 0, pingedAt: 0 }, 'wait'],
    [30, { heardAt: 0, pingedAt: 0 }, 'ping'],
    [45, { heardAt: 0, pingedAt: 30 }, 'wait'],
    [59, { heardAt: 31, pingedAt: 30 }, 'wait'],
    [61, { heardAt: 31, pingedAt: 30 }, 'ping'],
    [59.9, { heardAt: 0, pingedAt: 30 }, 'wait'],
    [60, { heardAt: 0, pingedAt: 30 }, 'dead'],
  ])('at %i s with %j means %s', (now, state, expected) => {
    expect(pulse(now, state)).toBe(expected);
  });
});

describe('the seats', () => {
  it('are given by process, address and user, and are free again afterwards', () => {
    const seats = new Seats({ connections: 3, perUser: 1, perAddress: 2 });

    expect([seats.take('a'), seats.take('a'), seats.take('a')]).toEqual([null, null, 'address']);
    expect([seats.take('b'), seats.take('c')]).toEqual([null, 'connections']);
    expect([seats.takeFor('anna'), seats.takeFor('anna'), seats.takeFor('bert')]).toEqual([
      true,
      false,
      true,
    ]);

    seats.leave('a', 'anna');

    expect([seats.taken, seats.take('a'), seats.takeFor('anna')]).toEqual([2, null, true]);
  });
});
