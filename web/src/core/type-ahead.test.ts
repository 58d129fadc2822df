import { choiceFor } from './type-ahead';

const SOURCES = ['Messe', 'Empfehlung', 'Telefon', 'Webformular', 'Partner', 'Privat'];

describe('what letters mean in a list', () => {
  it.each([
    ['m', -1, 'Messe'],
    ['em', 0, 'Empfehlung'],
    ['P', -1, 'Partner'],
    ['p', 4, 'Privat'],
    ['pp', 5, 'Partner'],
    ['pr', 4, 'Privat'],
    ['x', 2, null],
  ])('is the choice that begins with %j after number %d', (typed, at, choice) => {
    const found = choiceFor(SOURCES, typed, at);

    expect(found === null ? null : SOURCES[found]).toBe(choice);
  });

  it('is nothing where there is no choice', () => {
    expect(choiceFor([], 'a', -1)).toBeNull();
  });
});
