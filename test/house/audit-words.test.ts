import { AUDIT_ACTS } from '../../src/identity/audit/audit-acts.rules';
import { readAll } from './support/files';

/** As the screens name it: a point would lead into the file. */
const keyOf = (act: string) => act.replaceAll('.', '/');

function wordFaults(acts: readonly string[], words: Readonly<Record<string, string>>): string[] {
  const missing = acts.filter((act) => !words[keyOf(act)]?.trim());
  const known = new Set(acts.map(keyOf));
  return [
    ...missing.map((act) => `${act} has no words: add them under "acts".`),
    ...Object.keys(words)
      .filter((key) => !known.has(key))
      .map((key) => `${key} is no act that is written down.`),
  ];
}

describe('an act that is written down', () => {
  it.each(['de', 'en'])('has words in %s', (locale) => {
    const [file] = readAll([`web/src/admin/audit.${locale}.json`]);
    const { acts } = JSON.parse(file?.text ?? '{}') as { acts: Record<string, string> };

    expect(wordFaults(AUDIT_ACTS, acts)).toEqual([]);
  });

  it('is missed when it has none, and a word when it has no act', () => {
    expect(wordFaults(['me.change', 'session.open'], { 'me/change': 'Changed', x: 'X' })).toEqual([
      'session.open has no words: add them under "acts".',
      'x is no act that is written down.',
    ]);
  });
});
