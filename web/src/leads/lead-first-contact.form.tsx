import '@mantine/dates/styles.layer.css';
import { Select, Textarea } from '@mantine/core';
import { DateInput, TimeInput } from '@mantine/dates';
import { useTranslation } from 'react-i18next';
import { FIRST_CONTACT_CHANNELS } from '../api/lists';
import { parseDay } from '../core/zoned';
import { type LeadFormState, Section } from './lead-company.form';

export function FirstContactFields({ form, today }: { form: LeadFormState; today: string }) {
  const { t, i18n } = useTranslation('leads');
  const lists = useTranslation('lists').t;
  const at = (field: string) => ({
    key: form.key(`firstContact.${field}`),
    ...form.getInputProps(`firstContact.${field}`),
  });
  return (
    <Section title={t('form.firstContact')}>
      <Select
        {...at('channel')}
        className="span-2"
        label={t('fields.channel')}
        data={FIRST_CONTACT_CHANNELS.map((value) => ({ value, label: lists(`channel.${value}`) }))}
        allowDeselect={false}
      />
      <DateInput
        {...at('day')}
        className="span-2"
        label={t('fields.day')}
        firstDayOfWeek={1}
        locale={i18n.language}
        valueFormat={i18n.language === 'de' ? 'DD.MM.YYYY' : 'DD/MM/YYYY'}
        dateParser={(typed) => parseDay(typed, today)}
        maxDate={today}
        withAsterisk
        required
      />
      <TimeInput {...at('time')} className="span-2" label={t('fields.time')} />
      <Textarea
        {...at('note')}
        className="span-6"
        label={t('fields.note')}
        description={t('form.noteHelp')}
        rows={3}
        withAsterisk
        required
      />
    </Section>
  );
}
