import { classifySendGrid } from './sendgrid-outcome.rules';

const NOW = new Date('2026-03-02T08:00:00Z');
const answer = (status: number, message = 'no', field: string | null = null) => ({
  status,
  body: { errors: [{ message, field }] },
  rateLimitReset: null,
  now: NOW,
});
/** A kind and, where it has one, what it is about. */
const said = (given: Parameters<typeof classifySendGrid>[0]) => {
  const outcome = classifySendGrid(given);
  return 'scope' in outcome ? `${outcome.kind} ${outcome.scope}` : outcome.kind;
};

describe('an answer of SendGrid', () => {
  it.each([
    ['a bad address', answer(400, 'no', 'personalizations.0.to.0.email'), 'permanent recipient'],
    [
      'a bad address, of an older form',
      answer(400, 'no', 'personalizations'),
      'permanent recipient',
    ],
    ['a bad sender', answer(400, 'no', 'from.email'), 'permanent content'],
    ['a bad request', answer(400), 'permanent content'],
    ['a wrong key', answer(401), 'permanent account'],
    ['no credits', answer(403, 'Maximum credits exceeded'), 'permanent account'],
    ['a wrong address of ours', answer(404), 'permanent account'],
    ['a wrong method', answer(405), 'permanent account'],
    ['not acceptable', answer(406), 'permanent account'],
    ['a wrong type', answer(415), 'permanent account'],
    ['too large', answer(413), 'permanent content'],
    ['too fast', answer(429), 'throttled rate'],
    ['an error of theirs', answer(500), 'transient provider'],
    ['a gateway that gave up', answer(502), 'ambiguous'],
    ['unavailable', answer(503), 'transient provider'],
    ['a gateway without patience', answer(504), 'ambiguous'],
    ['a redirection', answer(302), 'ambiguous'],
    ['another success', answer(200), 'ambiguous'],
    ['no sense', { ...answer(500), body: '<html>' }, 'transient provider'],
  ])('that says %s is decided', (_, given, expected) => {
    expect(said(given)).toBe(expected);
  });

  it.each([
    ['1772438460', 60],
    ['1772438399', 1],
    ['1872438400', 3600],
    ['soon', null],
    [null, null],
  ])('with the reset %s means a wait of %s seconds', (rateLimitReset, retryAfterSeconds) => {
    expect(classifySendGrid({ ...answer(429), rateLimitReset })).toMatchObject({
      retryAfterSeconds,
    });
  });

  it('is kept without addresses', () => {
    expect(classifySendGrid(answer(400, 'chef@adler.example is no address')).response).toBe(
      'address is no address',
    );
  });
});
