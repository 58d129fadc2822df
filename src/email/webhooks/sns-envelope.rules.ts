import { type KeyObject, verify } from 'node:crypto';
import { z } from 'zod';
import { isStale, nameOf, type Refusal } from './webhook.rules';

const common = {
  MessageId: nameOf(200),
  TopicArn: z.string().max(500),
  Message: z.string(),
  Timestamp: z.iso.datetime(),
  SignatureVersion: z.enum(['1', '2']),
  Signature: z.string().min(1).max(2000),
  SigningCertURL: z.string().max(500),
};
const confirmation = { ...common, SubscribeURL: z.string().max(2000), Token: z.string().max(2000) };

/** What SNS posts. */
export const EnvelopeSchema = z.discriminatedUnion('Type', [
  z.looseObject({ Type: z.literal('Notification'), Subject: z.string().nullish(), ...common }),
  z.looseObject({ Type: z.literal('SubscriptionConfirmation'), ...confirmation }),
  z.looseObject({ Type: z.literal('UnsubscribeConfirmation'), ...confirmation }),
]);
export type Envelope = z.output<typeof EnvelopeSchema>;

const SIGNED = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: [
    ...['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
  ],
  UnsubscribeConfirmation: [
    ...['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
  ],
} as const;
const CERTIFICATE =
  /^https:\/\/sns\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?\/SimpleNotificationService-[0-9a-f]{32}\.pem$/;
const TOPIC = /^arn:aws(?:-[a-z-]+)?:sns:([a-z0-9-]+):\d{12}:[\w-]{1,256}(?:\.fifo)?$/;

/** @returns null for a body that is no message of SNS */
export function readEnvelope(body: Buffer): Envelope | null {
  try {
    return EnvelopeSchema.safeParse(JSON.parse(body.toString('utf8'))).data ?? null;
  } catch {
    // Whoever asks says that it is none; the parser's words would quote it.
    return null;
  }
}

/** The string that SNS signs: the names and values of these members, each on a line of its own. */
export function canonical(envelope: Envelope): string {
  return SIGNED[envelope.Type]
    .map((key) => {
      const value = (envelope as Readonly<Record<string, unknown>>)[key];
      return typeof value === 'string' ? `${key}\n${value}\n` : '';
    })
    .join('');
}

/** Where a topic's region speaks from; null for what is no topic. */
export function hostOf(topicArn: string): string | null {
  const [, region] = TOPIC.exec(topicArn) ?? [];
  if (region === undefined) return null;
  return `sns.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}

/** Whether an address is that of a signing certificate of the topic's own region, and nothing else beside it. */
export function isCertificateUrl(url: string, topicArn: string): boolean {
  const host = hostOf(topicArn);
  return host !== null && CERTIFICATE.test(url) && url.startsWith(`https://${host}/`);
}

/**
 * Where a subscription is confirmed. It is made of what was signed and of the topic's own host: the address that came is
 * only compared with that host, never asked.
 */
export function confirmationUrl(
  envelope: Extract<Envelope, { Type: 'SubscriptionConfirmation' }>,
): string | null {
  const { TopicArn, Token, SubscribeURL } = envelope;
  const host = hostOf(TopicArn);
  if (host === null || !SubscribeURL.startsWith(`https://${host}/?`)) return null;
  const asked = new URLSearchParams({ Action: 'ConfirmSubscription', TopicArn, Token });
  return `https://${host}/?${String(asked)}`;
}

interface Headers {
  readonly type: string | undefined;
  readonly rawDelivery: string | undefined;
}

interface Expected {
  readonly topics: readonly string[];
  readonly takesSha1: boolean;
  readonly now: Date;
  readonly toleranceHours: number;
}

/** What is wrong with a message before anybody is asked for its certificate; null when nothing is. */
export function faultOf(
  envelope: Envelope,
  { type }: Pick<Headers, 'type'>,
  { topics, takesSha1, now, toleranceHours }: Expected,
): Refusal | null {
  if (envelope.Type !== type) return 'malformed';
  if (!topics.includes(envelope.TopicArn)) return 'topic';
  if (envelope.SignatureVersion === '1' && !takesSha1) return 'version';
  if (!isCertificateUrl(envelope.SigningCertURL, envelope.TopicArn)) return 'certificate';
  return isStale(new Date(envelope.Timestamp), now, toleranceHours) ? 'stale' : null;
}

/** Version 1 is SHA-1, version 2 SHA-256, both RSA. */
export function isSignedBy(envelope: Envelope, key: KeyObject): boolean {
  const digest = envelope.SignatureVersion === '1' ? 'RSA-SHA1' : 'RSA-SHA256';
  const signature = Buffer.from(envelope.Signature, 'base64');
  return verify(digest, Buffer.from(canonical(envelope)), key, signature);
}
