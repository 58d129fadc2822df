import { dirname, join } from 'node:path';
import { exists, filesBelow, readAll, readText, type TextFile } from './support/files';

const BINARY = /\.(png|jpe?g|webp|ico|gif|woff2?|ttf|pdf|xlsx|zip|gz|br)$/;
const HOME = ['work', 'home', 'Users', 'root', 'tmp/brief'].map((name) => `/${name}/`);
/** Whole paths only: a URL's path or a pattern is no place on a machine. */
const MACHINE_PATH = new RegExp(`(^|[\\s'"\`(=:])(${HOME.join('|')})[A-Za-z0-9._-]`, 'm');

function pathFaults({ path, text }: TextFile): string[] {
  const found = MACHINE_PATH.exec(text);
  return found
    ? [
        `${path} names ${(found[2] ?? '').trim()}…, a place on one machine: use a path relative to the project.`,
      ]
    : [];
}

function lockFaults(text: string): string[] {
  const hosts = [...text.matchAll(/"resolved": "(https?:\/\/[^/]+)/g)].map(
    (match) => match[1] ?? '',
  );
  return [...new Set(hosts)]
    .filter((host) => host !== 'https://registry.npmjs.org')
    .map(
      (host) =>
        `package-lock.json points to ${host}: remove the resolved fields before committing.`,
    );
}

/** Relative links and images of a page. */
function linkFaults({ path, text }: TextFile, has: (path: string) => boolean): string[] {
  const prose = text.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => (match[1] ?? '').split('#')[0] ?? '')
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
    .filter((target) => !has(join(dirname(path), target)))
    .map((target) => `${path} links to ${target}, which is not there: correct the link.`);
}

/** Commands a page promises: every `npm run x` must be a script. */
function commandFaults({ path, text }: TextFile, scripts: readonly string[]): string[] {
  return [...text.matchAll(/npm run ([a-z:-]+)/g)]
    .map((match) => match[1] ?? '')
    .filter((script) => !scripts.includes(script))
    .map(
      (script) =>
        `${path} says npm run ${script}, which package.json does not have: correct one of them.`,
    );
}

function translationFaults(german: TextFile, english: TextFile): string[] {
  const [left, right] = [flatten(german), flatten(english)];
  return [
    ...missing(left, right, german.path, english.path),
    ...missing(right, left, english.path, german.path),
    ...[...left]
      .filter(([key, value]) => right.has(key) && holes(value) !== holes(right.get(key) ?? ''))
      .map(
        ([key]) =>
          `${english.path}: ${key} has other placeholders than ${german.path}; use the same.`,
      ),
  ];
}

function flatten({ text }: TextFile): Map<string, string> {
  const entries: [string, string][] = [];
  const visit = (value: unknown, path: string[]): void => {
    if (value === null || typeof value !== 'object') entries.push([path.join('.'), String(value)]);
    else for (const [key, inner] of Object.entries(value)) visit(inner, [...path, key]);
  };
  visit(JSON.parse(text), []);
  return new Map(entries);
}

/** Plural forms differ by language; their common stem must not. */
const stem = (key: string) => key.replace(/_(zero|one|two|few|many|other)$/, '');

function missing(of: Map<string, string>, inOther: Map<string, string>, from: string, to: string) {
  const known = new Set([...inOther.keys()].map(stem));
  return [...of.keys()]
    .filter((key) => !known.has(stem(key)))
    .map((key) => `${to} lacks ${key}, which ${from} has: translate it or remove it.`);
}

const holes = (text: string) => [...new Set(text.match(/\{\{[^}]+\}\}/g))].sort().join(' ');

describe('the files of the project', () => {
  const paths = filesBelow('.').filter((path) => !BINARY.test(path));
  const pages = readAll(paths.filter((path) => path.endsWith('.md')));

  it('name no place on one machine', () => {
    expect(readAll(paths).flatMap(pathFaults)).toEqual([]);
  });

  it('name no package registry but the public one', () => {
    const locks = paths.filter((path) => path.endsWith('package-lock.json'));

    expect(readAll(locks).flatMap(({ text }) => lockFaults(text))).toEqual([]);
  });

  it('link only to what is there', () => {
    expect(pages.flatMap((page) => linkFaults(page, exists))).toEqual([]);
  });

  it('promise only commands that exist', () => {
    const manifest = JSON.parse(readText('package.json'));
    const own = pages.filter(({ path }) => !path.startsWith('web/'));

    expect(own.flatMap((page) => commandFaults(page, Object.keys(manifest.scripts)))).toEqual([]);
  });

  it('say the same in German and in English', () => {
    const german = paths.filter((path) => path.endsWith('.de.json'));
    const twin = (path: string) => path.replace(/\.de\.json$/, '.en.json');
    const alone = german.filter((path) => !exists(twin(path)));
    const pairs = german.filter((path) => exists(twin(path)));

    expect(alone.map((path) => `${twin(path)} is missing: translate ${path}.`)).toEqual([]);
    expect(
      pairs.flatMap((path) => {
        const [de, en] = readAll([path, twin(path)]);
        return de && en ? translationFaults(de, en) : [];
      }),
    ).toEqual([]);
  });
});

describe('the checks of files', () => {
  it('notice a place on one machine, and not a URL', () => {
    const place = ['', 'home', 'anna', 'relance'].join('/');

    expect(pathFaults({ path: 'README.md', text: `cd ${place}` })).toHaveLength(1);
    expect(pathFaults({ path: 'README.md', text: `see https://example.test${place}` })).toEqual([]);
  });

  it('notice another registry', () => {
    expect(lockFaults('"resolved": "https://mirror.example/x.tgz"')).toHaveLength(1);
  });

  it('notice a dead link, and not one in code', () => {
    const text = 'See [the page](./gone.md#top), `[a](b)` and [the web](https://example.test).';

    expect(linkFaults({ path: 'README.md', text }, () => false)).toEqual([
      'README.md links to ./gone.md, which is not there: correct the link.',
    ]);
  });

  it('notice a command that does not exist', () => {
    expect(commandFaults({ path: 'README.md', text: 'npm run fly' }, ['build'])).toHaveLength(1);
  });

  it('notice a missing translation and a lost placeholder, and accept plural forms', () => {
    const de = {
      path: 'a.de.json',
      text: '{"n_one":"1","n_other":"{{n}}","title":"{{x}}","nur":"a"}',
    };
    const en = { path: 'a.en.json', text: '{"n_other":"{{n}}","title":"hello","only":"b"}' };

    expect(translationFaults(de, en)).toEqual([
      'a.en.json lacks nur, which a.de.json has: translate it or remove it.',
      'a.de.json lacks only, which a.en.json has: translate it or remove it.',
      'a.en.json: title has other placeholders than a.de.json; use the same.',
    ]);
  });
});
