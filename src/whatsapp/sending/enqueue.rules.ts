import { hash } from 'node:crypto';
import type { RecordedEvent } from '../../events/recorded-event';

export const PURPOSES = ['followup', 'service', 'content', 'marketing'] as const;
export type Purpose = (typeof PURPOSES)[number];

/** A button under a free message; the id comes back when it is tapped (≤ 256 characters, the title ≤ 20). */
export interface ReplyButton {
  readonly id: string;
  readonly title: string;
}

/** What a message says. Everything but a template needs an open customer service window. */
export type MessageContent =
  | { readonly kind: 'text'; readonly body: string }
  | {
      readonly kind: 'template';
      readonly templateKey: string;
      readonly locale: string;
      /** By the names that the template declares. */
      readonly variables: Readonly<Record<string, string>>;
      /** Payloads of its quick replies, in their order. */
      readonly payloads: readonly string[];
    }
  | { readonly kind: 'buttons'; readonly body: string; readonly buttons: readonly ReplyButton[] }
  | {
      readonly kind: 'image' | 'document' | 'video';
      readonly link: string;
      readonly caption?: string | null;
      readonly filename?: string | null;
    };

/** A message that somebody wants sent by WhatsApp. */
export interface EnqueueMessage {
  /** 1 to 256 characters; the same key never makes two messages. */
  readonly idempotencyKey: string;
  readonly purpose: Purpose;
  /** The person behind the number, or a number in E.164. */
  readonly to: { readonly whatsappContactId: string } | { readonly phone: string };
  /** Lead or customer; decides who may see the message. */
  readonly subjectId: string;
  readonly contactId: string | null;
  readonly content: MessageContent;
  readonly author: 'bot' | 'user' | 'system';
  readonly senderUserId: string | null;
  /** Asked once more, in the transaction of the hand-over. */
  readonly gate?: { readonly name: string; readonly ref: string } | null;
  readonly about: { readonly kind: string; readonly id: string };
  /** Not before this message of ours was reported as sent, or five seconds after it was accepted. */
  readonly afterMessageId?: string | null;
  /** Business time, like `notAfter`; past that it is given up. */
  readonly dueAt: Date;
  readonly notAfter: Date;
  readonly consentId: string | null;
  readonly simulated: boolean;
  readonly cause?: RecordedEvent;
}

/** What a gate says of one message at its hand-over. */
export type GateVerdict =
  | { readonly kind: 'send' }
  | { readonly kind: 'cancel'; readonly reason: string }
  | { readonly kind: 'later'; readonly notBefore: Date };

const NUMBER = /^\+\d{6,15}$/;

/** E.164 without what people write between digits. @throws Error for what is no number: a bug of the caller */
export function numberOf(phone: string): string {
  const number = phone.replace(/[^\d+]/g, '');
  if (!NUMBER.test(number)) throw new Error('A number in E.164 is needed.');
  return number;
}

/** In hex: what may not differ between two messages with the same key. */
export function payloadHash(message: EnqueueMessage): string {
  const { purpose, to, subjectId, contactId, content, author, senderUserId, about } = message;
  const said = { purpose, to, subjectId, contactId, content, author, senderUserId, about };
  return hash('sha256', JSON.stringify(sorted(said)));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
