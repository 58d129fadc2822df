import { marked } from './marks';

const heard = (text: string, words: string[]) =>
  marked(text, words)
    .filter((piece) => piece.marked)
    .map((piece) => piece.text);

describe('what was heard in a text', () => {
  it.each([
    ['Klingt gut, schicken Sie mir bitte ein Angebot.', ['klingt gut'], ['Klingt gut']],
    ['Wir möchten gern\nbestellen', ['moechten gern bestellen'], ['möchten gern\nbestellen']],
    ['Große Grüße: ja – gern', ['grosse gruesse', 'ja - gern'], ['Große Grüße', 'ja – gern']],
    ['Ja (bitte)', ['ja (bitte)'], ['Ja (bitte)']],
    ['Café à la carte', ['cafe a la'], ['Café à la']],
    ['Nein', ['klingt gut', ''], []],
  ])('%j with %j is %j', (text, words, found) => {
    expect(heard(text, words)).toEqual(found);
  });

  it('is the text itself, in pieces', () => {
    const text = 'Ja, 👍 das klingt für uns gut – danke!';

    const pieces = marked(text, ['ja', 'fuer uns', 'klingt']);

    expect(pieces.map((piece) => piece.text).join('')).toBe(text);
  });
});
