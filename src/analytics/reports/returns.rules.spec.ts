import type { CostPeriod } from '../settings.rules';
import { costsOf, fixedCosts, type Spending } from './costs.rules';
import { returnsOf } from './returns.rules';
import { daysBetween } from './weeks.rules';

const period = (over: Partial<CostPeriod> = {}): CostPeriod => ({
  validFrom: '2026-01-01',
  currency: 'EUR',
  sends: { email: 0.5, 'email:ses': 0.1, whatsapp: 7 },
  sampleBoxCents: 1200,
  minutesPerAnswer: 6,
  centsPerHour: 3000,
  fixedCentsPerMonth: 0,
  marginPercent: 20,
  ...over,
});
const spent = (over: Partial<Spending>): Spending => ({
  territory: 'DE',
  day: '2026-03-02',
  kind: 'send',
  channel: 'email',
  provider: 'smtp',
  pieces: 100,
  ...over,
});
const whole = { isOfParts: false, hasFixed: true };
const revenue = (cents: number, over = {}) => ({
  currency: 'EUR',
  territory: 'DE',
  day: '2026-03-10',
  cents,
  orders: 1,
  ...over,
});
const returns = (
  spendings: Spending[],
  revenues: ReturnType<typeof revenue>[],
  periods: CostPeriod[] = [period()],
) => {
  const { byCurrency, unpriced } = costsOf(spendings, () => periods);
  return returnsOf(byCurrency, revenues, () => periods, { ...whole, unpriced });
};

describe('the return on follow-ups', () => {
  it('is margin less cost by cost', () => {
    const all = [
      spent({}),
      spent({ provider: 'ses', pieces: 1000 }),
      spent({ kind: 'sample', channel: null, pieces: 2 }),
      spent({ kind: 'answer', channel: null, pieces: 3 }),
    ];

    expect(returns(all, [revenue(10_000), revenue(15_000, { day: '2026-03-20' })])).toEqual([
      {
        currency: 'EUR',
        orders: 2,
        revenueCents: 25_000,
        marginCents: 5000,
        cost: {
          sendsCents: 150,
          samplesCents: 2400,
          handlingCents: 900,
          fixedCents: 0,
          totalCents: 3450,
        },
        roi: (5000 - 3450) / 3450,
        paidBackOn: '2026-03-20',
        missing: [],
      },
    ]);
  });

  it('is null, and says so, where nothing was ordered', () => {
    expect(returns([spent({})], [])).toMatchObject([
      { revenueCents: null, marginCents: null, roi: null, missing: ['NO_REVENUE_RECORDED'] },
    ]);
  });

  it('is null before the first day that has prices, and for a provider without one', () => {
    const early = returns([spent({ day: '2025-12-31' })], [revenue(10_000)]);
    const unknown = returns([spent({})], [revenue(10_000)], [period({ sends: { whatsapp: 7 } })]);

    expect(early).toMatchObject([{ roi: null, missing: ['NO_COSTS_SET'] }]);
    expect(unknown).toMatchObject([{ roi: null, missing: ['NO_COSTS_SET'] }]);
  });

  it('takes the prices of the day, and adds no two currencies', () => {
    const periods = [
      period(),
      period({ validFrom: '2026-03-03', currency: 'CHF', sends: { email: 2 } }),
    ];
    const found = returns(
      [spent({}), spent({ day: '2026-03-03' })],
      [revenue(10_000), revenue(3000, { currency: 'CHF' })],
      periods,
    );

    expect(found.map(({ currency, cost }) => [currency, cost.sendsCents])).toEqual([
      ['CHF', 200],
      ['EUR', 50],
    ]);
    expect(found.map(({ revenueCents }) => revenueCents)).toEqual([3000, 10_000]);
  });

  it('has no margin that nobody has said', () => {
    const [found] = returns([spent({})], [revenue(10_000)], [period({ marginPercent: null })]);

    expect(found).toMatchObject({ marginCents: null, roi: null, missing: ['NO_MARGIN_SET'] });
  });

  it('spreads fixed costs over days', () => {
    const days = daysBetween('2025-01-01', '2028-12-31');
    const costs = fixedCosts([period({ validFrom: '2025-01-01', fixedCentsPerMonth: 1000 })], days);

    expect(costs.get('EUR')).toBeCloseTo(48_000, 6);
  });
});
