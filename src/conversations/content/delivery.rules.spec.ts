import fc from 'fast-check';
import {
  askedFor,
  type Delivery,
  type DeliveryState,
  type GrantState,
  grantStateOf,
  heldBehindFailure,
  PREVIOUS_FAILED,
  type Report,
  reported,
  toSend,
} from './delivery.rules';

const now = new Date('2026-03-10T09:00:00Z');
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const later = new Date('2026-04-10T09:00:00Z');

describe('asking for kept content', () => {
  it.each<[GrantState, Date | null, Date, ReturnType<typeof askedFor>]>([
    ['pending', null, later, 'unlock'],
    ['unlocked', minutesAgo(1), later, 'repeat'],
    ['delivering', minutesAgo(30), later, 'repeat'],
    ['delivered', minutesAgo(9.9), later, 'repeat'],
    ['delivered', minutesAgo(10), later, 'unlock'],
    ['partially_failed', minutesAgo(1), later, 'resume'],
    ['pending', null, now, 'nothing'],
    ['expired', null, later, 'nothing'],
    ['delivered', minutesAgo(60), minutesAgo(1), 'nothing'],
  ])('that is %s since %s until %s: %s', (state, unlockedAt, expiresAt, asking) => {
    expect(askedFor({ state, unlockedAt, expiresAt }, now)).toBe(asking);
  });
});

const delivery = (ordinal: number, state: DeliveryState, closing = false): Delivery => ({
  ...{ id: `d${String(ordinal)}`, ordinal, closing, state, attempts: 1, reason: null },
  ...{ messageId: `m${String(ordinal)}`, acceptedAt: null, failedAt: null },
});

describe('a report of the channel', () => {
  const report = (status: Report['status'], reason: string | null = null): Report => ({
    ...{ messageId: 'm1', status, reason, at: now },
  });

  it.each<[DeliveryState, Report, DeliveryState]>([
    ['queued', report('accepted'), 'accepted'],
    ['queued', report('sent'), 'accepted'],
    ['queued', report('delivered'), 'delivered'],
    ['accepted', report('read'), 'delivered'],
    ['delivered', report('sent'), 'delivered'],
    ['accepted', report('failed', 'UNDELIVERABLE'), 'failed'],
    ['delivered', report('failed', 'UNDELIVERABLE'), 'delivered'],
    ['failed', report('delivered'), 'delivered'],
    ['queued', report('unknown'), 'accepted'],
    ['queued', report('suppressed', 'OPTED_OUT'), 'failed'],
    ['queued', report('cancelled', PREVIOUS_FAILED), 'waiting'],
    ['queued', report('cancelled', 'EXPIRED'), 'failed'],
    ['accepted', report('cancelled', PREVIOUS_FAILED), 'accepted'],
    // It was out before the withdrawal could stop it.
    ['waiting', report('accepted'), 'accepted'],
  ])('of one that is %s: %j', (state, given, expected) => {
    const once = reported(delivery(1, state), given);

    expect(once.state).toBe(expected);
    expect(reported(once, given)).toEqual(once);
  });
});

describe('the state of a grant', () => {
  it.each<[DeliveryState[], DeliveryState, GrantState]>([
    [['queued', 'queued'], 'queued', 'unlocked'],
    [['accepted', 'queued'], 'queued', 'delivering'],
    [['delivered', 'accepted'], 'queued', 'delivered'],
    [['delivered', 'accepted'], 'failed', 'delivered'],
    [['accepted', 'failed'], 'waiting', 'partially_failed'],
  ])('is by its items %j and its closing message, %s: %s', (states, closing, expected) => {
    const items = states.map((state, index) => delivery(index + 1, state));

    expect(grantStateOf([...items, delivery(states.length + 1, closing, true)])).toBe(expected);
  });
});

describe('a delivery with failures', () => {
  it('brings every item once and in order, however often it stops', () => {
    const outcome = fc.constantFrom('accepted', 'failed', 'unknown') as fc.Arbitrary<
      Report['status']
    >;
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 }),
        fc.array(outcome, { maxLength: 30 }),
        (count, outcomes) => {
          let rows = Array.from({ length: count }, (_, i) => delivery(i + 1, 'waiting'));
          const arrived: number[] = [];
          const pending = [...outcomes];
          const replace = (row: Delivery) => {
            rows = rows.map((one) => (one.id === row.id ? row : one));
          };
          for (let attempt = 1; toSend(rows).length > 0; attempt++) {
            const sending = toSend(rows).map((row) => ({
              ...row,
              state: 'queued' as const,
              messageId: `${row.id}-${String(attempt)}`,
            }));
            sending.forEach(replace);
            for (const { id, ordinal } of sending) {
              const row = rows.find((one) => one.id === id)!;
              if (row.state !== 'queued') continue;
              const status = pending.shift() ?? 'accepted';
              if (status !== 'failed') arrived.push(ordinal);
              replace(reported(row, { messageId: row.messageId!, status, reason: null, at: now }));
              for (const held of heldBehindFailure(rows))
                replace(
                  reported(held, {
                    ...{ messageId: held.messageId!, status: 'cancelled', at: now },
                    reason: PREVIOUS_FAILED,
                  }),
                );
            }
          }

          expect(arrived).toEqual(rows.map(({ ordinal }) => ordinal));
          expect(grantStateOf(rows)).toBe('delivered');
        },
      ),
      { numRuns: 100 },
    );
  });
});
