import { offerFor, type OfferRow, seasonOn } from './offers.rules';

const row = (change: Partial<OfferRow>): OfferRow => ({
  businessType: null,
  territory: null,
  season: null,
  productsDe: [],
  productsEn: [],
  discountPct: null,
  minimumCents: null,
  validFrom: '2020-01-01',
  validTo: null,
  ...change,
});
const basic = row({
  productsDe: ['Basis'],
  productsEn: ['Basic'],
  discountPct: 10,
  minimumCents: 25_000,
});
const hotel = row({
  businessType: 'HOTEL',
  productsDe: ['Frühstück', 'Bankett'],
  productsEn: ['Breakfast', 'Banquet'],
  discountPct: 20,
  minimumCents: 100_000,
});
const asparagus = row({ season: 'ASPARAGUS', productsDe: ['Spargel'], productsEn: ['Asparagus'] });
const rows = [asparagus, hotel, basic];
const ask = { businessType: 'HOTEL', territory: 'DE', day: '2026-04-10' };

describe('an offer', () => {
  it('adds what a business type and a season add', () => {
    expect(offerFor(rows, ask, 25)).toEqual({
      season: 'ASPARAGUS',
      products: {
        de: ['Basis', 'Frühstück', 'Bankett', 'Spargel'],
        en: ['Basic', 'Breakfast', 'Banquet', 'Asparagus'],
      },
      discountPct: 20,
      cappedFromPct: null,
      minimumCents: 100_000,
    });
  });

  it('falls back to what everybody gets', () => {
    const offer = offerFor(rows, { ...ask, businessType: 'OTHER', day: '2026-07-10' }, 25);

    expect(offer).toMatchObject({
      season: null,
      products: { de: ['Basis'] },
      discountPct: 10,
      minimumCents: 25_000,
    });
  });

  it('is capped by the ceiling and says so', () => {
    expect(offerFor(rows, ask, 15)).toMatchObject({ discountPct: 15, cappedFromPct: 20 });
  });

  it('prefers the row of the territory', () => {
    const swiss = row({ businessType: 'HOTEL', territory: 'CH', discountPct: 12 });

    expect(offerFor([swiss, ...rows], { ...ask, territory: 'CH' }, 25).discountPct).toBe(12);
    expect(offerFor([swiss, ...rows], ask, 25).discountPct).toBe(20);
  });

  it('takes only what is valid on the day', () => {
    const over = row({ discountPct: 99, validTo: '2026-04-09' });
    const coming = row({ discountPct: 98, validFrom: '2026-04-11' });

    expect(offerFor([over, coming], ask, 100).discountPct).toBeNull();
    expect(offerFor([over, coming], { ...ask, day: '2026-04-09' }, 100).discountPct).toBe(99);
  });
});

describe('the season', () => {
  it.each([
    ['2026-02-28', null],
    ['2026-03-01', 'ASPARAGUS'],
    ['2026-05-31', 'ASPARAGUS'],
    ['2026-06-01', null],
    ['2026-09-01', 'OKTOBERFEST'],
    ['2026-10-31', 'OKTOBERFEST'],
    ['2026-11-01', 'CHRISTMAS'],
    ['2026-12-31', 'CHRISTMAS'],
    ['2027-01-01', null],
  ])('on %s is %s', (day, season) => {
    expect(seasonOn(day)).toBe(season);
  });
});
