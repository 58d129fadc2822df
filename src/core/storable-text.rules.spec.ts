import { isInvisible, isStorable } from './storable-text.rules';

describe('text that can be stored', () => {
  it.each(['', 'Köche & Söhne', '👩‍🍳', 'a\tb\n'])('is %j', (text) => {
    expect(isStorable(text)).toBe(true);
  });

  it.each(['\0', 'a\0b', '\ud800', 'x\udfff', '\udc00\ud800'])('is not %j', (text) => {
    expect(isStorable(text)).toBe(false);
  });
});

describe('text that shows nothing', () => {
  it.each([
    ['zero-width space', '\u200b'],
    ['zero-width joiners', '\u200d\u200c'],
    ['BOM between blanks', ' \ufeff\u200b '],
    ['soft hyphen', '\u00ad'],
    ['word joiner', '\u2060'],
    ['Hangul filler', '\u3164'],
    ['direction marks', '\u200e\u202e'],
    ['empty Braille cell', '\u2800'],
  ])('is a %s', (_, text) => {
    expect(isInvisible(text)).toBe(true);
  });

  it.each(['', '  ', '\u00a0', 'Adler', 'Ad\u00adler', '👩‍🍳', 'می‌خواهم', '–'])(
    'is not %j',
    (text) => {
      expect(isInvisible(text)).toBe(false);
    },
  );
});
