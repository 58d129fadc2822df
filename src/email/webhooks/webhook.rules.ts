import { z } from 'zod';
import { isStorable } from '../../core/storable-text.rules';

/** Who reports by calling us; the words of `provider` in attempts and mails. */
export const REPORTERS = ['sendgrid', 'ses'] as const;
export type Reporter = (typeof REPORTERS)[number];

/** A name of something, as a provider gives it. */
export const nameOf = (most: number) => z.string().min(1).max(most).refine(isStorable);

/** Why a request was turned away; nothing of it is stored. */
export type Refusal =
  | 'unsigned'
  | 'signature'
  | 'stale'
  | 'malformed'
  | 'topic'
  | 'version'
  | 'certificate'
  | 'raw_delivery';

/** One thing that a provider says about one mail: what decides, and nobody's address. */
export interface ReportedEvent {
  /** What the provider repeats when it says the same again. */
  readonly eventId: string;
  /** In the provider's own words. */
  readonly kind: string;
  /** The mail of ours that it names by its mid. */
  readonly namedId: string | null;
  readonly providerMessageId: string | null;
  /** The Message-ID on the wire, without angle brackets. */
  readonly wireMessageId: string | null;
  readonly occurredAt: Date;
  readonly said: Said;
}

/** What of an event its meaning is read from, so that a better reading can be made of it later. */
export type Said = Readonly<Record<string, string>>;

const MOST_CHARACTERS = 500;
const HOUR_MS = 3_600_000;
/** Clocks go differently. */
const EARLY_MS = 300_000;

/** Whether what was signed at `at` is too old to be believed, or from a future that no clock explains. */
export function isStale(at: Date, now: Date, toleranceHours: number): boolean {
  const age = now.getTime() - at.getTime();
  return !(age <= toleranceHours * HOUR_MS && age >= -EARLY_MS);
}

/** What PostgreSQL can keep of the given words, without addresses, each shortened; what is empty is left out. */
export function wordsOf(given: Readonly<Record<string, unknown>>): Said {
  const words = Object.entries(given).flatMap(([key, value]) => {
    const text = textOf(value);
    return text === null || text === '' ? [] : [[key, text] as const];
  });
  return Object.fromEntries(words);
}

function textOf(value: unknown): string | null {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? plain(value) : null;
}

function plain(text: string): string {
  return text
    .slice(0, 4 * MOST_CHARACTERS)
    .replace(/[^\s<>"'(),:;]+@[^\s<>"'(),:;]+/g, 'address')
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, MOST_CHARACTERS)
    .replace(/\p{Cs}/gu, '\ufffd');
}
