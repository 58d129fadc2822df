import { api, call, type Schemas } from '../core/api';
import { nameOfColleague } from '../core/colleagues';
import { useMergingSave } from '../core/use-merging-save';
import { territoriesQuery } from './admin.queries';

export type Territory = Schemas['Territory'];
export type TaxRate = Territory['taxRates'][number];

/** A rate as a form holds it: per cent as they are typed, with a point. */
export interface TypedRate {
  /** Its line in the form, which stays the same while others come and go. */
  readonly line: number;
  readonly kind: TaxRate['kind'];
  readonly startsOn: string | null;
  readonly percent: string;
}

export const typedRate = (
  { kind, startsOn, rateBasisPoints }: TaxRate,
  line: number,
): TypedRate => ({
  line,
  kind,
  startsOn,
  percent: String(rateBasisPoints / 100),
});

/** What is wrong with a rate as it is typed; null: nothing. */
export function rateFault({
  startsOn,
  percent,
}: Pick<TypedRate, 'startsOn' | 'percent'>): 'day' | 'percent' | null {
  if (startsOn === null) return 'day';
  return /^\d{1,3}(\.\d{1,2})?$/.test(percent) && Number(percent) <= 100 ? null : 'percent';
}

/** @param rate one without a fault */
export const rateIn = ({ kind, startsOn, percent }: TypedRate): TaxRate => ({
  kind,
  startsOn: startsOn ?? '',
  rateBasisPoints: Math.round(Number(percent) * 100),
});

/** The rate that holds on a day, in basis points; null when none does. */
export function rateOn(rates: readonly TaxRate[], kind: TaxRate['kind'], now: Date): number | null {
  const today = now.toISOString().slice(0, 10);
  const begun = rates.filter((rate) => rate.kind === kind && rate.startsOn <= today);
  const last = begun.sort((one, other) => one.startsOn.localeCompare(other.startsOn)).at(-1);
  return last?.rateBasisPoints ?? null;
}

/** What administrators change about a market. */
export type TerritoryFields = Pick<Territory, 'name' | 'legalFooter' | 'taxRates'>;

export const fieldsOf = ({ name, legalFooter, taxRates }: Territory): TerritoryFields => ({
  name,
  legalFooter,
  taxRates: [...taxRates],
});

const changeTerritory = (
  { code, version }: Territory,
  change: Schemas['ChangeTerritory'],
): Promise<Territory> =>
  call(
    api.PATCH('/v1/territories/{code}', {
      params: { path: { code }, header: { 'If-Match': `"territory-${code}-${String(version)}"` } },
      body: change,
    }),
  );

/** Saves a market that somebody else may be changing too. */
export const useTerritoryChange = (territory: Territory) =>
  useMergingSave<Territory, TerritoryFields>(territory, {
    fieldsOf,
    change: changeTerritory,
    reload: async () => {
      const { items } = await call(api.GET('/v1/territories'));
      // Markets are never taken away.
      return items.find(({ code }) => code === territory.code) ?? territory;
    },
    keep: (queries) => void queries.invalidateQueries({ queryKey: territoriesQuery.queryKey }),
    nameOf: nameOfColleague,
  });
