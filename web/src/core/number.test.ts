import { amountFault, centsIn, numberFault } from './number';

describe('a whole number as it is typed', () => {
  const hours = { min: 1, max: 1000 };

  it.each([1, 48, 1000])('may be %d', (typed) => {
    expect(numberFault(typed, hours)).toBeNull();
  });

  it('has to be there', () => {
    expect(numberFault('', hours)).toBe('missing');
  });

  it.each([0, -5, 1001, 1.5, '-', '1.'])('is outside of its bounds as %j', (typed) => {
    expect(numberFault(typed, hours)).toBe('outside');
  });
});

describe('an amount as it is typed', () => {
  it.each([
    ['0', 0],
    ['1234.56', 123_456],
    ['0.1', 10],
    ['100000000000', 1e13],
  ])('is read: %s', (typed, cents) => {
    expect(amountFault(typed)).toBeNull();
    expect(centsIn(typed)).toBe(cents);
  });

  it.each([
    ['', 'missing'],
    [' ', 'missing'],
    ['-5', 'negative'],
    ['-0.01', 'negative'],
    ['1.005', 'fractions'],
    ['-', 'unreadable'],
    ['100000000000.01', 'unreadable'],
  ])('is refused: "%s" is %s', (typed, fault) => {
    expect(amountFault(typed)).toBe(fault);
  });
});
