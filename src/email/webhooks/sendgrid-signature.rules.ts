import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { isStale, type Refusal } from './webhook.rules';

/** A verification key as SendGrid shows it: SubjectPublicKeyInfo in base 64. @throws for what is none */
export function verificationKey(base64: string): KeyObject {
  return createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' });
}

export interface SignedRequest {
  readonly body: Buffer;
  readonly signature: string | undefined;
  /** Unix seconds, as text: it is signed as it stands. */
  readonly timestamp: string | undefined;
}

interface Against {
  readonly keys: readonly KeyObject[];
  readonly now: Date;
  readonly toleranceHours: number;
}

/**
 * Why a request is not believed, or null: ECDSA over the timestamp and the raw bytes, which end in CR LF.
 * @see Twilio, "Getting Started with the Event Webhook Security Features"
 */
export function refusalOf(
  { body, signature, timestamp }: SignedRequest,
  { keys, now, toleranceHours }: Against,
): Refusal | null {
  if (!signature || !timestamp) return 'unsigned';
  const bytes = Buffer.concat([Buffer.from(timestamp), body]);
  const digest = Buffer.from(signature, 'base64');
  const isOurs = keys.some((key) => verify('sha256', bytes, { key, dsaEncoding: 'der' }, digest));
  if (!isOurs) return 'signature';
  return isStale(new Date(Number(timestamp) * 1000), now, toleranceHours) ? 'stale' : null;
}
