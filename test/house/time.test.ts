import { filesBelow, readAll, type TextFile } from './support/files';

const MAY_ASK = ['src/core/clock.ts', 'src/core/ids.ts'];
const ASKS = [
  { pattern: /\bnew Date\(\s*\)/, what: 'new Date()' },
  { pattern: /\bDate\.now\b/, what: 'Date.now' },
  { pattern: /\bMath\.random\b/, what: 'Math.random' },
  { pattern: /\brandomUUID\b/, what: 'randomUUID' },
  { pattern: /\bDateTime\.(now|local|utc)\(\s*\)/, what: 'the zone library' },
];

function timeFaults({ path, text }: TextFile): string[] {
  if (MAY_ASK.includes(path)) return [];
  return text
    .split('\n')
    .flatMap((line, index) =>
      ASKS.filter(({ pattern }) => pattern.test(line)).map(
        ({ what }) =>
          `${path}:${String(index + 1)} uses ${what}: inject Clock for the time and Ids for ids and chance.`,
      ),
    );
}

describe('time and chance', () => {
  it('come from the clock and from Ids alone', () => {
    const files = filesBelow('src').filter((path) => path.endsWith('.ts'));

    expect(readAll(files).flatMap(timeFaults)).toEqual([]);
  });
});

describe('the check of time', () => {
  it.each(['new Date()', 'Date.now()', 'Math.random()', 'randomUUID()', 'DateTime.now()'])(
    'notices %s',
    (text) => {
      expect(timeFaults({ path: 'src/leads/x.service.ts', text })).toHaveLength(1);
    },
  );

  it.each(['new Date(row.due_at)', 'clock.now()', 'DateTime.fromJSDate(at)'])(
    'is content with %s',
    (text) => {
      expect(timeFaults({ path: 'src/leads/x.service.ts', text })).toEqual([]);
    },
  );
});
