import type { Outcome } from './email.provider';
import { type NetworkFailure, withoutAnswer } from './network-outcome.rules';
import { redact } from './smtp-outcome.rules';

/** What the SES client threw. */
export interface SesFailure {
  /** The name of the error, such as MessageRejected. */
  readonly name: string;
  readonly message: string;
  /** Null when there was no answer. */
  readonly status: number | null;
  readonly network: NetworkFailure;
}

const ACCOUNT =
  /^(MailFromDomainNotVerified|ConfigurationSet|AccountSendingPaused|InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|AccessDenied|ExpiredToken|IncompleteSignature|MissingAuthenticationToken|OptInRequired|CredentialsProviderError|TokenProviderError)/;
const THROTTLED = /^(Throttling|ThrottlingException|TooManyRequestsException|LimitExceeded.*)$/;
const DAILY = /daily message quota|24.?hour/i;
/** "Email address is not verified. The following identities failed the check in region EU-CENTRAL-1: …" */
const IDENTITY = /identit(y|ies)|not verified|sending (is )?(paused|disabled)/i;
const ADDRESS = /address|recipient|destination|local.?part|domain (name )?contains/i;
const PROVIDER_AT_FAULT = /^(InternalFailure|InternalError|InternalServerError|ServiceUnavailable)/;
const GATEWAY = [502, 504];
const DAILY_WAIT_SECONDS = 600;

/** What a failed call proves; without an answer, and with one that has no sense, it depends on how far it had come. */
export function classifySes({ name, message, status, network }: SesFailure): Outcome {
  const base = {
    phase: 'data' as const,
    code: name,
    enhanced: null,
    response: redact(message),
  };
  // Nothing has been sent when there is nothing to sign it with.
  if (ACCOUNT.test(name)) return { ...base, kind: 'permanent', scope: 'account' };
  if (status === null) return withoutAnswer(network);
  if (THROTTLED.test(name))
    return DAILY.test(message)
      ? { ...base, kind: 'throttled', scope: 'daily', retryAfterSeconds: DAILY_WAIT_SECONDS }
      : { ...base, kind: 'throttled', scope: 'rate', retryAfterSeconds: null };
  if (name === 'MessageRejected')
    return { ...base, kind: 'permanent', scope: IDENTITY.test(message) ? 'account' : 'content' };
  if (name === 'InvalidParameterValue' || name === 'ValidationError')
    return { ...base, kind: 'permanent', scope: ADDRESS.test(message) ? 'recipient' : 'content' };
  if (GATEWAY.includes(status)) return { ...base, kind: 'ambiguous' };
  if (PROVIDER_AT_FAULT.test(name)) return { ...base, kind: 'transient', scope: 'provider' };
  if (status === 401 || status === 403) return { ...base, kind: 'permanent', scope: 'account' };
  // Of an answer that nobody can read it is not known what it answered.
  if (name === 'Unknown' || name === 'UnknownError' || status < 400)
    return { ...base, kind: 'ambiguous' };
  if (status >= 500) return { ...base, kind: 'transient', scope: 'provider' };
  return { ...base, kind: 'permanent', scope: 'content' };
}
