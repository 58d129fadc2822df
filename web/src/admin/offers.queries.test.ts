jest.mock('../core/api', () => ({ api: {}, call: jest.fn() }));

import { ceilingFor, centsOf, linesOf } from './offers.queries';

describe('an offer as it is typed', () => {
  it.each([
    ['', null],
    ['500', 50_000],
    ['1.000', 100_000],
    ['1.000,50', 100_050],
    ['1,000.50', 100_050],
    ['12.5', 1250],
    ['250 €', 25_000],
    ['viel', undefined],
    ['-3', undefined],
  ])('reads %s as cents', (text, cents) => {
    expect(centsOf(text)).toBe(cents);
  });

  it('takes each line for a product', () => {
    expect(linesOf(' Spargel \n\nSauce')).toEqual(['Spargel', 'Sauce']);
  });

  it('knows the ceiling of a territory, else that of all', () => {
    const ceilings = new Map([
      ['', 25],
      ['CH', 20],
    ]);

    expect([
      ceilingFor(ceilings, 'CH'),
      ceilingFor(ceilings, 'DE'),
      ceilingFor(ceilings, null),
    ]).toEqual([20, 25, 25]);
    expect(ceilingFor(new Map(), null)).toBeNull();
  });
});
