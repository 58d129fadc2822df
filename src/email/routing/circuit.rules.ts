import { FAILURES_IN_A_ROW, isFailure, NOT_CALLED } from '../providers/crowd.provider';
import type { Outcome } from '../providers/email.provider';
import type { CircuitReason, CircuitState } from './circuit.entity';

/** Calls of a provider in the last minute, as far as they say something about it. */
export interface RecentCalls {
  readonly failures: number;
  readonly accepted: number;
  /** Failures since the last one that it accepted. */
  readonly inARow: number;
}

/** Where a circuit stands, as far as it decides what it becomes. */
export interface Standing {
  readonly state: CircuitState;
  readonly openings: number;
  readonly goodProbes: number;
  /** Since it last closed by itself; null when it never opened. */
  readonly closedSeconds: number | null;
}

export type Change =
  | {
      readonly to: 'open';
      readonly reason: CircuitReason;
      readonly openings: number;
      readonly seconds: number;
    }
  | { readonly to: 'half_open'; readonly goodProbes: number }
  | { readonly to: 'closed' };

const FEWEST_CALLS = 10;
const FAILURE_SHARE = 0.5;
const GOOD_PROBES = 2;
const OPEN_SECONDS = 30;
/** What a person has to put right is asked about less often. */
const ACCOUNT_SECONDS = 60;
const LONGEST_SECONDS = 900;
const SPREAD = 0.2;
/** One that has been closed for longer begins anew. */
export const REST_SECONDS = 1800;

/** Codes of attempts that were no calls, or whose end nobody of us has seen. */
const NO_CALLS: readonly string[] = [NOT_CALLED, 'LEASE_EXPIRED'];

/** What an outcome says about its provider; null: nothing, it is about the mail or about our pace. */
export function verdictOf(outcome: Outcome): 'good' | 'failed' | 'account' | null {
  if (outcome.kind === 'accepted') return 'good';
  if (NO_CALLS.includes(outcome.code)) return null;
  if (outcome.kind === 'permanent' && outcome.scope === 'account') return 'account';
  return isFailure(outcome) ? 'failed' : null;
}

/** @returns why the circuit opens, or null */
export function breaks({ failures, accepted, inARow }: RecentCalls): CircuitReason | null {
  if (inARow >= FAILURES_IN_A_ROW) return 'consecutive_failures';
  const calls = failures + accepted;
  return calls >= FEWEST_CALLS && failures / calls >= FAILURE_SHARE ? 'failure_rate' : null;
}

/**
 * It opens for half a minute, and twice as long each time that it opens again, up to a quarter of an hour.
 * @param chance in [0, 1): spreads the processes that wait for it
 */
export function opened(standing: Standing, reason: CircuitReason, chance: number): Change {
  const { state, closedSeconds } = standing;
  const isRested = state === 'closed' && (closedSeconds === null || closedSeconds > REST_SECONDS);
  const openings = isRested ? 1 : standing.openings + 1;
  const base = reason === 'account' ? ACCOUNT_SECONDS : OPEN_SECONDS;
  const seconds = Math.min(LONGEST_SECONDS, base * 2 ** (openings - 1));
  const spread = 1 + SPREAD * (2 * chance - 1);
  return { to: 'open', reason, openings, seconds: seconds * spread };
}

/** What a probe makes of a circuit; null: it said nothing, and another may be made. */
export function probed(
  standing: Standing,
  verdict: ReturnType<typeof verdictOf>,
  chance: number,
): Change | null {
  if (verdict === null) return null;
  if (verdict === 'account') return opened(standing, 'account', chance);
  if (verdict === 'failed') return opened(standing, 'probe_failed', chance);
  const goodProbes = standing.goodProbes + 1;
  return goodProbes >= GOOD_PROBES ? { to: 'closed' } : { to: 'half_open', goodProbes };
}
