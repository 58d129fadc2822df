import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { BUSINESS_TYPES, COUNTRIES, KITCHEN_SIZES } from '../api/lists';
import { InlineEdit } from '../parts/inline-edit';
import { Unknown } from '../parts/unknown';
import { useFormat } from '../core/use-format';
import { useLeadChange } from './lead-change.form';
import { useShown } from './lead-shown.form';
import { websiteOf } from './lead-values.form';
import type { LeadView } from './leads.queries';

const ConflictDialog = lazy(() =>
  import('./lead-conflict.panel').then((file) => ({ default: file.ConflictDialog })),
);

const orNull = (text: string): string | null => text.trim() || null;
const numberOrNull = (text: string): number | null =>
  text === '' ? null : Math.round(Number(text));

/** What is known about the company, each fact edited in place. */
export function CompanyPanel({ lead, mayEdit }: { lead: LeadView; mayEdit: boolean }) {
  const { t } = useTranslation('leads');
  const lists = useTranslation('lists').t;
  const format = useFormat();
  const { save, conflict } = useLeadChange(lead);
  const show = useShown();
  const text = (field: 'street' | 'postalCode' | 'city' | 'chain' | 'sourceCampaign') => (
    <InlineEdit
      label={t(`fields.${field}`)}
      shown={lead[field] ?? <Unknown />}
      value={lead[field] ?? ''}
      onSave={mayEdit ? (value) => save({ [field]: orNull(value) }) : undefined}
    />
  );
  const count = (field: 'branches' | 'employees') => (
    <InlineEdit
      label={t(`fields.${field}`)}
      kind="number"
      shown={lead[field] === null ? <Unknown /> : format.number(lead[field])}
      value={lead[field] === null ? '' : String(lead[field])}
      onSave={mayEdit ? (value) => save({ [field]: numberOrNull(value) }) : undefined}
    />
  );
  const choice = (
    field: 'businessType' | 'kitchenSize' | 'country',
    options: { value: string; label: string }[],
  ) => (
    <InlineEdit
      label={t(`fields.${field}`)}
      kind="select"
      shown={show(field, lead[field]) ?? <Unknown />}
      value={lead[field] ?? ''}
      options={options}
      onSave={mayEdit ? (value) => save({ [field]: value }) : undefined}
    />
  );
  const currency = lead.annualVolume?.currency ?? (lead.country === 'CH' ? 'CHF' : 'EUR');
  return (
    <section className="card" aria-labelledby="company">
      <div className="card-head">
        <h2 id="company">{t('company')}</h2>
      </div>
      <dl className="card-body lead-facts">
        <InlineEdit
          label={t('fields.company')}
          shown={lead.company}
          value={lead.company}
          onSave={mayEdit ? (value) => save({ company: value.trim() }) : undefined}
        />
        {choice(
          'businessType',
          BUSINESS_TYPES.map((value) => ({ value, label: lists(`businessType.${value}`) })),
        )}
        {text('street')}
        {choice(
          'kitchenSize',
          KITCHEN_SIZES.map((value) => ({ value, label: lists(`kitchenSize.${value}`) })),
        )}
        {text('postalCode')}
        {count('branches')}
        {text('city')}
        {text('chain')}
        {count('employees')}
        {choice(
          'country',
          COUNTRIES.map((value) => ({ value, label: lists(`country.${value}`) })),
        )}
        <InlineEdit
          label={t('fields.volume')}
          kind="number"
          suffix={` ${currency === 'EUR' ? '€' : currency}`}
          shown={lead.annualVolume ? format.money(lead.annualVolume, true) : <Unknown />}
          value={lead.annualVolume ? String(lead.annualVolume.cents / 100) : ''}
          onSave={
            mayEdit
              ? (value) =>
                  save({
                    annualVolume:
                      value === ''
                        ? null
                        : { cents: Math.round(parseFloat(value) * 100), currency },
                  })
              : undefined
          }
        />
        <InlineEdit
          label={t('fields.website')}
          shown={lead.domain ?? lead.website ?? <Unknown />}
          value={lead.website ?? ''}
          onSave={mayEdit ? (value) => save({ website: websiteOf(value) ?? null }) : undefined}
        />
        {text('sourceCampaign')}
        <InlineEdit
          label={t('fields.tags')}
          kind="tags"
          shown={lead.tags.length > 0 ? lead.tags.join(', ') : <Unknown />}
          value={lead.tags}
          onSave={mayEdit ? (value) => save({ tags: value }) : undefined}
        />
      </dl>
      <Suspense>{conflict && <ConflictDialog conflict={conflict} />}</Suspense>
    </section>
  );
}
