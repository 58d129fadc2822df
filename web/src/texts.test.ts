import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const SOURCE = __dirname;
const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' });
const read = (file: string): string => readFileSync(join(SOURCE, file), 'utf8');
const code = files.filter((file) => /\.tsx?$/.test(file) && !/\.(test|d)\.ts$/.test(file));

type Texts = { [key: string]: string | Texts };

function leaves(texts: Texts, prefix = ''): [string, string][] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [[`${prefix}${key}`, value] as [string, string]]
      : leaves(value, `${prefix}${key}.`),
  );
}

const textsOf = (file: string) => new Map(leaves(JSON.parse(read(file)) as Texts));
const placeholders = (text: string) =>
  [...text.matchAll(/{{(\w+)}}/g)].map(([, name]) => name).sort();
const namespaces = files.filter((file) => file.endsWith('.de.json'));

describe.each(namespaces)('%s', (german) => {
  const de = textsOf(german);
  const en = textsOf(german.replace('.de.json', '.en.json'));

  it('has the same keys in both languages', () => {
    expect([...en.keys()].sort()).toEqual([...de.keys()].sort());
  });

  it('has the same placeholders in both languages', () => {
    const differing = [...de].filter(
      ([key, text]) => placeholders(text).join() !== placeholders(en.get(key) ?? '').join(),
    );

    expect(differing).toEqual([]);
  });

  it('has no empty text', () => {
    expect([...de, ...en].filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('has no key that no code names', () => {
    const all = code.map(read).join('\n');
    const isNamed = (key: string) => {
      const plain = key.replace(/_(one|other)$/, '');
      if (all.includes(`'${plain}'`)) return true;
      // A computed key: the part before it stands in a template.
      const parts = plain.split('.');
      return parts.some((_, at) => at > 0 && all.includes(`\`${parts.slice(0, at).join('.')}.\${`));
    };

    expect([...de.keys()].filter((key) => !isNamed(key))).toEqual([]);
  });
});

describe('the code of the screens', () => {
  it('has no text between tags', () => {
    const found = code
      .filter((file) => file.endsWith('.tsx') && basename(file) !== 'wordmark.tsx')
      .flatMap((file) =>
        [
          ...read(file).matchAll(/<[a-zA-Z][^<>]*[^=]>([^<>{}]*[A-Za-zÄÖÜäöüß]{2,}[^<>{}]*)<\//g),
        ].map(([, text]) => `${file}: ${text?.trim()}`),
      );

    expect(found).toEqual([]);
  });
});
