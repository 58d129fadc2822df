export const SEASONS = ['ASPARAGUS', 'OKTOBERFEST', 'CHRISTMAS'] as const;
export type Season = (typeof SEASONS)[number];

const SEASON_OF_MONTH: Readonly<Record<number, Season>> = {
  3: 'ASPARAGUS',
  4: 'ASPARAGUS',
  5: 'ASPARAGUS',
  9: 'OKTOBERFEST',
  10: 'OKTOBERFEST',
  11: 'CHRISTMAS',
  12: 'CHRISTMAS',
};

export const SEASON_NAMES: Readonly<Record<Season, { readonly de: string; readonly en: string }>> =
  {
    ASPARAGUS: { de: 'Spargelsaison', en: 'asparagus season' },
    OKTOBERFEST: { de: 'Oktoberfestzeit', en: 'Oktoberfest season' },
    CHRISTMAS: { de: 'Weihnachtszeit', en: 'Christmas season' },
  };

/** @param day `YYYY-MM-DD`, local to the lead */
export function seasonOn(day: string): Season | null {
  return SEASON_OF_MONTH[Number(day.slice(5, 7))] ?? null;
}

export interface OfferRow {
  readonly businessType: string | null;
  readonly territory: string | null;
  readonly season: Season | null;
  readonly productsDe: readonly string[];
  readonly productsEn: readonly string[];
  readonly discountPct: number | null;
  readonly minimumCents: number | null;
  /** Days, both included. */
  readonly validFrom: string;
  readonly validTo: string | null;
}

export interface OfferFor {
  readonly businessType: string;
  readonly territory: string;
  readonly day: string;
}

export interface PutTogether {
  readonly season: Season | null;
  readonly products: { readonly de: readonly string[]; readonly en: readonly string[] };
  readonly discountPct: number | null;
  /** What it would have been without the ceiling, when that was higher. */
  readonly cappedFromPct: number | null;
  readonly minimumCents: number | null;
}

/** General rows give, specific ones add products and replace numbers; a ceiling caps the discount. */
export function offerFor(
  rows: readonly OfferRow[],
  { businessType, territory, day }: OfferFor,
  maxDiscountPct: number,
): PutTogether {
  const season = seasonOn(day);
  const fits = (wanted: string | null, given: string | null) => wanted === null || wanted === given;
  const chosen = rows
    .filter(
      (row) =>
        fits(row.businessType, businessType) &&
        fits(row.territory, territory) &&
        fits(row.season, season) &&
        row.validFrom <= day &&
        (row.validTo === null || row.validTo >= day),
    )
    .map((row, index) => ({ row, index, rank: specificity(row) }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .map(({ row }) => row);
  const last = <T>(pick: (row: OfferRow) => T | null): T | null =>
    chosen.reduce<T | null>((found, row) => pick(row) ?? found, null);
  const wanted = last((row) => row.discountPct);
  const capped = wanted !== null && wanted > maxDiscountPct;
  return {
    season,
    products: {
      de: chosen.flatMap(({ productsDe }) => productsDe),
      en: chosen.flatMap(({ productsEn }) => productsEn),
    },
    discountPct: capped ? maxDiscountPct : wanted,
    cappedFromPct: capped ? wanted : null,
    minimumCents: last((row) => row.minimumCents),
  };
}

type Reach = Pick<OfferRow, 'businessType' | 'territory' | 'season' | 'validFrom' | 'validTo'>;

/** Whether two offers are for the same on the same day: one of them would count by chance alone. */
export function overlaps(one: Reach, other: Reach): boolean {
  return (
    one.businessType === other.businessType &&
    one.territory === other.territory &&
    one.season === other.season &&
    (one.validTo === null || one.validTo >= other.validFrom) &&
    (other.validTo === null || other.validTo >= one.validFrom)
  );
}

/** Whether an offer is for everybody on a day. */
export function isGeneralOn(
  { businessType, territory, season, validFrom, validTo }: Reach,
  day: string,
): boolean {
  const isForAll = businessType === null && territory === null && season === null;
  return isForAll && validFrom <= day && (validTo === null || validTo >= day);
}

/** Business type weighs more than territory, the season comes last: it adds, and rarely replaces. */
function specificity({ businessType, territory, season }: OfferRow): number {
  return (season ? 4 : 0) + (businessType ? 2 : 0) + (territory ? 1 : 0);
}
