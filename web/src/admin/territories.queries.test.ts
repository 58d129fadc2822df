jest.mock('../core/api', () => ({ api: {}, call: jest.fn() }));

import { rateFault, rateIn, rateOn, type TaxRate, typedRate } from './territories.queries';

const rate = (startsOn: string, rateBasisPoints: number, kind: TaxRate['kind'] = 'STANDARD') => ({
  kind,
  startsOn,
  rateBasisPoints,
});

describe('rates of tax', () => {
  const rates = [
    rate('2021-01-01', 1900),
    rate('2020-07-01', 1600),
    rate('2021-01-01', 700, 'REDUCED'),
  ];

  it.each([
    ['2020-06-30', null],
    ['2020-07-01', 1600],
    ['2020-12-31', 1600],
    ['2026-11-27', 1900],
  ])('that hold on %s', (day, expected) => {
    expect(rateOn(rates, 'STANDARD', new Date(`${day}T12:00:00Z`))).toBe(expected);
  });

  it('are typed in per cent and kept in basis points', () => {
    expect(rateIn(typedRate(rate('2024-01-01', 810), 0))).toEqual(rate('2024-01-01', 810));
    expect(rateIn({ ...typedRate(rate('2024-01-01', 0), 0), percent: '2.6' }).rateBasisPoints).toBe(
      260,
    );
  });

  it.each([
    [{ percent: '19', startsOn: null }, 'day'],
    [{ percent: '' }, 'percent'],
    [{ percent: '-1' }, 'percent'],
    [{ percent: '100.5' }, 'percent'],
    [{ percent: '7.775' }, 'percent'],
    [{ percent: '100' }, null],
  ])('%o has the fault %s', (typed, fault) => {
    expect(rateFault({ startsOn: '2024-01-01', ...typed })).toBe(fault);
  });
});
