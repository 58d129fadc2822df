import type { OutcomeKind, OutcomeScope, ProviderId } from '../providers/email.provider';
import type { CircuitState } from './circuit.entity';

/** One way out as it stands just now; times are seconds. */
export interface Way {
  readonly provider: ProviderId;
  readonly state: CircuitState;
  /** Half open or open long enough, and nobody is probing it. */
  readonly isProbeDue: boolean;
  /** Until it may be probed. */
  readonly retrySeconds: number;
  /** Since it closed by itself; null when it never opened, or a person closed it. */
  readonly closedSeconds: number | null;
  /** Until its daily quota is free again; 0 when it is. */
  readonly blockedSeconds: number;
}

/** A call that was made, or written down, for a mail. */
export interface Earlier {
  readonly provider: string;
  readonly state: OutcomeKind | 'in_flight';
  readonly scope: OutcomeScope | null;
}

export interface Wanted {
  readonly id: string;
  /** Oldest first. */
  readonly attempts: readonly Earlier[];
  /** By which way the thread of the mail began. */
  readonly threadProvider: string | null;
}

export type Choice =
  { readonly provider: ProviderId; readonly isProbe: boolean } | { readonly waitSeconds: number };

const TRANSIENTS_TO_MOVE = 3;
const REST_SECONDS = 1800;
/** What the preferred way gets back after its rest, step by step. */
const RAMP = [
  { untilSeconds: REST_SECONDS, share: 0 },
  { untilSeconds: REST_SECONDS + 450, share: 0.1 },
  { untilSeconds: REST_SECONDS + 900, share: 0.5 },
];
/** While somebody probes. */
const PROBING_SECONDS = 2;

/** Share of the mails that a way takes again after it was down. */
export function shareOf({ closedSeconds }: Pick<Way, 'closedSeconds'>): number {
  if (closedSeconds === null) return 1;
  return RAMP.find(({ untilSeconds }) => closedSeconds < untilSeconds)?.share ?? 1;
}

/** In [0, 1), from the id alone: a mail that is asked about again gets the same answer. */
function placeOf(id: string): number {
  return parseInt(id.slice(-4), 16) / 0x10000;
}

/** Whether its last outcome proves that the mail is not there, so that another provider may have it. */
function mayMove(attempts: readonly Earlier[]): boolean {
  const last = attempts.at(-1);
  if (!last) return true;
  const { state, scope, provider } = last;
  if (state === 'transient') {
    const others = attempts.findLastIndex(
      (one) => one.state !== 'transient' || one.provider !== provider,
    );
    return attempts.length - 1 - others >= TRANSIENTS_TO_MOVE;
  }
  return state === 'not_accepted' || scope === 'account' || scope === 'daily';
}

/** Whether it must never be anywhere else: the provider may have it, or refused the mail itself. */
function isBound(attempts: readonly Earlier[]): boolean {
  const last = attempts.at(-1);
  if (!last) return false;
  const { state, scope } = last;
  return (
    state === 'ambiguous' || state === 'in_flight' || scope === 'recipient' || scope === 'content'
  );
}

/** The ways that may have the mail, the best first. */
function candidates({ id, attempts, threadProvider }: Wanted, ways: readonly Way[]): Way[] {
  const last = attempts.at(-1);
  const own = ways.find(({ provider }) => provider === last?.provider);
  if (own && isBound(attempts)) return [own];
  if (own && !mayMove(attempts)) return [own, ...ways.filter((way) => way !== own)];
  const tried = (way: Way) => attempts.filter(({ provider }) => provider === way.provider).length;
  const isLate = (way: Way) => way.state === 'closed' && placeOf(id) >= shareOf(way);
  const rank = (way: Way) => (way.provider === threadProvider ? -1 : isLate(way) ? 1 : 0);
  return [...ways].sort((a, b) => tried(a) - tried(b) || rank(a) - rank(b));
}

/**
 * Chooses the way of one mail.
 * @param probes ways of which nobody has the one probe yet
 */
export function routeOf(
  wanted: Wanted,
  ways: readonly Way[],
  probes: ReadonlySet<ProviderId>,
): Choice {
  const may = candidates(wanted, ways);
  // Of a mail that may be out already nobody learns whether a way works.
  const isNeverProbe = wanted.attempts.length > 0 && isBound(wanted.attempts);
  for (const way of may) {
    const { provider, state, isProbeDue, blockedSeconds } = way;
    if (blockedSeconds > 0) continue;
    if (state === 'closed') return { provider, isProbe: false };
    if (isProbeDue && probes.has(provider) && !isNeverProbe) return { provider, isProbe: true };
  }
  const waits = may.map((way) =>
    Math.max(way.blockedSeconds, way.state === 'closed' ? 0 : way.retrySeconds, PROBING_SECONDS),
  );
  return { waitSeconds: Math.min(...waits) };
}
