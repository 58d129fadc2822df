import '@mantine/dates/styles.layer.css';
import { NumberInput, Select, TextInput } from '@mantine/core';
import { type UseFormReturnType } from '@mantine/form';
import { type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { BUSINESS_TYPES, COUNTRIES, CURRENCIES, KITCHEN_SIZES } from '../api/lists';
import { type LeadValues } from './lead-values.form';

export type LeadFormState = UseFormReturnType<LeadValues>;

export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className="form-section">
      <legend>
        <h2>{title}</h2>
      </legend>
      <div className="form-grid">{children}</div>
    </fieldset>
  );
}

export function CompanyFields({ form }: { form: LeadFormState }) {
  const { t, i18n } = useTranslation('leads');
  const lists = useTranslation('lists').t;
  const german = i18n.language === 'de';
  const figures = {
    thousandSeparator: german ? '.' : ',',
    decimalSeparator: german ? ',' : '.',
    hideControls: true,
  };
  const at = (field: keyof LeadValues['company']) => ({
    key: form.key(`company.${field}`),
    ...form.getInputProps(`company.${field}`),
  });
  return (
    <Section title={t('form.company')}>
      <TextInput
        {...at('name')}
        className="span-4"
        label={t('fields.company')}
        withAsterisk
        required
        autoComplete="off"
        autoFocus
      />
      <Select
        {...at('businessType')}
        className="span-2"
        label={t('fields.businessType')}
        data={BUSINESS_TYPES.map((value) => ({ value, label: lists(`businessType.${value}`) }))}
        allowDeselect={false}
      />
      <TextInput
        {...at('street')}
        className="span-3"
        label={t('fields.street')}
        autoComplete="off"
      />
      <TextInput
        {...at('postalCode')}
        className="span-1"
        label={t('fields.postalCode')}
        autoComplete="off"
      />
      <TextInput {...at('city')} className="span-2" label={t('fields.city')} autoComplete="off" />
      <Select
        {...at('country')}
        className="span-2"
        label={t('fields.country')}
        data={COUNTRIES.map((value) => ({ value, label: lists(`country.${value}`) }))}
        allowDeselect={false}
      />
      <TextInput
        {...at('website')}
        className="span-4"
        label={t('fields.website')}
        inputMode="url"
        autoComplete="off"
      />
      <NumberInput
        {...at('volume')}
        {...figures}
        className="span-2"
        label={t('fields.volume')}
        decimalScale={2}
      />
      <Select
        {...at('currency')}
        className="span-1"
        label={t('fields.currency')}
        data={[...CURRENCIES]}
        allowDeselect={false}
      />
      <Select
        {...at('kitchenSize')}
        className="span-3"
        label={t('fields.kitchenSize')}
        data={KITCHEN_SIZES.map((value) => ({ value, label: lists(`kitchenSize.${value}`) }))}
        clearable
      />
      <NumberInput
        {...at('branches')}
        {...figures}
        className="span-2"
        label={t('fields.branches')}
        allowDecimal={false}
      />
      <TextInput {...at('chain')} className="span-2" label={t('fields.chain')} autoComplete="off" />
      <NumberInput
        {...at('employees')}
        {...figures}
        className="span-2"
        label={t('fields.employees')}
        allowDecimal={false}
      />
    </Section>
  );
}
