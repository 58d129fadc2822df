import { useTranslation } from 'react-i18next';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import type { Offer } from './offers.queries';

/** What an offer says, as a reader sees it. */
export function useOfferWords() {
  const { t } = useTranslation('admin');
  const lists = useTranslation('lists').t;
  const format = useFormat();
  const { locale } = useSession().user;
  const day = (text: string) => format.date(`${text}T12:00:00Z`);
  return {
    type: ({ businessType }: Offer) =>
      businessType === null ? t('offer.everybody') : lists(`businessType.${businessType}`),
    territory: ({ territory }: Offer) => territory ?? t('offer.everywhere'),
    season: ({ season }: Offer) => (season === null ? t('offer.always') : t(`season.${season}`)),
    products: ({ products }: Offer) => products[locale === 'en' ? 'en' : 'de'].join(', '),
    minimum: ({ minimumCents, territory }: Offer) =>
      minimumCents === null
        ? null
        : format.money({ cents: minimumCents, currency: territory === 'CH' ? 'CHF' : 'EUR' }),
    valid: ({ validFrom, validTo }: Offer) =>
      validTo === null
        ? t('offer.validFrom', { from: day(validFrom) })
        : t('offer.validBetween', { from: day(validFrom), to: day(validTo) }),
  };
}
