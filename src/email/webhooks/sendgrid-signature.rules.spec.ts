import { refusalOf, type SignedRequest, verificationKey } from './sendgrid-signature.rules';

/** What SendGrid publishes with its libraries (MIT): keys, bodies and what they sign to. */
const VECTORS = [
  {
    key: 'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEEDr2LjtURuePQzplybdC+u4CwrqDqBaWjcMMsTbhdbcwHBcepxo7yAQGhHPTnlvFYPAZFceEu/1FwCM/QmGUhA==',
    timestamp: '1588788367',
    signature:
      'MEUCIQCtIHJeH93Y+qpYeWrySphQgpNGNr/U+UyUlBkU6n7RAwIgJTz2C+8a8xonZGi6BpSzoQsbVRamr2nlxFDWYNH2j/0=',
    body: '{"category":"example_payload","event":"test_event","message_id":"message_id"}',
  },
  {
    key: 'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==',
    timestamp: '1600112502',
    signature:
      'MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM=',
    body: '[{"email":"hello@world.com","event":"dropped","reason":"Bounced Address","sg_event_id":"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA","sg_message_id":"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0","smtp-id":"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>","timestamp":1600112492}]\r\n',
  },
] as const;
const [FIRST, SECOND] = VECTORS;
const KEYS = VECTORS.map(({ key }) => verificationKey(key));

const requestOf = ({ timestamp, signature, body }: (typeof VECTORS)[number]): SignedRequest => ({
  body: Buffer.from(body),
  signature,
  timestamp,
});
const at = (timestamp: string, hours = 0) => new Date((Number(timestamp) + hours * 3600) * 1000);
const check = (request: SignedRequest, { keys = KEYS, now = at(SECOND.timestamp) } = {}) =>
  refusalOf(request, { keys, now, toleranceHours: 25 });

describe('a request of SendGrid', () => {
  it.each(VECTORS)('is believed as published: $timestamp', (vector) => {
    expect(check(requestOf(vector), { now: at(vector.timestamp) })).toBeNull();
  });

  const good = requestOf(SECOND);
  it.each<[string, Partial<SignedRequest>, string]>([
    ['without its last CR LF', { body: good.body.subarray(0, -2) }, 'signature'],
    [
      'written anew',
      { body: Buffer.from(JSON.stringify(JSON.parse(SECOND.body), null, 1)) },
      'signature',
    ],
    ['with another body', { body: Buffer.from(FIRST.body) }, 'signature'],
    ['a second later', { timestamp: '1600112503' }, 'signature'],
    ['a second earlier', { timestamp: '1600112501' }, 'signature'],
    ['with a cut signature', { signature: SECOND.signature.slice(0, -8) }, 'signature'],
    ['with a signature that is none', { signature: 'bm8=' }, 'signature'],
    ['with an empty signature', { signature: '' }, 'unsigned'],
    ['without a signature', { signature: undefined }, 'unsigned'],
    ['without a timestamp', { timestamp: undefined }, 'unsigned'],
  ])('is not believed %s', (_, change, refusal) => {
    expect(check({ ...good, ...change })).toBe(refusal);
  });

  it('is not believed when another key signed it, and is while one of several did', () => {
    const [first, second] = KEYS;

    expect(check(good, { keys: first ? [first] : [] })).toBe('signature');
    expect(check(good, { keys: second ? [second] : [] })).toBeNull();
    expect(check(good, { keys: [] })).toBe('signature');
  });

  it.each([
    [25, null],
    [25.01, 'stale'],
    [-0.08, null],
    [-0.1, 'stale'],
  ])('%d hours after it was signed is %s', (hours, refusal) => {
    expect(check(good, { now: at(SECOND.timestamp, hours) })).toBe(refusal);
  });
});
