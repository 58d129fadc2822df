import { Button } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../core/use-format';
import { InlineEdit } from '../parts/inline-edit';
import { Unknown } from '../parts/unknown';
import { type EditableField, useCustomerChange } from './customer-change.form';
import type { CustomerView } from './customers.queries';

const ConflictDialog = lazy(() =>
  import('./customer-conflict.panel').then((file) => ({ default: file.ConflictDialog })),
);
const ArchiveDialog = lazy(() =>
  import('./customer-acts.form').then((file) => ({ default: file.ArchiveDialog })),
);

const MONTHS = Array.from({ length: 12 }, (_, index) => index + 1);

/** How a value reads where nobody edits; null for what is not known. */
export function useShown() {
  const { t } = useTranslation('customers');
  const format = useFormat();
  return (field: EditableField, value: unknown): string | null => {
    if (value === null || value === undefined) return null;
    if (field === 'expectedVolume')
      return format.money(value as CustomerView['expectedVolume'], true);
    if (field === 'openMonths')
      return (value as number[]).map((month) => t(`month.${String(month) as '1'}`)).join(', ');
    if (field === 'atRiskDays' || field === 'inactiveDays')
      return t('days', { count: Number(value), shown: format.number(Number(value)) });
    return typeof value === 'string' ? value : JSON.stringify(value);
  };
}

/** What is known about the company, each fact edited in place. */
export function FactsPanel({ customer, mayEdit }: { customer: CustomerView; mayEdit: boolean }) {
  const { t } = useTranslation('customers');
  const lists = useTranslation('lists').t;
  const { save, conflict } = useCustomerChange(customer);
  const [archiving, setArchiving] = useState(false);
  const show = useShown();
  const text = (field: 'vatId' | 'paymentTerms') => (
    <InlineEdit
      label={t(`fields.${field}`)}
      shown={customer[field] ?? <Unknown />}
      value={customer[field] ?? ''}
      onSave={mayEdit ? (value) => save({ [field]: value.trim() || null }) : undefined}
    />
  );
  const days = (field: 'atRiskDays' | 'inactiveDays') => (
    <InlineEdit
      label={t(`fields.${field}`)}
      kind="number"
      shown={show(field, customer[field]) ?? t('asTerritory')}
      value={customer[field] === null ? '' : String(customer[field])}
      onSave={
        mayEdit
          ? (value) => save({ [field]: value === '' ? null : Math.round(Number(value)) })
          : undefined
      }
    />
  );
  const currency = customer.expectedVolume?.currency ?? (customer.country === 'CH' ? 'CHF' : 'EUR');
  return (
    <section className="card" aria-labelledby="facts">
      <div className="card-head">
        <h2 id="facts">{t('facts')}</h2>
        {mayEdit && (
          <Button variant="subtle" size="compact-sm" onClick={() => setArchiving(true)}>
            {t('archive.open')}
          </Button>
        )}
      </div>
      <dl className="card-body customer-facts">
        <InlineEdit
          label={t('fields.company')}
          shown={customer.company}
          value={customer.company}
          onSave={mayEdit ? (value) => save({ company: value.trim() }) : undefined}
        />
        <InlineEdit
          label={t('table.businessType')}
          shown={lists(`businessType.${customer.businessType as 'HOTEL'}`)}
          value={customer.businessType}
        />
        {text('vatId')}
        {text('paymentTerms')}
        <InlineEdit
          label={t('fields.expectedVolume')}
          kind="number"
          suffix={` ${currency === 'EUR' ? '€' : currency}`}
          shown={show('expectedVolume', customer.expectedVolume) ?? <Unknown />}
          value={customer.expectedVolume ? String(customer.expectedVolume.cents / 100) : ''}
          onSave={
            mayEdit
              ? (value) =>
                  save({
                    expectedVolume:
                      value === ''
                        ? null
                        : { cents: Math.round(parseFloat(value) * 100), currency },
                  })
              : undefined
          }
        />
        {days('atRiskDays')}
        {days('inactiveDays')}
        <InlineEdit
          label={t('fields.openMonths')}
          kind="tags"
          shown={show('openMonths', customer.openMonths) ?? t('allYear')}
          value={(customer.openMonths ?? []).map(String)}
          onSave={
            mayEdit
              ? (value) => {
                  const months = MONTHS.filter((month) => value.includes(String(month)));
                  return save({ openMonths: months.length === 0 ? null : months });
                }
              : undefined
          }
        />
        <InlineEdit
          label={t('fields.website')}
          shown={customer.website ?? <Unknown />}
          value={customer.website ?? ''}
        />
      </dl>
      <Suspense>
        {conflict && <ConflictDialog conflict={conflict} />}
        {archiving && <ArchiveDialog customer={customer} onClose={() => setArchiving(false)} />}
      </Suspense>
    </section>
  );
}
