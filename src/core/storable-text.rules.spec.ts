import { isStorable } from './storable-text.rules';

describe('text that can be stored', () => {
  it.each(['', 'Köche & Söhne', '👩‍🍳', 'a\tb\n'])('is %j', (text) => {
    expect(isStorable(text)).toBe(true);
  });

  it.each(['\0', 'a\0b', '\ud800', 'x\udfff', '\udc00\ud800'])('is not %j', (text) => {
    expect(isStorable(text)).toBe(false);
  });
});
