import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  businessTypeOf,
  decisionMakerAccessOf,
  kitchenSizeOf,
  painsOf,
  relationshipStatusOf,
  roleOf,
  sourceOf,
  urgencyOf,
} from './imports/import-values.rules';
import { wordOf } from './list-words.rules';

const LISTS = [
  'status',
  'businessType',
  'source',
  'contactRole',
  'kitchenSize',
  'relationshipStatus',
  'decisionMakerAccess',
  'pain',
  'urgency',
] as const;
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
    const { relationshipStatus, decisionMakerAccess, pain, urgency } = screens(language);
    for (const [code, word] of Object.entries(relationshipStatus))
      expect(relationshipStatusOf(word)).toBe(code);
    for (const [code, word] of Object.entries(decisionMakerAccess))
      expect(decisionMakerAccessOf(word)).toBe(code);
    for (const [code, word] of Object.entries(urgency)) expect(urgencyOf(word)).toBe(code);
    expect(painsOf(Object.values(pain).toReversed().join(', '))).toEqual({
      pains: Object.keys(pain),
      areKnown: true,
    });
  });
});
