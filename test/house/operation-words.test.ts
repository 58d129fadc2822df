import { catalogue } from '../../src/events/catalogue';
import { filesBelow, readAll, readText, type TextFile } from './support/files';

/** As the screens name a loop or a consumer: a point would lead into the file. */
const keyOf = (name: string) => name.replaceAll('.', '/');
/** As they name a kind of event: a version changes nothing in words. */
const kindOf = (type: string) => keyOf(type.replace(/^crm\./, '').replace(/\.v\d+$/, ''));

const CONSTANT = /const ([A-Z][A-Z_]*) = '([^']+)';/g;
const LOOP = /loops\.register\(\{\s*name: (?:'([^']+)'|([A-Z][A-Z_]*)|`consume:)/g;
const CONSUMER = /^ *@Consume\(\s*(?:'([^']+)'|([A-Z][A-Z_]*))/gm;

/** What a pattern names, as text or as a constant: of the same file, else of the one that it is imported from. */
function namesIn(files: readonly TextFile[], pattern: RegExp): string[] {
  const constants = new Map(
    files.map(({ path, text }) => [
      path,
      new Map([...text.matchAll(CONSTANT)].map(([, name, value]) => [name, value])),
    ]),
  );
  const everywhere = (module: string, name: string) =>
    [...constants]
      .filter(([path]) => path.startsWith(`src/${module}/`))
      .flatMap(([, own]) => own.get(name) ?? []);
  return files.flatMap(({ path, text }) =>
    [...text.matchAll(pattern)].flatMap(([, literal, constant]) => {
      if (literal !== undefined) return [literal];
      if (constant === undefined) return [];
      const found =
        constants.get(path)?.get(constant) ?? everywhere(path.split('/')[1] ?? '', constant).at(0);
      return [found ?? `${constant} of ${path}`];
    }),
  );
}

function wordFaults(names: readonly string[], words: Readonly<Record<string, unknown>>): string[] {
  const known = new Set(names.map(keyOf));
  return [
    ...names
      .filter((name) => words[keyOf(name)] === undefined)
      .map((name) => `${name} has no words: add them.`),
    ...Object.keys(words)
      .filter((key) => !known.has(key))
      .map((key) => `${key} names nothing that there is.`),
  ];
}

interface Texts {
  jobs?: { names: Record<string, string> };
  consumers?: { names: Record<string, string> };
  types?: Record<string, { name: string; means: string }>;
}

describe.each(['de', 'en'])('what runs and what happens, in %s', (locale) => {
  const sources = readAll(filesBelow('src').filter((path) => path.endsWith('.ts')));
  const read = (name: string) =>
    JSON.parse(readText(`web/src/operations/${name}.${locale}.json`)) as Texts;

  it('has words for every loop', () => {
    const names = namesIn(sources, LOOP);

    expect(names.length).toBeGreaterThan(30);
    expect(wordFaults(names, read('operations').jobs?.names ?? {})).toEqual([]);
  });

  it('has words for every consumer', () => {
    const names = [...new Set(namesIn(sources, CONSUMER))];

    expect(names.length).toBeGreaterThan(20);
    expect(wordFaults(names, read('operations').consumers?.names ?? {})).toEqual([]);
  });

  it('has words for every kind of event, in English those of the catalogue', () => {
    const { types = {} } = read('event-types');
    // Test files of a worker share modules: another one may have defined kinds of its own.
    const ours = catalogue.filter(({ module }) => module !== 'test');

    expect(
      wordFaults(
        ours.map(({ type }) => kindOf(type)),
        types,
      ),
    ).toEqual([]);
    const differing = ours.filter(
      ({ type, description }) => locale === 'en' && types[kindOf(type)]?.means !== description,
    );
    expect(differing.map(({ type }) => type)).toEqual([]);
  });
});

describe('the check of words', () => {
  it('notices a loop without words, and words without a loop', () => {
    const files = [
      { path: 'src/leads/x.runner.ts', text: 'this.loops.register({\n  name: SWEEP,\n});' },
      { path: 'src/leads/x.service.ts', text: "export const SWEEP = 'leads.sweep';" },
      { path: 'src/email/x.service.ts', text: "export const SWEEP = 'email.sweep';" },
    ];

    expect(wordFaults(namesIn(files, LOOP), { 'leads/gone': 'x' })).toEqual([
      'leads.sweep has no words: add them.',
      'leads/gone names nothing that there is.',
    ]);
  });
});
