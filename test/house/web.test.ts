import { filesBelow } from './support/files';

const OPEN = ['api', 'core', 'parts'];
const NAME =
  /^[a-z0-9]+(-[a-z0-9]+)*((\.(page|panel|form|columns|queries|live))?(\.test)?\.tsx?|\.css|\.(de|en)\.json)$/;
const SUFFIXED = /\.(page|panel|form|columns|queries|live|test|css|json)\b/;

/** A room of the screens is flat, and each of its files says by its suffix what it is. */
function roomFaults(path: string): string[] {
  const [, , room = '', ...rest] = path.split('/');
  if (rest.length === 0 || OPEN.includes(room)) return [];
  const name = rest.at(-1) ?? '';
  return [
    ...(rest.length > 1
      ? [`${path}: keep the room flat; split it by subject into another room.`]
      : []),
    ...(NAME.test(name) && SUFFIXED.test(name)
      ? []
      : [
          `${path}: give it one suffix of .page .panel .form .columns .queries .live .css .de.json .en.json .test; what fits none belongs into parts or core.`,
        ]),
  ];
}

describe('every room of the screens', () => {
  it('names its files by the closed list and is flat', () => {
    expect(filesBelow('web/src').flatMap(roomFaults)).toEqual([]);
  });
});

describe('the check of the screens', () => {
  it.each([
    ['web/src/leads/lead-helpers.ts', 'give it one suffix'],
    ['web/src/leads/LeadCard.panel.tsx', 'give it one suffix'],
    ['web/src/leads/panels/lead.panel.tsx', 'keep the room flat'],
  ])('notices %s', (path, sentence) => {
    expect(roomFaults(path)).toContainEqual(expect.stringContaining(sentence));
  });

  it.each([
    'web/src/main.tsx',
    'web/src/core/api.ts',
    'web/src/leads/leads.page.tsx',
    'web/src/leads/leads.live.test.ts',
    'web/src/leads/leads.de.json',
    'web/src/leads/leads.css',
  ])('is content with %s', (path) => {
    expect(roomFaults(path)).toEqual([]);
  });
});
