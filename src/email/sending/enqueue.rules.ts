import { hash } from 'node:crypto';
import type { RecordedEvent } from '../../events/recorded-event';
import type { Stream } from './message.entity';

/** What a mail is about that somebody sends to themselves to see a text. */
export const TRIAL = 'template-trial';

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
  /**
   * Ids of the mails of theirs that a person answers, oldest first, without angle brackets; may be empty. What a person
   * answers is headed as their mail and not as a machine's; null for everything else.
   */
  readonly answers?: readonly string[] | null;
  /** Asked once more, in the transaction of the hand-over. */
  readonly gate?: { readonly name: string; readonly ref: string } | null;
  readonly about: { readonly kind: string; readonly id: string };
  /** Business time, like `notAfter`; past that it is given up. */
  readonly dueAt: Date;
  readonly notAfter: Date;
  readonly legalBasis: { readonly basis: string; readonly consentId: string | null } | null;
  /** The contact's consent to its links being counted; without it they stay as they are. */
  readonly trackingConsentId?: string | null;
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
  return Buffer.from(hash('sha256', canonical(payload)), 'hex');
}

/** JSON with sorted keys; absent and null are the same. */
function canonical(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (value instanceof Date) return JSON.stringify(value.toISOString());
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object') return JSON.stringify(value);
  const inner = value as Readonly<Record<string, unknown>>;
  let text = '';
  for (const key of Object.keys(inner).sort()) {
    if (inner[key] === null || inner[key] === undefined) continue;
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonical(inner[key])}`;
  }
  return `{${text}}`;
}
