import { queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../core/api';
import { nameOfColleague } from '../core/colleagues';
import { useMergingSave } from '../core/use-merging-save';

export type Offer = Schemas['Offer'];
export type OfferFields = Schemas['OfferFields'];
export type Season = NonNullable<Offer['season']>;

export const SEASONS = ['ASPARAGUS', 'OKTOBERFEST', 'CHRISTMAS'] as const;

export const offerKeys = { all: ['admin', 'offers'], ceilings: ['admin', 'ceilings'] } as const;

export const offersQuery = queryOptions({
  queryKey: offerKeys.all,
  queryFn: () => call(api.GET('/v1/offers')),
});

/** The highest discount that any follow-up offers, by territory; the empty one is for all others. */
export type Ceilings = ReadonlyMap<string, number>;

export const ceilingsQuery = queryOptions({
  queryKey: offerKeys.ceilings,
  queryFn: async (): Promise<Ceilings> => {
    const { items } = await call(api.GET('/v1/settings'));
    const setting = items.find(({ key }) => key === 'offer.maxDiscountPct');
    const found = new Map<string, number>();
    if (typeof setting?.default === 'number') found.set('', setting.default);
    for (const { territory, value } of setting?.values ?? [])
      if (typeof value === 'number') found.set(territory ?? '', value);
    return found;
  },
});

export function ceilingFor(ceilings: Ceilings, territory: string | null): number | null {
  return ceilings.get(territory ?? '') ?? ceilings.get('') ?? null;
}

export const createOffer = (fields: OfferFields): Promise<Offer> =>
  call(api.POST('/v1/offers', { body: fields }));

const versionOf = ({ id, version }: Offer) => ({
  path: { id },
  header: { 'If-Match': `"offer-${id}-${String(version)}"` },
});

export const replaceOffer = (offer: Offer, fields: OfferFields): Promise<Offer> =>
  call(api.PUT('/v1/offers/{id}', { params: versionOf(offer), body: fields }));

export const deleteOffer = (offer: Offer): Promise<unknown> =>
  call(api.DELETE('/v1/offers/{id}', { params: versionOf(offer) }));

export function fieldsOf(offer: Offer): OfferFields {
  const { businessType, territory, season, products } = offer;
  const { discountPct, minimumCents, validFrom, validTo } = offer;
  return {
    ...{ businessType, territory, season, products },
    ...{ discountPct, minimumCents, validFrom, validTo },
  };
}

/** Saves an offer that somebody else may be changing too. */
export const useOfferChange = (offer: Offer) =>
  useMergingSave<Offer, OfferFields>(offer, {
    fieldsOf,
    change: (base, fields) => replaceOffer(base, { ...fieldsOf(base), ...fields }),
    reload: async () => {
      const { items } = await call(api.GET('/v1/offers'));
      const standing = items.find(({ id }) => id === offer.id);
      // It was taken away: to say it anew is answered by who keeps the offers.
      return standing ?? replaceOffer(offer, fieldsOf(offer));
    },
    keep: (queries) => void queries.invalidateQueries({ queryKey: offerKeys.all }),
    nameOf: nameOfColleague,
  });

/** Lines as names; empty lines are nothing. */
export const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

/** `1.000,50`, `1000.5` or `1000` as cents; null for nothing, undefined for what is no amount. */
export function centsOf(text: string): number | null | undefined {
  const tidy = text.replaceAll(/[\s€\u00a0]|CHF|EUR/g, '');
  if (tidy === '') return null;
  const german = /^\d{1,3}(\.\d{3})+(,\d{1,2})?$|^\d+(,\d{1,2})?$/.test(tidy);
  const english = /^\d{1,3}(,\d{3})+(\.\d{1,2})?$|^\d+\.\d{1,2}$/.test(tidy);
  if (!german && !english) return undefined;
  const plain = german ? tidy.replaceAll('.', '').replace(',', '.') : tidy.replaceAll(',', '');
  return Math.round(Number(plain) * 100);
}
