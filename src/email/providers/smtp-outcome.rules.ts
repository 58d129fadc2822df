import type { Outcome, Phase } from './email.provider';

/** What the SMTP client said, and when. */
export interface SmtpFailure {
  readonly phase: Phase;
  /** nodemailer's code, such as EAUTH, EENVELOPE, ETIMEDOUT. */
  readonly code: string | null;
  /** The command that was answered. */
  readonly command: string | null;
  readonly responseCode: number | null;
  readonly response: string;
}

/** A first retry after a greylisting must not come too early. */
export const GREYLIST_SECONDS = 300;
const RATE_TEXT = /throttl|rate limit|too many|try again later|exceeded.*(rate|limit)/i;
/** Classes of addresses that will never take mail: bad mailbox, domain, syntax; moved; null MX; disabled. */
const NO_SUCH_ADDRESS = /^5\.(1\.(1|2|3|6|10)|2\.1)$/;

/** Says which address refusals are the address's own fault, and may suppress it. */
export function provesNoSuchAddress(enhanced: string | null): boolean {
  return enhanced !== null && NO_SUCH_ADDRESS.test(enhanced);
}

export function enhancedCode(response: string): string | null {
  return /(?:^|\s)\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})(?=\s|$)/.exec(response)?.[1] ?? null;
}

/** Addresses in what a server says are nobody's business in a table of attempts; at most 2 KiB are kept. */
export function redact(text: string): string {
  return text
    .replace(/[^\s<>"'(),:;]+@[^\s<>"'(),:;]+/g, 'address')
    .replace(/\p{Cc}+/gu, ' ')
    .slice(0, 2048);
}

/**
 * What a failed dialogue proves. Without a reply everything before the body proves that the server does not have
 * the mail, and everything after it proves nothing. A reply is a definite word at any time (RFC 5321 §4.2).
 */
export function classify(failure: SmtpFailure): Outcome {
  const base = {
    phase: failure.phase,
    code: failure.responseCode ? String(failure.responseCode) : (failure.code ?? 'UNKNOWN'),
    enhanced: enhancedCode(failure.response),
    response: redact(failure.response),
  };
  const { phase, responseCode } = failure;
  if (!responseCode) return { ...base, kind: phase === 'data' ? 'ambiguous' : 'not_accepted' };
  if (phase === 'connecting') return connecting(failure, base);
  if (responseCode < 500) return temporary(failure, base);
  return refused(failure, base);
}

type Base = Pick<
  Extract<Outcome, { kind: 'transient' }>,
  'phase' | 'code' | 'enhanced' | 'response'
>;

function connecting({ code, responseCode }: SmtpFailure, base: Base): Outcome {
  const credentials = code === 'EAUTH' && (responseCode ?? 0) >= 500;
  return credentials
    ? { ...base, kind: 'permanent', scope: 'account' }
    : { ...base, kind: 'not_accepted' };
}

function temporary({ response }: SmtpFailure, base: Base): Outcome {
  const rate = base.enhanced?.startsWith('4.7.') && RATE_TEXT.test(response);
  return rate || (base.code === '454' && RATE_TEXT.test(response))
    ? { ...base, kind: 'throttled', scope: 'rate', retryAfterSeconds: null }
    : { ...base, kind: 'transient', scope: base.code === '421' ? 'provider' : 'message' };
}

function refused({ command, responseCode }: SmtpFailure, base: Base): Outcome {
  if (responseCode === 503) return { ...base, kind: 'transient', scope: 'message' };
  const { enhanced } = base;
  if (command === 'MAIL FROM' || responseCode === 530 || responseCode === 535)
    return { ...base, kind: 'permanent', scope: 'account' };
  // Policy and reputation are our fault, not the address's.
  if (enhanced?.startsWith('5.7.')) return { ...base, kind: 'permanent', scope: 'content' };
  if (enhanced?.startsWith('5.4.')) return { ...base, kind: 'transient', scope: 'message' };
  if (provesNoSuchAddress(enhanced)) return { ...base, kind: 'permanent', scope: 'recipient' };
  const aboutRecipient = command === 'RCPT TO';
  return { ...base, kind: 'permanent', scope: aboutRecipient ? 'recipient' : 'content' };
}
