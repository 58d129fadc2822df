import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { businessTypeOf, kitchenSizeOf, roleOf, sourceOf } from './imports/import-values.rules';
import { wordOf } from './list-words.rules';

const LISTS = ['status', 'businessType', 'source', 'contactRole', 'kitchenSize'] as const;
type Lists = Readonly<Record<(typeof LISTS)[number], Readonly<Record<string, string>>>>;

const screens = (language: 'de' | 'en') =>
  JSON.parse(
    readFileSync(join(__dirname, `../../web/src/api/lists.${language}.json`), 'utf8'),
  ) as Lists;

describe.each(['de', 'en'] as const)('the words of the lists, %s', (language) => {
  it.each(LISTS)('are those of the screens: %s', (list) => {
    for (const [code, word] of Object.entries(screens(language)[list]))
      expect(wordOf(list, code, language)).toBe(word);
  });

  it('are understood again by an import', () => {
    const { businessType, source, contactRole, kitchenSize } = screens(language);
    for (const [code, word] of Object.entries(businessType))
      expect(businessTypeOf(word)).toBe(code);
    for (const [code, word] of Object.entries(source)) expect(sourceOf(word)).toBe(code);
    for (const [code, word] of Object.entries(kitchenSize)) expect(kitchenSizeOf(word)).toBe(code);
    for (const [code, word] of Object.entries(contactRole)) expect(roleOf(word)).toBe(code);
  });
});
