import type { TFunction } from 'i18next';
import { parseProblem, Problem } from './problem';
import { problemText, readingProblemText } from './problem-text';
import de from './core.de.json';

const t = ((key: string, { defaultValue }: { defaultValue?: unknown } = {}) =>
  (de.problems as Record<string, unknown>)[key.replace('problems.', '')] ??
  defaultValue) as unknown as TFunction<'core'>;
const refused = (type: string) => parseProblem(400, { type: `/problems/${type}` }, null);

describe('the words of a problem', () => {
  it.each(['invalid-request', 'stale-version'])('of reading never speak of saving: %s', (kind) => {
    expect(problemText(t, refused(kind)).title).toBe('Nicht gespeichert.');
    expect(readingProblemText(t, refused(kind))).toEqual({
      ...de.problems['not-readable'],
      errorId: null,
    });
  });

  it('of reading are those of any other act where nothing was to be saved', () => {
    expect(readingProblemText(t, Problem.network())).toEqual(problemText(t, Problem.network()));
  });
});
