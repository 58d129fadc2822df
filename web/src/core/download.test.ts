import { csvOf } from './download';

describe('csvOf', () => {
  const rows = [
    ['Gruppe', 'Quote'],
    ['=1+1; "x"', 0.125],
    ['Süd', null],
  ];

  it('writes what Excel opens: BOM, semicolons, a decimal comma in German, and nothing for what is unknown', () => {
    expect(csvOf(rows, 'de')).toBe('\ufeffGruppe;Quote\r\n"\'=1+1; ""x""";0,125\r\nSüd;\r\n');
  });

  it('keeps the decimal point in English', () => {
    expect(csvOf([[0.5]], 'en')).toBe('\ufeff0.5\r\n');
  });
});
