import { isCountry, isCurrency } from './codes.rules';

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

describe('a country', () => {
  it('is one of the 249 of ISO 3166-1', () => {
    const codes = letters.flatMap((first) => letters.map((second) => first + second));

    expect(codes.filter(isCountry)).toHaveLength(249);
  });

  it.each(['DE', 'CH', 'AT', 'GB', 'SS', 'AQ'])('may be %s', (code) => {
    expect(isCountry(code)).toBe(true);
  });

  it.each(['ZZ', 'XX', 'AA', 'EU', 'UN', 'UK', 'XK', 'DD', 'SU', 'YU', 'de', 'DEU', ''])(
    'is not %s',
    (code) => {
      expect(isCountry(code)).toBe(false);
    },
  );
});

describe('a currency', () => {
  it.each(['EUR', 'CHF', 'GBP', 'XOF'])('may be %s', (code) => {
    expect(isCurrency(code)).toBe(true);
  });

  it.each(['XXX', 'XTS', 'XAU', 'DEM', 'HRK', 'QQQ', 'eur', ''])('is not %s', (code) => {
    expect(isCurrency(code)).toBe(false);
  });

  it('is known to the language, except for the youngest', () => {
    const known = new Set(Intl.supportedValuesOf('currency'));
    const codes = letters
      .flatMap((a) => letters.flatMap((b) => letters.map((c) => a + b + c)))
      .filter((code) => isCurrency(code));

    expect(
      codes.filter((code) => !known.has(code) && !['XCG', 'ZWG', 'SLE', 'VED'].includes(code)),
    ).toEqual([]);
  });
});
