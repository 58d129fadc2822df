import type { SampleState } from './sample.entity';

const DAY_MS = 86_400_000;
/** A link is good for so long after the delivery. */
export const FEEDBACK_DAYS = 30;
/** From the worst to the best. */
export const MARKS = [1, 2, 3, 4, 5] as const;
export const MOST_NOTES = 2000;

/** What somebody said of a sample. */
export interface Feedback {
  /** How it tasted, 1 to 5. */
  readonly taste: number;
  /** How easy it was to prepare, 1 to 5. */
  readonly ease: number;
  readonly notes: string | null;
}

export function isSame(one: Feedback, other: Feedback): boolean {
  return one.taste === other.taste && one.ease === other.ease && one.notes === other.notes;
}

/** What the page behind a link says: it asks, thanks and lets one correct oneself, or is too late. */
export type FeedbackState = 'asking' | 'given' | 'expired' | 'unknown';

interface Delivered {
  readonly state: SampleState;
  readonly deliveredAt: Date | null;
}

/** When the link of a sample ends; null for one that has not arrived. */
export function feedbackEnd({ deliveredAt }: Pick<Delivered, 'deliveredAt'>): Date | null {
  return deliveredAt && new Date(deliveredAt.getTime() + FEEDBACK_DAYS * DAY_MS);
}

/** Only a box that arrived can be judged, and what is judged can be corrected while the link is good. */
export function feedbackState(sample: Delivered, now: Date): FeedbackState {
  const end = feedbackEnd(sample);
  if (end === null) return 'unknown';
  if (now >= end) return 'expired';
  return sample.state === 'FEEDBACK' ? 'given' : 'asking';
}

/** What a browser sent of the fields, in the order of the page. */
export type TypedFeedback = Readonly<Record<'taste' | 'ease' | 'notes', string>>;

export function typedFeedback(body: unknown): TypedFeedback {
  const sent = new URLSearchParams(typeof body === 'string' ? body : '');
  // Browsers count a line break as one character and send two.
  const value = (name: string) => (sent.get(name) ?? '').replaceAll('\r\n', '\n').trim();
  return { taste: value('taste'), ease: value('ease'), notes: value('notes') };
}

/** @returns the fields that are at fault, or what was said */
export function readFeedback(
  typed: TypedFeedback,
): { faults: readonly ('taste' | 'ease' | 'notes')[] } | { feedback: Feedback } {
  const mark = (value: string) => MARKS.find((one) => String(one) === value);
  const [taste, ease] = [mark(typed.taste), mark(typed.ease)];
  const isLong = typed.notes.length > MOST_NOTES;
  if (taste === undefined || ease === undefined || isLong)
    return {
      faults: [
        ...(taste === undefined ? (['taste'] as const) : []),
        ...(ease === undefined ? (['ease'] as const) : []),
        ...(isLong ? (['notes'] as const) : []),
      ],
    };
  return { feedback: { taste, ease, notes: typed.notes === '' ? null : typed.notes } };
}
