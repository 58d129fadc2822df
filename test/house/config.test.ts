import { ConfigSchema, readConfig } from '../../src/core/config';
import { readText } from './support/files';

/** Compares `.env.example` with the keys of the configuration, in their order. */
function exampleFaults(example: string, keys: readonly string[]): string[] {
  const lines = example.split('\n');
  const found = lines.flatMap((line, index) => {
    const key = /^#?\s?([A-Z][A-Z0-9_]*)=/.exec(line)?.[1];
    return key ? [{ key, explained: isComment(lines[index - 1]) }] : [];
  });
  const names = found.map(({ key }) => key);
  const faults = [
    ...keys
      .filter((key) => !names.includes(key))
      .map((key) => `${key} is missing in .env.example: add it there with a comment above it.`),
    ...names
      .filter((key) => !keys.includes(key))
      .map(
        (key) => `${key} is not a setting: remove it from .env.example or add it to ConfigSchema.`,
      ),
    ...names
      .filter((key, index) => names.indexOf(key) !== index)
      .map((key) => `${key} stands twice in .env.example: keep one.`),
    ...found
      .filter(({ explained }) => !explained)
      .map(({ key }) => `${key} is not explained: write a comment line right above it.`),
  ];
  if (faults.length > 0) return faults;
  const misplaced = keys.find((key, index) => names[index] !== key);
  return misplaced
    ? [`${misplaced} is out of order: .env.example follows the order of src/core/config.ts.`]
    : [];
}

function isComment(line: string | undefined): boolean {
  return line !== undefined && /^#\s/.test(line) && !/^#?\s?[A-Z][A-Z0-9_]*=/.test(line);
}

describe('.env.example', () => {
  it('lists exactly the settings, in the order of the configuration, each explained', () => {
    expect(exampleFaults(readText('.env.example'), Object.keys(ConfigSchema.shape))).toEqual([]);
  });
});

describe('the check of .env.example', () => {
  it.each([
    ['# The port.\nPORT=3000\n', 'HOST is missing in .env.example'],
    ['# The port.\nPORT=1\n# The host.\nHOST=\n# Old.\nDEBUG=1\n', 'DEBUG is not a setting'],
    ['# The port.\nPORT=1\n\nHOST=\n', 'HOST is not explained'],
    ['# The host.\nHOST=\n# The port.\nPORT=1\n', 'PORT is out of order'],
    ['# The port.\nPORT=1\n# The host.\nHOST=\n# Again.\nHOST=\n', 'HOST stands twice'],
  ])('notices %j', (example, sentence) => {
    expect(exampleFaults(example, ['PORT', 'HOST'])).toContainEqual(
      expect.stringContaining(sentence),
    );
  });

  it('is content with explained keys in order, commented out or not', () => {
    const example = '# The port.\nPORT=3000\n\n# The host.\n# HOST=127.0.0.1\n';

    expect(exampleFaults(example, ['PORT', 'HOST'])).toEqual([]);
  });
});

describe('the configuration', () => {
  it('does not open the server to the network by an emptied line', () => {
    const config = readConfig({ DATABASE_URL: 'postgres://x/x', HOST: '' });

    expect(config.get('HOST')).toBe('127.0.0.1');
  });
});
