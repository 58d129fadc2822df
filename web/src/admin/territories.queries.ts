import { api, call, type Schemas } from '../core/api';

export type Territory = Schemas['Territory'];
export type TaxRate = Territory['taxRates'][number];

/** A rate as a form holds it: per cent as they are typed, with a point. */
export interface TypedRate {
  readonly kind: TaxRate['kind'];
  readonly startsOn: string | null;
  readonly percent: string;
}

export const typedRate = ({ kind, startsOn, rateBasisPoints }: TaxRate): TypedRate => ({
  kind,
  startsOn,
  percent: String(rateBasisPoints / 100),
});

/** What is wrong with a rate as it is typed; null: nothing. */
export function rateFault({ startsOn, percent }: TypedRate): 'day' | 'percent' | null {
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

export const changeTerritory = (
  { code, version }: Territory,
  change: Schemas['ChangeTerritory'],
): Promise<Territory> =>
  call(
    api.PATCH('/v1/territories/{code}', {
      params: { path: { code }, header: { 'If-Match': `"territory-${code}-${String(version)}"` } },
      body: change,
    }),
  );
