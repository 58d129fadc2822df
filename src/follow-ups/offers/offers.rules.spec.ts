import { isGeneralOn, offerFor, type OfferRow, overlaps, seasonOn } from './offers.rules';

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

describe('two offers for the same', () => {
  const spring = row({ validFrom: '2026-03-01', validTo: '2026-05-31' });

  it.each([
    ['the day on which the other ends', { validFrom: '2026-05-31' }],
    ['days before, without an end', { validFrom: '2020-01-01' }],
    ['days within the other', { validFrom: '2026-04-01', validTo: '2026-04-02' }],
  ])('overlap with %s', (_, change) => {
    expect(overlaps(spring, row(change))).toBe(true);
    expect(overlaps(row(change), spring)).toBe(true);
  });

  it.each([
    ['one follows the other', { validFrom: '2026-06-01' }],
    ['they are for other people', { validFrom: '2026-04-01', businessType: 'HOTEL' }],
    ['they are for another place', { validFrom: '2026-04-01', territory: 'CH' }],
    ['they are for another season', { validFrom: '2026-04-01', season: 'ASPARAGUS' as const }],
  ])('do not when %s', (_, change) => {
    expect(overlaps(spring, row(change))).toBe(false);
    expect(overlaps(row(change), spring)).toBe(false);
  });
});

describe('an offer for everybody', () => {
  it('names no type, place or season, and is valid on the day', () => {
    expect(isGeneralOn(basic, '2026-04-10')).toBe(true);
    expect(isGeneralOn(hotel, '2026-04-10')).toBe(false);
    expect(isGeneralOn(asparagus, '2026-04-10')).toBe(false);
    expect(isGeneralOn(row({ territory: 'CH' }), '2026-04-10')).toBe(false);
    expect(isGeneralOn(basic, '2019-12-31')).toBe(false);
    expect(isGeneralOn(row({ validTo: '2026-04-09' }), '2026-04-10')).toBe(false);
  });
});
