import {
  classify,
  enhancedCode,
  provesNoSuchAddress,
  redact,
  type SmtpFailure,
} from './smtp-outcome.rules';

const failure = (change: Partial<SmtpFailure>): SmtpFailure => ({
  phase: 'session',
  code: null,
  command: null,
  responseCode: null,
  response: '',
  ...change,
});
const reply = (
  phase: SmtpFailure['phase'],
  command: string,
  response: string,
  code = 'EENVELOPE',
) => failure({ phase, command, response, code, responseCode: Number(response.slice(0, 3)) });

describe('the outcome of an SMTP dialogue', () => {
  it.each([
    ['refused connection', failure({ phase: 'connecting', code: 'ESOCKET' }), 'not_accepted'],
    ['no greeting', failure({ phase: 'connecting', code: 'ETIMEDOUT' }), 'not_accepted'],
    ['TLS that fails', failure({ phase: 'connecting', code: 'ETLS' }), 'not_accepted'],
    [
      'sign-in put off',
      reply('connecting', 'AUTH PLAIN', '454 4.7.0 later', 'EAUTH'),
      'not_accepted',
    ],
    ['connection lost at RCPT', failure({ code: 'ECONNECTION' }), 'not_accepted'],
    ['greylisting', reply('session', 'RCPT TO', '450 4.2.0 greylisted'), 'transient'],
    ['mailbox full', reply('session', 'RCPT TO', '452 4.2.2 full'), 'transient'],
    ['too fast', reply('session', 'RCPT TO', '421 4.7.28 rate limit exceeded'), 'throttled'],
    ['closing', reply('session', 'MAIL FROM', '421 4.3.2 closing'), 'transient'],
    ['bad sequence', reply('session', 'RCPT TO', '503 5.5.1 bad sequence'), 'transient'],
    ['routing', reply('session', 'RCPT TO', '550 5.4.1 no route'), 'transient'],
    ['silence after the final dot', failure({ phase: 'data', code: 'ETIMEDOUT' }), 'ambiguous'],
    ['connection lost in the body', failure({ phase: 'data', code: 'ECONNECTION' }), 'ambiguous'],
    [
      'refused for now after the final dot',
      reply('data', 'DATA', '451 4.3.0 disk', 'EMESSAGE'),
      'transient',
    ],
  ])('%s is decided by phase and reply', (_, given, kind) => {
    expect(classify(given).kind).toBe(kind);
  });

  it.each([
    ['unknown person', reply('session', 'RCPT TO', '550 5.1.1 no such user'), 'recipient'],
    [
      'unknown person without a class',
      reply('session', 'RCPT TO', '550 no such user'),
      'recipient',
    ],
    [
      'unknown person, said after the final dot',
      reply('data', 'DATA', '550 5.1.1 no', 'EMESSAGE'),
      'recipient',
    ],
    ['policy at RCPT', reply('session', 'RCPT TO', '550 5.7.1 listed'), 'content'],
    [
      'policy after the final dot',
      reply('data', 'DATA', '554 5.7.26 DMARC', 'EMESSAGE'),
      'content',
    ],
    ['too large', reply('data', 'DATA', '552 5.3.4 too big', 'EMESSAGE'), 'content'],
    ['sender refused', reply('session', 'MAIL FROM', '550 5.1.8 sender'), 'account'],
    ['sign-in wanted', reply('session', 'MAIL FROM', '530 5.7.0 sign in'), 'account'],
    ['wrong password', reply('connecting', 'AUTH PLAIN', '535 5.7.8 no', 'EAUTH'), 'account'],
  ])('%s is permanent, and says whose fault it is', (_, given, scope) => {
    expect(classify(given)).toMatchObject({ kind: 'permanent', scope });
  });

  it('suppresses an address only for its own fault', () => {
    const classes = ['5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10', '5.2.1'];

    expect(classes.filter(provesNoSuchAddress)).toEqual(classes);
    expect(
      ['5.7.1', '5.7.26', '5.7.515', '4.1.1', '5.2.2', null].filter(provesNoSuchAddress),
    ).toEqual([]);
  });

  it('reads the enhanced code and blots out addresses', () => {
    expect(enhancedCode('550-5.1.1 The account\n550 5.1.1 does not exist')).toBe('5.1.1');
    expect(enhancedCode('550 version 5.1.1')).toBeNull();
    expect(redact('550 5.1.1 <chef@adler.example>: unknown')).toBe('550 5.1.1 <address>: unknown');
  });
});
