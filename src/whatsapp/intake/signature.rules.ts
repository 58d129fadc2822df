import { createHmac, hash, timingSafeEqual } from 'node:crypto';

const SIGNATURE = /^sha256=([0-9a-f]{64})$/i;

/** Whether one of our secrets signed these bytes: HMAC-SHA-256 (RFC 2104), in the header `X-Hub-Signature-256`. */
export function isSigned(
  body: Uint8Array,
  header: string | undefined,
  secrets: readonly string[],
): boolean {
  const [, given] = SIGNATURE.exec(header ?? '') ?? [];
  if (given === undefined) return false;
  const digest = Buffer.from(given, 'hex');
  // Every secret is tried, so that the time does not tell which one fits.
  return secrets
    .map((secret) => timingSafeEqual(digest, createHmac('sha256', secret).update(body).digest()))
    .includes(true);
}

export function signatureOf(body: Uint8Array | string, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

/** Takes as long for what is nearly right as for what is not; digests, since lengths would tell as well. */
export function isSameWord(given: string, wanted: string): boolean {
  const digest = (text: string) => Buffer.from(hash('sha256', text), 'hex');
  return timingSafeEqual(digest(given), digest(wanted));
}
