import { generateKeyPairSync, sign } from 'node:crypto';
import {
  canonical,
  confirmationUrl,
  type Envelope,
  faultOf,
  isCertificateUrl,
  isSignedBy,
  readEnvelope,
} from './sns-envelope.rules';

const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:ses-events';
const PEM = `SimpleNotificationService-${'0a'.repeat(16)}.pem`;
const NOW = new Date('2026-03-02T09:00:00Z');
const BASE = {
  MessageId: 'm-1',
  TopicArn: TOPIC,
  Message: 'Hallo\nWelt',
  Timestamp: '2026-03-02T08:00:00.000Z',
  SignatureVersion: '2',
  Signature: 'x',
  SigningCertURL: `https://sns.eu-central-1.amazonaws.com/${PEM}`,
};
const read = (more: object) => {
  const envelope = readEnvelope(Buffer.from(JSON.stringify({ ...BASE, ...more })));
  if (!envelope) throw new Error('This is no envelope.');
  return envelope;
};
const notification = read({ Type: 'Notification' });
const confirming = {
  Type: 'SubscriptionConfirmation',
  SubscribeURL: `https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&Token=t`,
  Token: 't',
};
const expected = { topics: [TOPIC], takesSha1: false, now: NOW, toleranceHours: 25 };

describe('the string that SNS signs', () => {
  it.each<readonly [string, object, string]>([
    [
      'of a notification',
      { Type: 'Notification' },
      `Message\nHallo\nWelt\nMessageId\nm-1\nTimestamp\n${BASE.Timestamp}\nTopicArn\n${TOPIC}\nType\nNotification\n`,
    ],
    [
      'of a notification with a subject',
      { Type: 'Notification', Subject: 'S' },
      `Message\nHallo\nWelt\nMessageId\nm-1\nSubject\nS\nTimestamp\n${BASE.Timestamp}\nTopicArn\n${TOPIC}\nType\nNotification\n`,
    ],
    [
      'of a notification whose subject is null',
      { Type: 'Notification', Subject: null },
      `Message\nHallo\nWelt\nMessageId\nm-1\nTimestamp\n${BASE.Timestamp}\nTopicArn\n${TOPIC}\nType\nNotification\n`,
    ],
    ...(['SubscriptionConfirmation', 'UnsubscribeConfirmation'] as const).map(
      (Type) =>
        [
          `of a ${Type}`,
          { ...confirming, Type },
          `Message\nHallo\nWelt\nMessageId\nm-1\nSubscribeURL\n${confirming.SubscribeURL}\nTimestamp\n${BASE.Timestamp}\nToken\nt\nTopicArn\n${TOPIC}\nType\n${Type}\n`,
        ] as const,
    ),
  ])('%s', (_, more, text) => {
    expect(canonical(read(more))).toBe(text);
  });

  it.each([
    ['1', 'RSA-SHA1'],
    ['2', 'RSA-SHA256'],
  ])('is believed in version %s as %s, and in no other', (version, digest) => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const unsigned = read({ Type: 'Notification', SignatureVersion: version });
    const Signature = sign(digest, Buffer.from(canonical(unsigned)), privateKey).toString('base64');
    const signed: Envelope = { ...unsigned, Signature };

    expect(isSignedBy(signed, publicKey)).toBe(true);
    expect(isSignedBy({ ...signed, Message: 'Hallo Welt' }, publicKey)).toBe(false);
    expect(
      isSignedBy({ ...signed, SignatureVersion: version === '1' ? '2' : '1' }, publicKey),
    ).toBe(false);
  });
});

describe('the address of a certificate', () => {
  const host = 'sns.eu-central-1.amazonaws.com';
  it.each([
    [`https://${host}/${PEM}`, true],
    [`http://${host}/${PEM}`, false],
    [`https://${host}:443/${PEM}`, false],
    [`https://${host}:8443/${PEM}`, false],
    [`https://user@${host}/${PEM}`, false],
    [`https://${host}/${PEM}?x=1`, false],
    [`https://${host}/${PEM}#x`, false],
    [`https://${host}/x/../${PEM}`, false],
    [`https://${host}.evil.example/${PEM}`, false],
    [`https://sns.evil.example/${PEM}`, false],
    [`https://sns.us-east-1.amazonaws.com/${PEM}`, false],
    [`https://127.0.0.1/${PEM}`, false],
    [`https://${host}/SimpleNotificationService-1.pem`, false],
    [`https://${host}/${PEM}\n`, false],
  ])('%s is believed: %s', (url, believed) => {
    expect(isCertificateUrl(url, TOPIC)).toBe(believed);
  });

  it('lies in China for topics of China', () => {
    const topic = 'arn:aws-cn:sns:cn-north-1:123456789012:ses-events';

    expect(isCertificateUrl(`https://sns.cn-north-1.amazonaws.com.cn/${PEM}`, topic)).toBe(true);
    expect(isCertificateUrl(`https://sns.cn-north-1.amazonaws.com/${PEM}`, topic)).toBe(false);
  });
});

describe('a message of SNS', () => {
  it.each([
    ['as it should be', {}, 'Notification', null],
    ['whose header says another kind', {}, 'SubscriptionConfirmation', 'malformed'],
    ['without the header', {}, undefined, 'malformed'],
    ['of a foreign topic', { TopicArn: `${TOPIC}2` }, 'Notification', 'topic'],
    ['signed by SHA-1', { SignatureVersion: '1' }, 'Notification', 'version'],
    [
      'with a certificate from elsewhere',
      { SigningCertURL: `https://sns.evil.example/${PEM}` },
      'Notification',
      'certificate',
    ],
    ['that is two days old', { Timestamp: '2026-02-28T08:00:00Z' }, 'Notification', 'stale'],
  ])('%s', (_, change, type, refusal) => {
    expect(faultOf({ ...notification, ...change } as Envelope, { type }, expected)).toBe(refusal);
  });

  it('signed by SHA-1 is taken where that is switched on', () => {
    const old = read({ Type: 'Notification', SignatureVersion: '1' });

    expect(faultOf(old, { type: 'Notification' }, { ...expected, takesSha1: true })).toBeNull();
  });

  it.each(['', '{}', '[]', 'Hallo', '{"Type":"Notification"}'])('is not %j', (body) => {
    expect(readEnvelope(Buffer.from(body))).toBeNull();
  });
});

describe('a subscription', () => {
  const at = (SubscribeURL: string) =>
    confirmationUrl({ ...read(confirming), SubscribeURL } as Parameters<typeof confirmationUrl>[0]);

  it('is confirmed at the host of its topic, with its token and no other words', () => {
    expect(at(`${confirming.SubscribeURL}&x=https://evil.example`)).toBe(
      `https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${encodeURIComponent(TOPIC)}&Token=t`,
    );
  });

  it.each([
    'http://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription',
    'https://127.0.0.1/?Action=ConfirmSubscription',
    'https://sns.eu-central-1.amazonaws.com@127.0.0.1/?x',
    'https://sns.eu-central-1.amazonaws.com.evil.example/?x',
    'https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription',
  ])('is never confirmed at %s', (url) => {
    expect(at(url)).toBeNull();
  });
});
