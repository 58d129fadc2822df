import type { Outcome, OutcomeKind, OutcomeScope } from '../providers/email.provider';
import { GREYLIST_SECONDS, provesNoSuchAddress } from '../providers/smtp-outcome.rules';
import type { GateVerdict } from './enqueue.rules';
import type { ClaimedMail, PreparedMail } from './claimed-mail.rules';
import { mayAdvertise } from './legal-basis.rules';

/** What a mail becomes; `queued` means that it waits again. */
export interface Settlement {
  readonly mail: ClaimedMail;
  readonly status: 'queued' | 'sent' | 'unknown' | 'failed' | 'suppressed' | 'cancelled';
  readonly reason: string | null;
  /** Whether it used up one of its attempts. */
  readonly counted: boolean;
  /** Wait by the database's clock. */
  readonly retrySeconds: number | null;
  /** Wait by the database's clock as well, for a way or its turn: it does not count when the next one is found. */
  readonly waitSeconds: number | null;
  /** Wait by the business clock. */
  readonly dueAt: Date | null;
  /** To whom it was handed over; null when it never was. */
  readonly provider: string | null;
  readonly providerMessageId: string | null;
  readonly wireMessageId: string | null;
  /** When it was handed over, business time; null when it never was. */
  readonly handedAt: Date | null;
  /** The address takes no mail, for good. */
  readonly bounced: boolean;
  readonly attempt: AttemptResult | null;
  /** When the call ended, in milliseconds of this process; null when nobody saw it. */
  readonly endedMs: number | null;
}

export interface AttemptResult {
  readonly state: OutcomeKind;
  readonly scope: OutcomeScope | null;
  readonly phase: string | null;
  readonly code: string | null;
  readonly enhanced: string | null;
  readonly response: string;
}

export const MOST_ATTEMPTS = 7;
const BASE_SECONDS = 60;
const UNREACHABLE_SECONDS = 30;
const ACCOUNT_SECONDS = 300;
const GATE_SILENT_SECONDS = 60;
const LONGEST_SECONDS = 12 * 3600;
const RAN_OUT_OF_TIME = /took too long/;

/** What the hand-over knows beside the mail itself. */
export interface HandOverFacts {
  readonly now: Date;
  /** Reason of a suppression that covers the mail. */
  readonly suppressedBy: string | null;
  /** Undefined when nobody answered for a mail that has a gate. */
  readonly verdict: GateVerdict | undefined;
  /** What makes the headers unfit for the wire. */
  readonly headerFault: string | null;
}

const waiting = {
  counted: false,
  retrySeconds: null,
  waitSeconds: null,
  dueAt: null,
  provider: null,
  providerMessageId: null,
  wireMessageId: null,
  handedAt: null,
  bounced: false,
  attempt: null,
  endedMs: null,
} as const;

export function ends(
  mail: ClaimedMail,
  status: 'failed' | 'suppressed' | 'cancelled',
  reason: string,
): Settlement {
  return { ...waiting, mail, status, reason };
}

/** Puts it back as it was, at once or after a wait that is not its fault. */
export function waits(mail: ClaimedMail, retrySeconds: number | null): Settlement {
  return { ...waiting, mail, status: 'queued', reason: null, retrySeconds };
}

/** Puts it back until a way out, or its turn there, is free. */
export function queues(mail: ClaimedMail, waitSeconds: number): Settlement {
  return { ...waits(mail, null), waitSeconds };
}

/** Decides at the hand-over. @returns null when the mail may go */
export function refusal({ mail, content }: PreparedMail, facts: HandOverFacts): Settlement | null {
  if (mail.notAfter <= facts.now) return ends(mail, 'failed', 'EXPIRED');
  if (facts.suppressedBy) return ends(mail, 'suppressed', facts.suppressedBy);
  if (!mayAdvertise(mail.stream, mail.legalBasis))
    return ends(mail, 'suppressed', 'NO_LEGAL_BASIS');
  if (mail.gateName !== null) {
    const { verdict } = facts;
    if (!verdict) return waits(mail, GATE_SILENT_SECONDS);
    if (verdict.kind === 'cancel') return ends(mail, 'cancelled', verdict.reason);
    if (verdict.kind === 'later') return putOff(mail, verdict.notBefore, facts.now);
  }
  if (facts.headerFault) return ends(mail, 'failed', facts.headerFault);
  if (!('error' in content)) return null;
  // A busy machine is slow as well: what ran out of time is tried again, what is wrong is not.
  return RAN_OUT_OF_TIME.test(content.error)
    ? again(waits(mail, null), BASE_SECONDS)
    : ends(mail, 'failed', 'RENDER_ERROR');
}

