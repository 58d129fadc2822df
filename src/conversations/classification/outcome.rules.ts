import type { Classification, ResponseClass } from './classify.rules';

/** What a colleague reports of a talk, as the class that it means; outcomes that say nothing of the lead's mind are none. */
const CLASS_OF_OUTCOME: Readonly<Record<string, ResponseClass>> = {
  QUALIFIED: 'POSITIVE',
  SUCCESSFUL: 'ENGAGED',
  UNSUCCESSFUL: 'NEGATIVE',
  DISQUALIFIED: 'NEGATIVE',
};

export type Reading = Omit<Classification, 'language'> & {
  readonly language: Classification['language'] | null;
};

/** @returns null for an outcome that is no answer */
export function readingOfOutcome(outcome: string | null): Reading | null {
  const found = outcome === null ? undefined : CLASS_OF_OUTCOME[outcome];
  if (!found || outcome === null) return null;
  const evidence = [{ rule: `outcome.${outcome.toLowerCase().replaceAll('_', '-')}`, words: '' }];
  return { class: found, confidence: 1, language: null, evidence };
}
