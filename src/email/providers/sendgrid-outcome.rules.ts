import type { Outcome } from './email.provider';
import { redact } from './smtp-outcome.rules';

/** What SendGrid's API answered to `POST /v3/mail/send`. */
export interface SendGridAnswer {
  readonly status: number;
  readonly body: unknown;
  /** Seconds since 1970 at which it takes requests again. */
  readonly rateLimitReset: string | null;
  readonly now: Date;
}

const RECIPIENT_FIELD = /^personalizations(\.\d+)?(\.to(\.\d+)?(\.email)?)?$/;
/** It may have handed the request on before it gave up. */
const GATEWAY = [502, 504];
const PROVIDER_AT_FAULT = [500, 503];
const OUR_FAULT_FOR_ALL = [401, 403, 404, 405, 406, 415];
const LONGEST_WAIT_SECONDS = 3600;

/** What an answer other than 202 proves; an answer without sense proves nothing. */
export function classifySendGrid(answer: SendGridAnswer): Outcome {
  const { status } = answer;
  const faults = faultsOf(answer.body);
  const base = {
    phase: 'data' as const,
    code: String(status),
    enhanced: null,
    response: redact(faults.map(({ message }) => message).join(' ') || `HTTP ${String(status)}`),
  };
  if (status === 429)
    return { ...base, kind: 'throttled', scope: 'rate', retryAfterSeconds: waitOf(answer) };
  if (OUR_FAULT_FOR_ALL.includes(status)) return { ...base, kind: 'permanent', scope: 'account' };
  if (GATEWAY.includes(status)) return { ...base, kind: 'ambiguous' };
  if (PROVIDER_AT_FAULT.includes(status)) return { ...base, kind: 'transient', scope: 'provider' };
  if (status >= 400 && status < 500) {
    const isAddress =
      status === 400 && faults.some(({ field }) => RECIPIENT_FIELD.test(field ?? ''));
    return { ...base, kind: 'permanent', scope: isAddress ? 'recipient' : 'content' };
  }
  return { ...base, kind: 'ambiguous' };
}

interface Fault {
  readonly message: string;
  readonly field: string | null;
}

function faultsOf(body: unknown): Fault[] {
  const errors: unknown = isRecord(body) ? body['errors'] : null;
  if (!Array.isArray(errors)) return [];
  return errors.filter(isRecord).map(({ message, field }) => ({
    message: typeof message === 'string' ? message : '',
    field: typeof field === 'string' ? field : null,
  }));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function waitOf({ rateLimitReset, now }: SendGridAnswer): number | null {
  const seconds = Math.ceil(Number(rateLimitReset ?? NaN) - now.getTime() / 1000);
  return Number.isFinite(seconds) ? Math.min(LONGEST_WAIT_SECONDS, Math.max(1, seconds)) : null;
}
