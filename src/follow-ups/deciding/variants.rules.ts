import type { Templates } from '../../email';
import { shareOf } from './shares.rules';

type Choose = Templates['choose'];
type Candidates = Parameters<Choose>[0];
type Wanted = Parameters<Choose>[1];
type Choice = ReturnType<Choose>;

/** A choice of template, and which of several equally close ones this lead gets, by its key; null when there is one. */
export interface VariantChoice {
  readonly winner: Choice['winner'];
  readonly losers: readonly (Omit<Choice['losers'][number], 'why'> & { readonly why: string })[];
  readonly variant: string | null;
}

/**
 * Templates that fit equally closely are variants of each other: a lead gets the same one for ever, and each is for
 * the same share of leads.
 */
export function chooseVariant(
  choose: Choose,
  candidates: Candidates,
  wanted: Wanted,
  leadId: string,
): VariantChoice {
  const closest = choose(candidates, wanted);
  const { winner } = closest;
  if (!winner) return { ...closest, variant: null };
  const rivals = candidates
    .filter(
      (one) =>
        one.purpose === winner.purpose &&
        one.businessType === winner.businessType &&
        one.season === winner.season &&
        one.territory === winner.territory &&
        wanted.locales.find((locale) => one.locales.includes(locale)) === winner.locale,
    )
    .sort((a, b) => (a.templateKey < b.templateKey ? -1 : 1));
  if (rivals.length < 2) return { ...closest, variant: null };
  const chosen = rivals[Math.floor(shareOf(leadId, `variant:${wanted.purpose}`) * rivals.length)];
  const others = rivals.filter((one) => one !== chosen);
  const choice = choose(
    candidates.filter((one) => !others.includes(one)),
    wanted,
  );
  const lost = others.map(({ versionId, templateKey }) => ({
    versionId,
    templateKey,
    why: 'OTHER_VARIANT',
  }));
  return {
    winner: choice.winner,
    losers: [...choice.losers, ...lost],
    variant: choice.winner?.templateKey ?? null,
  };
}