/** A gate that puts off to a moment that has come would be asked again at once, and for ever. */
function putOff(mail: ClaimedMail, notBefore: Date, now: Date): Settlement {
  return notBefore > now
    ? { ...waits(mail, null), dueAt: notBefore }
    : waits(mail, GATE_SILENT_SECONDS);
}

/** A call that was made, and what may follow it. */
export interface Call {
  readonly mail: ClaimedMail;
  readonly provider: string;
  readonly handedAt: Date;
  /** Another provider may have what this one proves that it has not. */
  readonly hasOthers: boolean;
}

/**
 * What the outcome of a call makes of the mail.
 * @param chance gives a number in [0, 1), for the jitter
 */
export function settle(call: Call, outcome: Outcome, chance: () => number): Settlement {
  const { mail, provider, handedAt, hasOthers } = call;
  const base: Settlement = {
    ...waits(mail, null),
    provider,
    handedAt,
    attempt: resultOf(outcome),
  };
  const atOnce: Settlement = { ...base, waitSeconds: 0 };
  switch (outcome.kind) {
    case 'accepted':
      return {
        ...base,
        status: 'sent',
        counted: true,
        providerMessageId: outcome.providerMessageId,
        wireMessageId: outcome.wireMessageId,
      };
    case 'ambiguous':
      return { ...base, status: 'unknown', counted: true };
    case 'permanent':
      if (outcome.scope === 'account')
        return hasOthers ? atOnce : { ...base, retrySeconds: ACCOUNT_SECONDS };
      return {
        ...base,
        status: 'failed',
        counted: true,
        reason: outcome.scope === 'recipient' ? 'RECIPIENT_REFUSED' : 'CONTENT_REFUSED',
        bounced: outcome.scope === 'recipient',
      };
    case 'throttled':
      if (outcome.scope === 'daily' && hasOthers) return atOnce;
      return {
        ...base,
        retrySeconds: outcome.retryAfterSeconds ?? backOff(mail, BASE_SECONDS, chance()),
      };
    case 'not_accepted':
      // An outage is not the mail's fault and ends with not_after; a dialogue that broke off may be.
      if (outcome.phase === 'connecting' && hasOthers) return atOnce;
      if (outcome.phase === 'connecting')
        return { ...base, retrySeconds: backOff(mail, UNREACHABLE_SECONDS, chance()) };
      return again(base, backOff(mail, UNREACHABLE_SECONDS, chance()));
    case 'transient':
      return again(
        base,
        backOff(mail, isGreylisting(outcome) ? GREYLIST_SECONDS : BASE_SECONDS, chance()),
      );
  }
}

/** Whether a refusal proves that the address takes no mail, now or ever. */
export function provesBounce({ bounced, attempt }: Settlement): boolean {
  return bounced && provesNoSuchAddress(attempt?.enhanced ?? null);
}

function again(base: Settlement, retrySeconds: number): Settlement {
  if (base.mail.attempts + 1 >= MOST_ATTEMPTS)
    return { ...base, counted: true, status: 'failed', reason: 'RETRIES_EXHAUSTED' };
  return { ...base, counted: true, retrySeconds };
}

function isGreylisting({ code, phase }: { code: string; phase: string }): boolean {
  return phase === 'session' && (code === '450' || code === '451');
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

function resultOf(outcome: Outcome): AttemptResult {
  const { kind: state, response } = outcome;
  if (outcome.kind === 'accepted')
    return { state, scope: null, phase: 'data', code: '250', enhanced: null, response };
  const { phase, code, enhanced } = outcome;
  const scope = 'scope' in outcome ? outcome.scope : null;
  return { state, scope, phase, code, enhanced, response };
}
