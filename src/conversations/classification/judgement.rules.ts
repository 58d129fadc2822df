import { ACTS_FROM, REVIEWED_FROM, type Evidence, type ResponseClass } from './classify.rules';
import type { Reading } from './outcome.rules';

/** What stands in the row of an answer. */
export interface Judgement {
  readonly class: ResponseClass;
  readonly confidence: number | null;
  readonly state: 'review' | 'decided';
  readonly language: Reading['language'];
  readonly evidence: readonly Evidence[];
}

/** A match of the sender below this is a suggestion for a person. */
const FIRM_MATCH = 0.9;
/** What nobody may act on by itself stays just below. */
const HIGHEST_FOR_REVIEW = 0.89;

/**
 * From 0.9 a class acts by itself, from 0.5 a person looks at it, below it is neutral.
 * @param match how sure it is that this lead wrote, 0 to 1
 */
export function judged(reading: Reading, match = 1): Judgement {
  const { language, evidence } = reading;
  const { confidence } = reading;
  if (confidence === null) return { ...reading, state: 'decided' };
  if (match < FIRM_MATCH) {
    const capped = Math.min(confidence, match, HIGHEST_FOR_REVIEW);
    return { ...reading, confidence: capped, state: 'review' };
  }
  if (confidence >= ACTS_FROM) return { ...reading, state: 'decided' };
  if (confidence >= REVIEWED_FROM) return { ...reading, state: 'review' };
  return { class: 'NEUTRAL', confidence, state: 'decided', language, evidence };
}

/** A bare yes is as good as the question that it answers. */
export function answersQuestion(reading: Reading, ourText: string | null): Reading {
  const bare = reading.evidence.every(({ rule }) => rule.endsWith('positive.yes'));
  if (reading.class !== 'POSITIVE' || !bare || !ourText?.includes('?')) return reading;
  const [yes] = reading.evidence;
  const evidence = [{ rule: 'thread.answers-question', words: yes?.words ?? '' }];
  return { ...reading, confidence: ACTS_FROM, evidence: [...evidence, ...reading.evidence] };
}
