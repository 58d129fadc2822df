import type { Outcome } from './email.provider';
import { redact } from './smtp-outcome.rules';

/** Marks the error of a connection that never came about. */
export const NEVER_CONNECTED = 'neverConnected';

/** What went wrong below HTTP. */
export interface NetworkFailure {
  /** Node's code, such as ECONNREFUSED. */
  readonly code: string | null;
  /** There was no connection by which a byte of the mail could have left. */
  readonly neverConnected: boolean;
  readonly message: string;
}

const BEFORE_THE_MAIL =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ERR_TLS_.*|ERR_SSL_.*|CERT_.*|DEPTH_ZERO_.*|SELF_SIGNED_.*|UNABLE_TO_.*|HOSTNAME_MISMATCH)$/;

/** A failure without an answer: proven harmless before there was a connection, and proof of nothing afterwards. */
export function withoutAnswer({ code, neverConnected, message }: NetworkFailure): Outcome {
  const isEarly = neverConnected || BEFORE_THE_MAIL.test(code ?? '');
  return {
    kind: isEarly ? 'not_accepted' : 'ambiguous',
    phase: isEarly ? 'connecting' : 'data',
    code: code ?? 'UNKNOWN',
    enhanced: null,
    response: redact(message),
  };
}

/** Whatever was thrown, as far as it says what happened; libraries put what Node said into `cause`. */
export function networkFailure(error: unknown): NetworkFailure {
  const told = [error, error instanceof Error ? error.cause : null].filter(
    (one): one is Error => one instanceof Error,
  );
  const codes = told.map((one): unknown => Reflect.get(one, 'code'));
  return {
    code: codes.find((code) => typeof code === 'string') ?? null,
    neverConnected: told.some((one) => Reflect.get(one, NEVER_CONNECTED) === true),
    message: error instanceof Error ? error.message : String(error),
  };
}
