import { type Intent, INTENTS, intentOf } from '../intents/intents.rules';
import { handOnWords, LONGEST_REPLY, maySay, replyTo } from './replies.rules';
import type { Turn } from './responder.provider';

const turn = (text: string, more: Partial<Turn> = {}): Turn => ({
  text,
  language: 'de',
  reading: intentOf(text),
  doubts: 0,
  memory: [],
  facts: {
    contactName: 'Eva Brandt',
    company: 'Hotel Adler',
    city: 'Freiburg',
    businessType: 'HOTEL',
    ownerName: 'Anna Keller',
  },
  ...more,
});
const about = (intent: Intent, language: 'de' | 'en', ownerName: string | null) =>
  turn('…', {
    language,
    reading: { intent, confidence: 1, language, topics: [intent] },
    facts: { ...turn('').facts, ownerName },
  });

describe('the answer of the rules', () => {
  it.each([
    ['Ich möchte mich beschweren', 0, 'complaint'],
    ['Ich möchte mit einem Menschen sprechen', 0, 'person_wanted'],
    ['Bitte um Rückruf', 0, 'call_wanted'],
    ['Qwertz', 0, null],
    ['Qwertz', 1, 'unsure'],
    ['Was kostet die Probierbox?', 1, null],
    ['Danke', 0, null],
  ])('to %s after %i doubts hands off: %s', (text, doubts, expected) => {
    expect(replyTo(turn(text, { doubts })).handOff).toBe(expected);
  });

  it('is in the language of the contact', () => {
    expect(replyTo(turn('Danke', { language: 'de' })).text).toBe('Gern geschehen.');
    expect(replyTo(turn('Thanks', { language: 'en' })).text).toBe('You are welcome.');
  });

  it('names who has it, and the team when nobody has', () => {
    expect(handOnWords(turn(''))).toBe('Ihre Nachricht liegt Anna Keller vor.');
    expect(replyTo(about('callback', 'en', null)).text).toBe(
      'Thank you. Our team has your wish for a call.',
    );
    expect(replyTo(about('price', 'de', null)).text).toContain('für unser Team im Verlauf');
  });

  it('is short, promises nothing, names no figure, and fills every place, to everything in both languages', () => {
    for (const language of ['de', 'en'] as const)
      for (const intent of INTENTS)
        for (const owner of ['Anna Keller', null]) {
          const asked = about(intent, language, owner);
          const text = replyTo(asked).text ?? '';
          expect(text.length).toBeLessThanOrEqual(LONGEST_REPLY);
          expect({ intent, text, may: maySay(text, asked) }).toEqual({ intent, text, may: true });
          expect(text).not.toMatch(/[{}\d]/);
        }
  });
});

describe('an answer that somebody else found', () => {
  it.each([
    ['invents a price', 'Die Box kostet 49,90 Euro.', false],
    ['repeats what was asked', 'Zu den 20 Kartons liest Anna Keller Ihre Frage.', true],
    ['promises', 'Wir garantieren Ihnen die Lieferung.', false],
    ['promises in English', 'I promise you a discount.', false],
    ['is too long', 'a'.repeat(LONGEST_REPLY + 1), false],
    ['is empty', '  ', false],
  ])('may be sent or not when it %s', (_, text, expected) => {
    expect(maySay(text, turn('Was kosten 20 Kartons?'))).toBe(expected);
  });
});
