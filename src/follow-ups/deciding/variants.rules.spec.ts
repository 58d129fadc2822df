import { Templates } from '../../email';
import { chooseVariant } from './variants.rules';

type Choose = Templates['choose'];
type Candidate = Parameters<Choose>[0][number];

const choose: Choose = (candidates, of) => Templates.prototype.choose(candidates, of);

const candidate = (templateKey: string, change: Partial<Candidate> = {}): Candidate => ({
  versionId: `version of ${templateKey}`,
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
const wanted = {
  purpose: 'T3',
  locales: ['de', 'en'],
  businessType: 'HOTEL',
  season: null,
  territory: 'DE',
};
const leads = Array.from({ length: 400 }, (_, i) => `lead ${String(i)}`);

describe('templates that fit equally closely', () => {
  const both = [candidate('a'), candidate('b'), candidate('english', { locales: ['en'] })];

  it('are given to equal shares of the leads, each lead the same one for ever', () => {
    const given = leads.map((id) => chooseVariant(choose, both, wanted, id).variant);
    const again = leads.map((id) => chooseVariant(choose, both.toReversed(), wanted, id).variant);

    expect(again).toEqual(given);
    expect(new Set(given)).toEqual(new Set(['a', 'b']));
    const share = given.filter((key) => key === 'a').length / leads.length;
    expect(Math.abs(share - 0.5)).toBeLessThan(0.1);
  });

  it('say which lost and why', () => {
    const { winner, variant, losers } = chooseVariant(choose, both, wanted, 'lead 1');

    expect(winner?.templateKey).toBe(variant);
    expect(new Map(losers.map(({ templateKey, why }) => [templateKey, why]))).toEqual(
      new Map([
        [variant === 'a' ? 'b' : 'a', 'OTHER_VARIANT'],
        ['english', 'LESS_SPECIFIC'],
      ]),
    );
  });

  it('are no variants of one that fits more closely', () => {
    const special = candidate('hotel', { businessType: 'HOTEL' });

    for (const id of leads.slice(0, 20))
      expect(chooseVariant(choose, [...both, special], wanted, id)).toMatchObject({
        winner: { templateKey: 'hotel' },
        variant: null,
      });
  });

  it('choose nothing where nothing fits', () => {
    expect(chooseVariant(choose, both, { ...wanted, purpose: 'T7' }, 'lead 1')).toMatchObject({
      winner: null,
      variant: null,
    });
  });
});
