import type { TFunction } from 'i18next';
import { Problem } from './problem';

export interface ProblemText {
  readonly title: string;
  readonly detail: string;
  readonly errorId: string | null;
}

/** Kinds whose words are about something that was to be kept. */
const OF_WRITING = ['invalid-request', 'stale-version'];

/** As {@link problemText}, of what was only to be shown: nothing was to be saved. */
export function readingProblemText(t: TFunction<'core'>, error: unknown): ProblemText {
  if (!(error instanceof Problem) || !OF_WRITING.includes(error.kind)) return problemText(t, error);
  return { ...t('problems.not-readable', { returnObjects: true }), errorId: error.errorId };
}

/** What happened and what to do, in the language on screen; the server's own words for kinds that have no text here. */
export function problemText(t: TFunction<'core'>, error: unknown): ProblemText {
  const problem = error instanceof Problem ? error : null;
  const kind = problem?.kind ?? 'internal-error';
  const known = t(`problems.${kind}` as 'problems.network', {
    returnObjects: true,
    defaultValue: null,
    // Where only the server can say it, it says it in the person's language.
    detail: problem?.detail ?? '',
  });
  const fallback = t('problems.internal-error', { returnObjects: true });
  const text = isText(known)
    ? known
    : problem && problem.status < 500 && problem.title !== ''
      ? { title: problem.title, detail: problem.detail }
      : fallback;
  return { ...text, errorId: problem?.errorId ?? null };
}

const isText = (value: unknown): value is { title: string; detail: string } =>
  typeof value === 'object' && value !== null && 'title' in value && 'detail' in value;
