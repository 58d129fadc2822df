import { Button, Select, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BUSINESS_TYPES } from '../api/lists';
import { currentTime } from '../core/now';
import { numberFault, type TypedNumber } from '../core/number';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { useTyped } from '../core/use-typed';
import { clockAt } from '../core/zoned';
import { DayField } from '../parts/day-field';
import { NumberField } from '../parts/number-field';
import { ProblemBox } from '../parts/problem-box';
import { useUnsaved } from '../parts/unsaved';
import { territoriesQuery } from './admin.queries';
import { useSaving } from './offer-acts.form';
import {
  ceilingFor,
  type Ceilings,
  centsOf,
  linesOf,
  type Offer,
  type OfferFields,
  SEASONS,
} from './offers.queries';

export interface OfferFormProps {
  offer: Offer | null;
  ceilings: Ceilings;
  readOnly: boolean;
  onDone: () => void;
}

interface EditorProps extends OfferFormProps {
  onSave: (fields: OfferFields) => Promise<unknown>;
}

interface Values {
  businessType: OfferFields['businessType'];
  territory: string | null;
  season: OfferFields['season'];
  de: string;
  en: string;
  /** Empty: left as it is. */
  discountPct: TypedNumber;
  minimum: string;
  validFrom: string | null;
  validTo: string | null;
}

function valuesOf(offer: Offer | null, today: string): Values {
  return {
    businessType: offer?.businessType ?? null,
    territory: offer?.territory ?? null,
    season: offer?.season ?? null,
    de: offer?.products.de.join('\n') ?? '',
    en: offer?.products.en.join('\n') ?? '',
    discountPct: offer?.discountPct ?? '',
    minimum:
      offer?.minimumCents === undefined || offer.minimumCents === null
        ? ''
        : String(offer.minimumCents / 100).replace('.', ','),
    validFrom: offer?.validFrom ?? today,
    validTo: offer?.validTo ?? null,
  };
}

const PERCENT = { min: 0, max: 100 } as const;

/** One row of the offers, for whom it holds and what it gives. */
export function OfferEditor({ offer, ceilings, readOnly, onDone, onSave }: EditorProps) {
  const { t } = useTranslation('admin');
  const lists = useTranslation('lists').t;
  const format = useFormat();
  const session = useSession();
  const { timeZone } = session.user;
  const mayCeiling = may(session, 'settings.write');
  const territories = useQuery(territoriesQuery).data?.items ?? [];
  const typed = useTyped(
    `offer-${offer?.id ?? 'new'}`,
    valuesOf(offer, clockAt(currentTime(), timeZone).day),
  );
  const { values, change: set } = typed;
  useUnsaved(typed.isChanged, [typed.form]);
  const [tried, setTried] = useState(false);
  const { busy, error, save, remove } = useSaving(onSave, () => {
    typed.settle();
    onDone();
  });
  const cents = centsOf(values.minimum);
  const [de, en] = [linesOf(values.de), linesOf(values.en)];
  const isUneven = de.length !== en.length;
  const isBefore =
    values.validTo !== null && values.validFrom !== null && values.validTo < values.validFrom;
  const ceiling = ceilingFor(ceilings, values.territory);
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    const { businessType, territory, season, validFrom, validTo } = values;
    const discountPct = values.discountPct === '' ? null : Number(values.discountPct);
    if (discountPct !== null && numberFault(discountPct, PERCENT) !== null) return;
    if (cents === undefined || isUneven || isBefore || validFrom === null) return;
    const fields = { businessType, territory, season, discountPct, validFrom, validTo };
    void save({ ...fields, products: { de, en }, minimumCents: cents });
  };
  return (
    <form className="dialog-form" noValidate onSubmit={submit}>
      <Select
        label={t('offer.businessType')}
        placeholder={t('offer.everybody')}
        data={BUSINESS_TYPES.map((value) => ({ value, label: lists(`businessType.${value}`) }))}
        value={values.businessType}
        onChange={(value) =>
          set({ businessType: BUSINESS_TYPES.find((one) => one === value) ?? null })
        }
        readOnly={readOnly}
        clearable
      />
      <Select
        label={t('offer.territory')}
        placeholder={t('offer.everywhere')}
        data={territories.map(({ code, name }) => ({ value: code, label: name }))}
        value={values.territory}
        onChange={(territory) => set({ territory })}
        readOnly={readOnly}
        clearable
      />
      <Select
        label={t('offer.season')}
        placeholder={t('offer.always')}
        data={SEASONS.map((value) => ({ value, label: t(`season.${value}`) }))}
        value={values.season}
        onChange={(value) => set({ season: SEASONS.find((one) => one === value) ?? null })}
        readOnly={readOnly}
        clearable
      />
      <Textarea
        label={t('offer.productsDe')}
        description={t('offer.productsHelp')}
        value={values.de}
        onChange={(event) => set({ de: event.currentTarget.value })}
        readOnly={readOnly}
        autosize
        minRows={2}
      />
      <Textarea
        label={t('offer.productsEn')}
        error={tried && isUneven ? t('offer.productsUneven') : null}
        value={values.en}
        onChange={(event) => set({ en: event.currentTarget.value })}
        readOnly={readOnly}
        autosize
        minRows={2}
      />
      <NumberField
        label={t('offer.discountField')}
        description={
          ceiling === null
            ? undefined
            : t(Number(values.discountPct) > ceiling ? 'offer.overCeiling' : 'offer.ceiling', {
                ceiling: format.rate(ceiling / 100),
              })
        }
        placeholder={t('offer.unchanged')}
        value={values.discountPct}
        {...PERCENT}
        optional
        onChange={(discountPct) => set({ discountPct })}
        readOnly={readOnly}
      />
      <TextInput
        label={t('offer.minimumField')}
        placeholder={t('offer.unchanged')}
        error={tried && cents === undefined ? t('offer.minimumWrong') : null}
        value={values.minimum}
        inputMode="decimal"
        onChange={(event) => set({ minimum: event.currentTarget.value })}
        readOnly={readOnly}
      />
      <DayField
        size="sm"
        label={t('offer.from')}
        error={tried && values.validFrom === null ? t('required') : null}
        value={values.validFrom}
        onChange={(validFrom) => set({ validFrom })}
      />
      <DayField
        size="sm"
        label={t('offer.to')}
        error={tried && isBefore ? t('offer.toBefore') : null}
        value={values.validTo}
        onChange={(validTo) => set({ validTo })}
      />
      {ceiling !== null && mayCeiling && (
        <p className="form-help">
          <Link
            to="/admin/settings"
            search={{
              setting: 'offer.maxDiscountPct',
              place: values.territory === null ? undefined : `territory:${values.territory}`,
            }}
          >
            {t('offer.toCeiling')}
          </Link>
        </p>
      )}
      {error !== null && <ProblemBox error={error} />}
      {!readOnly && (
        <div className="form-acts">
          <Button type="submit" loading={busy}>
            {offer ? t('save') : t('offer.add')}
          </Button>
          <Button
            variant="default"
            onClick={() => {
              typed.settle();
              onDone();
            }}
          >
            {t('cancel')}
          </Button>
          {offer && (
            <Button variant="subtle" color="gray" onClick={() => void remove(offer)}>
              {t('offer.remove')}
            </Button>
          )}
        </div>
      )}
    </form>
  );
}
