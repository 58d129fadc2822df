import type { TFunction } from 'i18next';
import { Problem } from './problem';

export interface ProblemText {
  readonly title: string;
  readonly detail: string;
  readonly errorId: string | null;
}

/** What happened and what to do, in the language on screen; the server's own words for kinds that have no text here. */
export function problemText(t: TFunction<'core'>, error: unknown): ProblemText {
  const problem = error instanceof Problem ? error : null;
  const kind = problem?.kind ?? 'internal-error';
  const known = t(`problems.${kind}` as 'problems.network', {
    returnObjects: true,
    defaultValue: null,
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
