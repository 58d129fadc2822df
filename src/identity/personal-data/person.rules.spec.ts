import { type KnownPerson, redacted, remainder } from './person.rules';

const person: KnownPerson = {
  contactId: null,
  leadId: null,
  alone: false,
  name: 'Sabine Vogt',
  company: null,
  addresses: ['s.vogt@gasthof.example'],
  numbers: ['+4971155512345'],
  names: ['Sabine Vogt', 'Vogt'],
};

describe('a text without a person', () => {
  it.each([
    ['Frau Vogt ruft zurück', 'Frau […] ruft zurück'],
    ['SABINE VOGT, Küche', '[…], Küche'],
    ['an S.Vogt@Gasthof.example senden', 'an […] senden'],
    ['Tel. 0711 / 555 12345, abends', 'Tel. […], abends'],
    ['+49 711 55512345', '[…]'],
    ['Die Vogtei und das Vogtland bleiben', 'Die Vogtei und das Vogtland bleiben'],
    ['Nummer 0711 555 99999', 'Nummer 0711 555 99999'],
    ['s-vogt@gasthofxexample', 's-[…]@gasthofxexample'],
  ])('%s', (text, left) => {
    expect(redacted(text, person)).toBe(left);
  });

  it('is nothing where nobody else is meant', () => {
    expect(remainder('mag Fisch', { ...person, alone: true })).toBeNull();
    expect(remainder('mag Fisch', person)).toBe('mag Fisch');
  });
});
