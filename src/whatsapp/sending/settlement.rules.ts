import type { Outcome } from './graph.provider';
import type { ClaimedMessage, HandOverFacts } from './claimed.rules';
import type { GateVerdict } from './enqueue.rules';
import { classOf, type ErrorClass } from './errors.rules';

/** What a message becomes; `queued` means that it waits again. */
export interface Settlement {
  readonly message: ClaimedMessage;
  readonly state: 'queued' | 'accepted' | 'unknown' | 'failed' | 'suppressed' | 'cancelled';
  readonly reason: string | null;
  readonly errorCode: number | null;
  /** Whether it used up one of its attempts. */
  readonly counted: boolean;
  /** Wait by the database's clock. */
  readonly retrySeconds: number | null;
  /** Wait by the business clock. */
  readonly dueAt: Date | null;
  readonly wamid: string | null;
  /** What WhatsApp made of the number. */
  readonly waId: string | null;
  /** When it was handed over, business time; null when it never was. */
  readonly handedAt: Date | null;
  readonly attempt: Outcome | null;
  /** Class of the refusal, for what follows from it. */
  readonly refusedAs: ErrorClass | null;
}

export const MOST_ATTEMPTS = 5;
const BASE_SECONDS = 10;
const PAIR_SECONDS = 60;
const LONGEST_SECONDS = 3600;
const GATE_SILENT_SECONDS = 60;
const BLOCKED_SECONDS = 60;
/** One message a pair in so many seconds, in the long run. */
export const PAIR_PACE_SECONDS = 6;
/** So many at once, before that pace counts. */
export const PAIR_BURST = 10;

const waiting = {
  reason: null,
  errorCode: null,
  counted: false,
  retrySeconds: null,
  dueAt: null,
  wamid: null,
  waId: null,
  handedAt: null,
  attempt: null,
  refusedAs: null,
} as const;

export function ends(
  message: ClaimedMessage,
  state: 'failed' | 'suppressed' | 'cancelled',
  reason: string,
): Settlement {
  return { ...waiting, message, state, reason };
}

/** Puts it back as it was, at once or after a wait that is not its fault. */
export function waits(message: ClaimedMessage, retrySeconds: number | null): Settlement {
  return { ...waiting, message, state: 'queued', retrySeconds };
}

/** What the hand-over asked about a message, and the answers. */
export interface Asked {
  readonly now: Date;
  readonly facts: HandOverFacts | undefined;
  /** Why our number may not send; null when it may. */
  readonly blockedBy: string | null;
  /** Undefined when nobody answered for a message that has a gate. */
  readonly verdict: GateVerdict | undefined;
}

const ADVERTISES = ['followup', 'marketing'];
const LOST = ['failed', 'cancelled', 'suppressed'];

/** Decides at the hand-over. @returns null when the message may go */
export function refusal(message: ClaimedMessage, asked: Asked): Settlement | null {
  const { now, facts } = asked;
  if (message.notAfter <= now) return ends(message, 'failed', 'expired');
  if (!facts?.to) return ends(message, 'failed', 'no_number');
  if (message.gateName !== null) {
    const answer = gateRefusal(message, asked);
    if (answer) return answer;
  }
  if (facts.previousState !== null && LOST.includes(facts.previousState))
    return ends(message, 'cancelled', 'previous_failed');
  const suppressed = suppression(message, facts, now);
  if (suppressed !== null) return ends(message, 'suppressed', suppressed);
  return isBlocked(message, asked.blockedBy) ? waits(message, BLOCKED_SECONDS) : null;
}

function gateRefusal(message: ClaimedMessage, { verdict, now }: Asked): Settlement | null {
  if (!verdict) return waits(message, GATE_SILENT_SECONDS);
  if (verdict.kind === 'cancel') return ends(message, 'cancelled', verdict.reason);
  if (verdict.kind === 'send') return null;
  // A gate that puts off to a moment that has come would be asked again at once, and for ever.
  return verdict.notBefore > now
    ? { ...waits(message, null), dueAt: verdict.notBefore }
    : waits(message, GATE_SILENT_SECONDS);
}

/** Why it must not go, whoever wants it to. */
function suppression(message: ClaimedMessage, facts: HandOverFacts, now: Date): string | null {
  const advertises = ADVERTISES.includes(message.purpose);
  const isMarketing = advertises || facts.templateCategory === 'marketing';
  if (facts.optedOutAt !== null && isMarketing) return 'opted_out';
  if (advertises && message.consentId === null) return 'no_consent';
  if (facts.coolUntil !== null && facts.coolUntil > now) {
    if (facts.coolReason === 'undeliverable') return 'cool_off';
    if (isMarketing) return 'marketing_limit';
  }
  if (message.kind === 'template') {
    if (facts.templateStatus !== 'approved') return `template_${facts.templateStatus ?? 'missing'}`;
    // Promotion disguised as a notice is what restrictions are for.
    return advertises && facts.templateCategory !== 'marketing' ? 'template_category' : null;
  }
  return facts.windowUntil !== null && facts.windowUntil > now ? null : 'window_closed';
}

/** A bad mark for quality stops what advertises; everything else stops all. */
function isBlocked({ purpose }: ClaimedMessage, blockedBy: string | null): boolean {
  return blockedBy === 'quality' ? ADVERTISES.includes(purpose) : blockedBy !== null;
}

/**
 * What the outcome of a call makes of the message.
 * @param chance gives a number in [0, 1), for the jitter
 */
export function settle(
  message: ClaimedMessage,
  outcome: Outcome,
  { handedAt, chance }: { handedAt: Date; chance: () => number },
): Settlement {
  const base: Settlement = { ...waits(message, null), handedAt, attempt: outcome };
  switch (outcome.kind) {
    case 'accepted':
      return {
        ...base,
        state: 'accepted',
        counted: true,
        wamid: outcome.wamid,
        waId: outcome.waId,
      };
    case 'unanswered':
      return { ...base, state: 'unknown', counted: true };
    case 'not_sent':
      // An outage is not the message's fault and ends with not_after.
      return { ...base, retrySeconds: backOff(message, BASE_SECONDS, chance()) };
    case 'refused':
      return refused(base, outcome.errorCode, { httpStatus: outcome.httpStatus, chance });
  }
}

function refused(
  base: Settlement,
  errorCode: number | null,
  { httpStatus, chance }: { httpStatus: number; chance: () => number },
): Settlement {
  const refusedAs = classOf(errorCode, httpStatus);
  const told = { ...base, errorCode, refusedAs };
  switch (refusedAs) {
    case 'transient':
      return again(told, backOff(base.message, BASE_SECONDS, chance()));
    case 'pair_rate':
      return again(told, PAIR_SECONDS);
    case 'account':
    case 'quality':
      // It stays in the queue, which waits until somebody has put the account right.
      return { ...told, retrySeconds: BLOCKED_SECONDS };
    default:
      return { ...told, state: 'failed', counted: true, reason: refusedAs };
  }
}

function again(base: Settlement, retrySeconds: number): Settlement {
  if (base.message.attempts + 1 >= MOST_ATTEMPTS)
    return { ...base, counted: true, state: 'failed', reason: 'retries_exhausted' };
  return { ...base, counted: true, retrySeconds };
}

/** Capped exponential back-off with decorrelated jitter: between the base and three times the last wait. */
export function backOff(
  { retrySeconds }: { retrySeconds: number | null },
  base: number,
  chance: number,
): number {
  const most = Math.max(base, (retrySeconds ?? base) * 3);
  return Math.min(LONGEST_SECONDS, Math.round(base + chance * (most - base)));
}
