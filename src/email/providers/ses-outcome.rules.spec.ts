import { networkFailure, NEVER_CONNECTED, withoutAnswer } from './network-outcome.rules';
import { classifySes, type SesFailure } from './ses-outcome.rules';

const failure = (
  name: string,
  status: number | null,
  message = 'no',
  code: string | null = null,
) => ({
  name,
  message,
  status,
  network: { code, neverConnected: false, message },
});
const said = (given: SesFailure) => {
  const outcome = classifySes(given);
  return 'scope' in outcome ? `${outcome.kind} ${outcome.scope}` : outcome.kind;
};

describe('an answer of SES', () => {
  it.each([
    ['too fast', failure('Throttling', 400, 'Maximum sending rate exceeded.'), 'throttled rate'],
    ['too fast, by another name', failure('ThrottlingException', 400), 'throttled rate'],
    [
      'the day is used up',
      failure('Throttling', 454, 'Daily message quota exceeded.'),
      'throttled daily',
    ],
    ['a virus', failure('MessageRejected', 400, 'Message contains a virus'), 'permanent content'],
    [
      'a sender that is not verified',
      failure(
        'MessageRejected',
        400,
        'Email address is not verified. The following identities failed the check in region EU-CENTRAL-1: a@b.example',
      ),
      'permanent account',
    ],
    [
      'no MAIL FROM domain',
      failure('MailFromDomainNotVerifiedException', 400),
      'permanent account',
    ],
    [
      'no such configuration set',
      failure('ConfigurationSetDoesNotExistException', 400),
      'permanent account',
    ],
    ['a paused set', failure('ConfigurationSetSendingPausedException', 400), 'permanent account'],
    ['a paused account', failure('AccountSendingPausedException', 400), 'permanent account'],
    ['a wrong key', failure('InvalidClientTokenId', 403), 'permanent account'],
    ['a wrong secret', failure('SignatureDoesNotMatch', 403), 'permanent account'],
    ['no right', failure('AccessDenied', 403), 'permanent account'],
    ['no credentials at all', failure('CredentialsProviderError', null), 'permanent account'],
    [
      'a bad address',
      failure('InvalidParameterValue', 400, 'Illegal address'),
      'permanent recipient',
    ],
    [
      'a bad header',
      failure('InvalidParameterValue', 400, 'Duplicate header'),
      'permanent content',
    ],
    ['an error of theirs', failure('InternalFailure', 500), 'transient provider'],
    ['unavailable', failure('ServiceUnavailable', 503), 'transient provider'],
    ['a gateway that gave up', failure('Unknown', 502), 'ambiguous'],
    ['a gateway without patience', failure('Unknown', 504), 'ambiguous'],
    ['nothing that can be read', failure('Unknown', 500), 'ambiguous'],
    ['a success without an id', failure('Error', 200), 'ambiguous'],
    ['nothing, after a reset', failure('TimeoutError', null, 'reset', 'ECONNRESET'), 'ambiguous'],
    ['nothing, in time', failure('TimeoutError', null, 'slow', 'ETIMEDOUT'), 'ambiguous'],
    ['nothing, for nobody listens', failure('Error', null, 'no', 'ECONNREFUSED'), 'not_accepted'],
  ])('that says %s is decided', (_, given, expected) => {
    expect(said(given)).toBe(expected);
  });
});

describe('a call without an answer', () => {
  it.each([
    ['ECONNREFUSED', 'not_accepted'],
    ['ENOTFOUND', 'not_accepted'],
    ['EAI_AGAIN', 'not_accepted'],
    ['CERT_HAS_EXPIRED', 'not_accepted'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'not_accepted'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'not_accepted'],
    ['ECONNRESET', 'ambiguous'],
    ['ETIMEDOUT', 'ambiguous'],
    ['ECONNABORTED', 'ambiguous'],
    ['EPIPE', 'ambiguous'],
    [null, 'ambiguous'],
  ])('that ended with %s is %s', (code, kind) => {
    expect(withoutAnswer({ code, neverConnected: false, message: '' }).kind).toBe(kind);
  });

  it('is harmless whatever it ended with when there never was a connection, also inside of another error', () => {
    const reset = Object.assign(new Error('reset'), {
      code: 'ECONNRESET',
      [NEVER_CONNECTED]: true,
    });

    expect(withoutAnswer(networkFailure(reset)).kind).toBe('not_accepted');
    expect(withoutAnswer(networkFailure(new Error('failed', { cause: reset })))).toMatchObject({
      kind: 'not_accepted',
      phase: 'connecting',
      code: 'ECONNRESET',
    });
  });
});
