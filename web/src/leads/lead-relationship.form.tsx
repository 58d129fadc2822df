import { MultiSelect, Select, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DECISION_MAKER_ACCESS, PAINS, RELATIONSHIP_STATUSES, URGENCIES } from '../api/lists';
import { type LeadFormState, Section } from './lead-company.form';

/** What may be known already of how the house stands with the company; nothing of it is needed. */
export function RelationshipFields({ form }: { form: LeadFormState }) {
  const { t } = useTranslation('leads');
  const lists = useTranslation('lists').t;
  const at = (field: string) => ({ key: form.key(field), ...form.getInputProps(field) });
  return (
    <Section title={t('relationship')}>
      <Select
        {...at('relationshipStatus')}
        className="span-3"
        label={t('fields.relationshipStatus')}
        data={RELATIONSHIP_STATUSES.map((value) => ({
          value,
          label: lists(`relationshipStatus.${value}`),
        }))}
        clearable
      />
      <Select
        {...at('decisionMakerAccess')}
        className="span-3"
        label={t('fields.decisionMakerAccess')}
        data={DECISION_MAKER_ACCESS.map((value) => ({
          value,
          label: lists(`decisionMakerAccess.${value}`),
        }))}
        clearable
      />
      <TextInput
        {...at('competitor')}
        className="span-3"
        label={t('fields.competitor')}
        autoComplete="off"
      />
      <Select
        {...at('urgency')}
        className="span-3"
        label={t('fields.urgency')}
        data={URGENCIES.map((value) => ({ value, label: lists(`urgency.${value}`) }))}
        clearable
      />
      <MultiSelect
        {...at('pains')}
        className="span-6"
        label={t('fields.pains')}
        data={PAINS.map((value) => ({ value, label: lists(`pain.${value}`) }))}
        clearable
      />
      <Textarea {...at('painNotes')} className="span-6" label={t('fields.painNotes')} rows={3} />
    </Section>
  );
}
