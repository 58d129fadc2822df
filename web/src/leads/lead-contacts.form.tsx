import '@mantine/dates/styles.layer.css';
import { ActionIcon, Button, Select, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CONTACT_ROLES, SALUTATIONS } from '../api/lists';
import { emptyContact } from './lead-values.form';

import type { LeadFormState } from './lead-company.form';

const MOST_CONTACTS = 20;

export function ContactsFields({ form }: { form: LeadFormState }) {
  const { t } = useTranslation('leads');
  const [count, setCount] = useState(form.getValues().contacts.length);
  const add = () => {
    form.insertListItem('contacts', emptyContact());
    setCount(count + 1);
  };
  const remove = (index: number) => {
    form.removeListItem('contacts', index);
    setCount(count - 1);
  };
  return (
    <fieldset className="form-section">
      <legend>
        <h2>{t('form.contacts')}</h2>
      </legend>
      <p className="form-help">{t('form.contactsHelp')}</p>
      {form.getValues().contacts.map((_, index) => (
        <ContactFields
          key={form.key(`contacts.${index}`)}
          form={form}
          index={index}
          onRemove={count > 1 ? () => remove(index) : undefined}
        />
      ))}
      {count < MOST_CONTACTS && (
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={add}
        >
          {t('form.addContact')}
        </Button>
      )}
    </fieldset>
  );
}

function ContactFields(props: {
  form: LeadFormState;
  index: number;
  onRemove: (() => void) | undefined;
}) {
  const { form, index, onRemove } = props;
  const { t } = useTranslation('leads');
  const lists = useTranslation('lists').t;
  const at = (field: string) => ({
    key: form.key(`contacts.${index}.${field}`),
    ...form.getInputProps(`contacts.${index}.${field}`),
    autoComplete: 'off',
  });
  return (
    <div
      className="form-contact"
      role="group"
      aria-label={t('form.contactNo', { number: index + 1 })}
    >
      <div className="form-contact-head">
        <h3>{index === 0 ? t('form.primary') : t('form.contactNo', { number: index + 1 })}</h3>
        {onRemove && (
          <ActionIcon
            aria-label={t('form.removeContact', { number: index + 1 })}
            onClick={onRemove}
          >
            <IconTrash size={16} stroke={1.5} aria-hidden />
          </ActionIcon>
        )}
      </div>
      <div className="form-grid">
        <Select
          {...at('salutation')}
          className="span-1"
          label={t('fields.salutation')}
          data={SALUTATIONS.map((value) => ({ value, label: lists(`salutation.${value}`) }))}
          clearable
        />
        <TextInput {...at('title')} className="span-1" label={t('fields.title')} />
        <TextInput {...at('firstName')} className="span-2" label={t('fields.firstName')} />
        <TextInput {...at('lastName')} className="span-2" label={t('fields.lastName')} />
        <TextInput {...at('email')} className="span-4" label={t('fields.email')} type="email" />
        <Select
          {...at('role')}
          className="span-2"
          label={t('fields.role')}
          data={CONTACT_ROLES.map((value) => ({ value, label: lists(`contactRole.${value}`) }))}
          allowDeselect={false}
        />
        <TextInput {...at('phone')} className="span-2" label={t('fields.phone')} type="tel" />
        <TextInput {...at('mobile')} className="span-2" label={t('fields.mobile')} type="tel" />
        <TextInput {...at('position')} className="span-2" label={t('fields.position')} />
      </div>
    </div>
  );
}
