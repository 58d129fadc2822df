import type { Stream } from '../sending/message.entity';

/** A published version that might be used; null means that it is meant for everybody. */
export interface Candidate {
  readonly versionId: string;
  readonly templateKey: string;
  readonly number: number;
  readonly purpose: string;
  readonly stream: Stream;
  readonly businessType: string | null;
  readonly season: string | null;
  readonly territory: string | null;
  readonly locales: readonly string[];
}

export interface Wanted {
  readonly purpose: string;
  /** In the order of preference, such as `['de-CH', 'de', 'en']`. */
  readonly locales: readonly string[];
  readonly businessType: string | null;
  readonly season: string | null;
  readonly territory: string | null;
}

export interface Winner extends Candidate {
  readonly locale: string;
}

/** Why a candidate lost: it is meant for somebody else, lacks the language, or another fits more closely. */
export type Loss =
  | 'OTHER_PURPOSE'
  | 'OTHER_BUSINESS_TYPE'
  | 'OTHER_SEASON'
  | 'OTHER_TERRITORY'
  | 'NO_LOCALE'
  | 'LESS_SPECIFIC';

export interface Choice {
  readonly winner: Winner | null;
  readonly losers: readonly {
    readonly versionId: string;
    readonly templateKey: string;
    readonly why: Loss;
  }[];
}

/** From specific to general: business type, then season, then territory, then the language that stands first. */
export function choose(candidates: readonly Candidate[], wanted: Wanted): Choice {
  const judged = candidates.map((candidate) => ({ candidate, why: unfit(candidate, wanted) }));
  const fit = judged
    .filter(({ why }) => why === null)
    .map(({ candidate }) => candidate)
    .sort(
      (a, b) =>
        compare(rank(a, wanted), rank(b, wanted)) || (a.templateKey < b.templateKey ? -1 : 1),
    );
  const [best] = fit;
  const winner = best ? { ...best, locale: localeOf(best, wanted) ?? '' } : null;
  return {
    winner,
    losers: judged
      .filter(({ candidate }) => candidate !== best)
      .map(({ candidate: { versionId, templateKey }, why }) => ({
        versionId,
        templateKey,
        why: why ?? 'LESS_SPECIFIC',
      })),
  };
}

function unfit(candidate: Candidate, wanted: Wanted): Loss | null {
  if (candidate.purpose !== wanted.purpose) return 'OTHER_PURPOSE';
  if (candidate.businessType !== null && candidate.businessType !== wanted.businessType)
    return 'OTHER_BUSINESS_TYPE';
  if (candidate.season !== null && candidate.season !== wanted.season) return 'OTHER_SEASON';
  if (candidate.territory !== null && candidate.territory !== wanted.territory)
    return 'OTHER_TERRITORY';
  return localeOf(candidate, wanted) === null ? 'NO_LOCALE' : null;
}

function localeOf({ locales }: Candidate, wanted: Wanted): string | null {
  return wanted.locales.find((locale) => locales.includes(locale)) ?? null;
}

/** Lower is closer. */
function rank(candidate: Candidate, wanted: Wanted): number[] {
  return [
    candidate.businessType === null ? 1 : 0,
    candidate.season === null ? 1 : 0,
    candidate.territory === null ? 1 : 0,
    wanted.locales.findIndex((locale) => candidate.locales.includes(locale)),
  ];
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}
