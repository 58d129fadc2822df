import { type Candidate, choose, type Wanted } from './selection.rules';

const candidate = (templateKey: string, change: Partial<Candidate> = {}): Candidate => ({
  versionId: templateKey,
  templateKey,
  number: 1,
  purpose: 'T3',
  stream: 'followup',
  businessType: null,
  season: null,
  territory: null,
  locales: ['de', 'en'],
  ...change,
});
const wanted: Wanted = {
  purpose: 'T3',
  locales: ['de-CH', 'de', 'en'],
  businessType: 'HOTEL',
  season: 'asparagus',
  territory: 'CH',
};

describe('the choice of a template', () => {
  it.each([
    ['business type before season', [{ season: 'asparagus' }, { businessType: 'HOTEL' }], 1],
    ['season before territory', [{ territory: 'CH' }, { season: 'asparagus' }], 1],
    ['territory before general', [{}, { territory: 'CH' }], 1],
    [
      'all three before one',
      [{ businessType: 'HOTEL' }, { businessType: 'HOTEL', season: 'asparagus', territory: 'CH' }],
      1,
    ],
    ['the language that stands first', [{ locales: ['en'] }, { locales: ['de-CH'] }], 1],
    ['the key, where all else is equal', [{}, {}], 0],
  ])('goes by %s', (_, changes, best) => {
    const candidates = changes.map((change, nr) => candidate(`k${String(nr)}`, change));

    expect(choose(candidates, wanted).winner?.templateKey).toBe(`k${String(best)}`);
  });

  it('says which language won and why each other lost', () => {
    const candidates = [
      candidate('general'),
      candidate('hotel', { businessType: 'HOTEL', locales: ['en', 'de'] }),
      candidate('canteen', { businessType: 'CANTEEN' }),
      candidate('winter', { season: 'christmas' }),
      candidate('austria', { territory: 'AT' }),
      candidate('french', { locales: ['fr'] }),
      candidate('bulk', { purpose: 'T7' }),
    ];

    const { winner, losers } = choose(candidates, wanted);

    expect(winner).toMatchObject({ templateKey: 'hotel', locale: 'de' });
    expect(Object.fromEntries(losers.map(({ templateKey, why }) => [templateKey, why]))).toEqual({
      general: 'LESS_SPECIFIC',
      canteen: 'OTHER_BUSINESS_TYPE',
      winter: 'OTHER_SEASON',
      austria: 'OTHER_TERRITORY',
      french: 'NO_LOCALE',
      bulk: 'OTHER_PURPOSE',
    });
  });

  it('may find none', () => {
    expect(choose([], wanted)).toEqual({ winner: null, losers: [] });
  });
});
