import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changedIn } from '../core/merge';
import { useFormat } from '../core/use-format';
import { ConflictDialog } from '../parts/conflict-dialog';
import { OfferEditor, type OfferFormProps } from './offer.form';
import {
  createOffer,
  fieldsOf,
  type Offer,
  type OfferFields,
  useOfferChange,
} from './offers.queries';
import { useOfferWords } from './offer-words.panel';

/** Adds an offer, or changes one that somebody else may be changing too. */
export function OfferForm(props: OfferFormProps) {
  // What was opened: the list may be read anew while somebody types.
  const [offer] = useState(props.offer);
  return offer ? (
    <Changing {...props} offer={offer} />
  ) : (
    <OfferEditor {...props} onSave={createOffer} />
  );
}

const LABELS = {
  businessType: 'offer.businessType',
  territory: 'offer.territory',
  season: 'offer.season',
  products: 'offer.products',
  discountPct: 'offer.discountField',
  minimumCents: 'offer.minimumField',
  validFrom: 'offer.from',
  validTo: 'offer.to',
} as const satisfies Record<keyof OfferFields, string>;

function Changing({ offer, ...props }: OfferFormProps & { offer: Offer }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const words = useOfferWords();
  const { save, conflict } = useOfferChange(offer);
  const day = (text: string) => format.date(`${text}T12:00:00Z`);
  const show = <K extends keyof OfferFields>(field: K, value: OfferFields[K] | undefined) => {
    const one = { ...offer, [field]: value };
    switch (field) {
      case 'businessType':
        return words.type(one);
      case 'territory':
        return words.territory(one);
      case 'season':
        return words.season(one);
      case 'products':
        return [...one.products.de, ...one.products.en].join(', ');
      case 'discountPct':
        return one.discountPct === null ? null : format.rate(one.discountPct / 100);
      case 'minimumCents':
        return words.minimum(one);
      case 'validFrom':
        return day(one.validFrom);
      default:
        return one.validTo === null ? null : day(one.validTo);
    }
  };
  return (
    <>
      <OfferEditor
        {...props}
        offer={offer}
        onSave={(fields) => save(changedIn(fieldsOf(offer), fields))}
      />
      {conflict && (
        <ConflictDialog
          conflict={conflict}
          fieldsOf={fieldsOf}
          label={(field) => t(LABELS[field])}
          show={show}
        />
      )}
    </>
  );
}
