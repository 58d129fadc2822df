import {
  companyKey,
  normaliseEmail,
  normalisePhone,
  placeKey,
  registrableDomain,
  searchText,
  searchWords,
} from './normalisation.rules';

describe('a company key', () => {
  it.each([
    ['Müller GmbH', 'mueller'],
    ['Mueller GmbH & Co. KG', 'mueller'],
    ['MÜLLER, UG', 'mueller'],
    ['Hotel Adler e.K.', 'hotel adler'],
    ['Café Lenz Sàrl', 'cafe lenz'],
    ['Alpenküche AG', 'alpenkueche'],
    ['Kagemusha', 'kagemusha'],
    ['Agentur Kguru', 'agentur kguru'],
    ['AG', 'ag'],
    ['Sagarmatha S.A.', 'sagarmatha'],
  ])('of %j is %j', (name, key) => {
    expect(companyKey(name)).toBe(key);
  });
});

describe('a phone number', () => {
  it.each([
    ['0761 / 12 34 56', 'DE', '+49761123456'],
    ['+41 44 668 18 00', 'DE', '+41446681800'],
    ['044 668 18 00', 'CH', '+41446681800'],
    ['0049 761 123456', 'DE', '+49761123456'],
    ['auf Anfrage', 'DE', null],
    ['12', 'DE', null],
  ])('%j in %s becomes %j', (typed, country, expected) => {
    expect(normalisePhone(typed, country)).toBe(expected);
  });
});

describe('search', () => {
  it.each(['Müller', 'mueller', 'MUELLER', 'Muller'])('finds Müller by %j', (query) => {
    const text = searchText(['Gasthof Müller', null, 'Freiburg']);

    expect(searchWords(query).every((word) => text.includes(word))).toBe(true);
  });

  it('does not find Müller by Miller', () => {
    expect(searchText(['Gasthof Müller'])).not.toContain(searchWords('Miller')[0]);
  });
});

describe('other keys', () => {
  it('take an address as people mean it', () => {
    expect(normaliseEmail('  Chef@Hotel-Adler.Example ')).toBe('chef@hotel-adler.example');
    expect(registrableDomain('https://www.shop.hotel-adler.de/menu')).toBe('hotel-adler.de');
    expect(registrableDomain('kein web')).toBeNull();
    expect(placeKey('DE', '79 098', 'Freiburg')).toBe('DE:79098');
    expect(placeKey('CH', null, 'Zürich')).toBe('CH:zuerich');
    expect(placeKey('CH', null, null)).toBeNull();
  });
});
