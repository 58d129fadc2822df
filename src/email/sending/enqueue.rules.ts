import { createHash } from 'node:crypto';
import type { RecordedEvent } from '../../events/recorded-event';
import type { Stream } from './message.entity';

/** A mail that somebody wants sent. The variables are resolved; the text is rendered at the hand-over. */
export interface EnqueueEmail {
  /** 1 to 256 characters; the same key never makes two mails. */
  readonly idempotencyKey: string;
  readonly stream: Stream;
  readonly to: { readonly address: string; readonly name?: string | null };
  /** Lead or customer; decides who may see the mail. */
  readonly subjectId: string | null;
  readonly contactId?: string | null;
  /** Other addresses and numbers of the contact: an answer from any of them and the hand-over exclude each other. */
  readonly alsoReachedAt?: readonly string[];
  readonly templateVersionId: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly locale: string;
  readonly senderUserId: string | null;
  /** Mails with the same key make one conversation in the reader's mail program. */
  readonly threadKey?: string | null;
  /** Asked once more, in the transaction of the hand-over. */
  readonly gate?: { readonly name: string; readonly ref: string } | null;
  readonly about: { readonly kind: string; readonly id: string };
  /** Business time, like `notAfter`; past that it is given up. */
  readonly dueAt: Date;
  readonly notAfter: Date;
  readonly legalBasis: { readonly basis: string; readonly consentId: string | null } | null;
  readonly simulated: boolean;
  readonly cause?: RecordedEvent;
}

/** What a gate says of one mail at its hand-over. */
export type GateVerdict =
  | { readonly kind: 'send' }
  | { readonly kind: 'cancel'; readonly reason: string }
  | { readonly kind: 'later'; readonly notBefore: Date };

const PRIORITY: Record<Stream, number> = {
  transactional: 1,
  notification: 3,
  followup: 5,
  marketing: 9,
};

export function priorityOf(stream: Stream): number {
  return PRIORITY[stream];
}

/** Digest of everything that was asked for, in whatever order of keys; the cause is not part of it. */
export function payloadHash(mail: EnqueueEmail): Buffer {
  const { cause: _, ...payload } = mail;
  return createHash('sha256').update(canonical(payload)).digest();
}

/** JSON with sorted keys; absent and null are the same. */
function canonical(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (value instanceof Date) return JSON.stringify(value.toISOString());
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object') return JSON.stringify(value);
  const parts = Object.entries(value)
    .filter(([, inner]) => inner !== null && inner !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`);
  return `{${parts.join(',')}}`;
}
