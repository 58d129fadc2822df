import { filesBelow, readAll, type TextFile } from './support/files';

/** Words of this business. Code that another company's billing system could use knows none of them. */
const BUSINESS =
  /\b(leads?|leadId|customers?|customerId|follow-?ups?|conversations?|whatsapp|campaigns?|prospects?|sales(man|person|people)?|conversions?|samples?|protection|territor(y|ies)|chef|restaurants?)\b/gi;

/** Comments and code alike: a comment that needs such a word explains the wrong thing. */
function wordFaults({ path, text }: TextFile): string[] {
  return text
    .split('\n')
    .flatMap((line, index) =>
      [...line.matchAll(BUSINESS)].map(
        ([word]) =>
          `${path}:${String(index + 1)} says "${word}": core knows no business word; pass the value in or move the code up.`,
      ),
    );
}

describe('core', () => {
  it('speaks no business word', () => {
    expect(readAll(filesBelow('src/core')).flatMap(wordFaults)).toEqual([]);
  });
});

describe('the check of words', () => {
  it.each([
    'const leadId = 1;',
    '// one row a customer',
    "const TABLE = 'follow_ups_of_leads leads';",
    "settings: ['territories']",
  ])('notices %j', (text) => {
    expect(wordFaults({ path: 'src/core/x.ts', text })).not.toEqual([]);
  });

  it.each(['misleading', 'const scope = 1;', 'a leading zero'])('is content with %j', (text) => {
    expect(wordFaults({ path: 'src/core/x.ts', text })).toEqual([]);
  });
});
