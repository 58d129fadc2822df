import type { Outcome } from '../providers/email.provider';
import { breaks, opened, probed, type Standing, verdictOf } from './circuit.rules';

const refusal = { phase: 'data', code: 'x', enhanced: null, response: '' } as const;
const standing = (change: Partial<Standing> = {}): Standing => ({
  state: 'half_open',
  openings: 1,
  goodProbes: 0,
  closedSeconds: null,
  ...change,
});

describe('a circuit', () => {
  it.each([
    [{ failures: 4, accepted: 0, inARow: 4 }, null],
    [{ failures: 5, accepted: 90, inARow: 5 }, 'consecutive_failures'],
    [{ failures: 4, accepted: 4, inARow: 0 }, null],
    [{ failures: 5, accepted: 5, inARow: 0 }, 'failure_rate'],
    [{ failures: 5, accepted: 6, inARow: 0 }, null],
  ])('with %j opens for %s', (recent, reason) => {
    expect(breaks(recent)).toBe(reason);
  });

  it.each<[Outcome, ReturnType<typeof verdictOf>]>([
    [{ kind: 'accepted', providerMessageId: null, wireMessageId: null, response: '' }, 'good'],
    [{ ...refusal, kind: 'ambiguous' }, 'failed'],
    [{ ...refusal, kind: 'not_accepted' }, 'failed'],
    [{ ...refusal, kind: 'transient', scope: 'provider' }, 'failed'],
    [{ ...refusal, kind: 'transient', scope: 'message' }, null],
    [{ ...refusal, kind: 'throttled', scope: 'rate', retryAfterSeconds: null }, null],
    [{ ...refusal, kind: 'permanent', scope: 'recipient' }, null],
    [{ ...refusal, kind: 'permanent', scope: 'content' }, null],
    [{ ...refusal, kind: 'permanent', scope: 'account' }, 'account'],
    [{ ...refusal, kind: 'not_accepted', code: 'NOT_CALLED' }, null],
    [{ ...refusal, kind: 'ambiguous', code: 'LEASE_EXPIRED' }, null],
  ])('takes %j for %s', (outcome, verdict) => {
    expect(verdictOf(outcome)).toBe(verdict);
  });

  it('stays open twice as long each time, a quarter of an hour at most, and begins anew after a rest', () => {
    const seconds = (
      change: Partial<Standing>,
      reason: 'account' | 'probe_failed' = 'probe_failed',
    ) => {
      const made = opened(standing(change), reason, 0.5);
      return made.to === 'open' ? [made.seconds, made.openings] : [];
    };

    expect(seconds({ state: 'closed', openings: 0 })).toEqual([30, 1]);
    expect([1, 2, 5, 9].map((openings) => seconds({ openings })[0])).toEqual([60, 120, 900, 900]);
    expect(seconds({ state: 'closed', openings: 3, closedSeconds: 1800 })).toEqual([240, 4]);
    expect(seconds({ state: 'closed', openings: 3, closedSeconds: 1801 })).toEqual([30, 1]);
    expect(seconds({ openings: 0 }, 'account')).toEqual([60, 1]);
    expect(
      [0, 0.999].map((chance) => opened(standing({ openings: 0 }), 'account', chance)),
    ).toMatchObject([{ seconds: 48 }, { seconds: expect.closeTo(72, 1) as number }]);
  });

  it('closes after two good probes, and opens again after a bad one', () => {
    expect(probed(standing(), 'good', 0.5)).toEqual({ to: 'half_open', goodProbes: 1 });
    expect(probed(standing({ goodProbes: 1 }), 'good', 0.5)).toEqual({ to: 'closed' });
    expect(probed(standing({ goodProbes: 1 }), 'failed', 0.5)).toMatchObject({
      to: 'open',
      reason: 'probe_failed',
      openings: 2,
    });
    expect(probed(standing(), 'account', 0.5)).toMatchObject({ to: 'open', reason: 'account' });
    expect(probed(standing(), null, 0.5)).toBeNull();
  });
});
