import '@mantine/dates/styles.layer.css';
import {
  ActionIcon,
  Button,
  NumberInput,
  Select,
  TagsInput,
  Textarea,
  TextInput,
} from '@mantine/core';
import { DateInput, TimeInput } from '@mantine/dates';
import { useForm, type UseFormReturnType } from '@mantine/form';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  BUSINESS_TYPES,
  CONTACT_ROLES,
  COUNTRIES,
  CURRENCIES,
  FIRST_CONTACT_CHANNELS,
  KITCHEN_SIZES,
  SALUTATIONS,
  SOURCES_BY_HAND,
} from '../api/lists';
import { randomId } from '../core/ids';
import { type FieldError, Problem, splitErrors } from '../core/problem';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { clockAt, parseDay } from '../core/zoned';
import { dropDraft, readDraft, useDraft } from '../core/draft';
import { ProblemBox } from '../parts/problem-box';
import { Duplicates } from './duplicates.panel';
import {
  emptyContact,
  emptyLead,
  fieldOf,
  type LeadValues,
  needsFirstContact,
  toRegisterLead,
} from './lead-values.form';
import { colleaguesQuery, type LeadView, registerLead, territoriesQuery } from './leads.queries';

const DRAFT = 'lead';
const MOST_CONTACTS = 20;
const NOTE_LENGTH = 10;

type Form = UseFormReturnType<LeadValues>;

interface LeadFormProps {
  onSaved: (lead: LeadView) => void;
  onCancel: () => void;
}

const draft = (): LeadValues | null => readDraft(DRAFT) as LeadValues | null;

const isEmail = (value: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value);

export function LeadForm({ onSaved, onCancel }: LeadFormProps) {
  const { t } = useTranslation('leads');
  const { user } = useSession();
  const keep = useDraft(DRAFT);
  const [intent, setIntent] = useState(randomId);
  const [problem, setProblem] = useState<{ error: unknown; rest: FieldError[] } | null>(null);
  const [busy, setBusy] = useState(false);
  const now = clockAt(new Date(), user.timeZone);
  const [source, setSource] = useState<string | null>(() => draft()?.source ?? null);
  const required = (value: string | null) =>
    value === null || value.trim() === '' ? t('form.required') : null;
  const form: Form = useForm<LeadValues>({
    mode: 'uncontrolled',
    initialValues: draft() ?? emptyLead(now),
    onValuesChange: (values) => {
      keep(values);
      setSource(values.source);
    },
    validate: {
      company: { name: required },
      source: required,
      contacts: {
        email: (value: string) =>
          value.trim() === '' || isEmail(value.trim()) ? null : t('form.email'),
      },
      firstContact: {
        day: (value, values) => (needsFirstContact(values.source) ? required(value) : null),
        note: (value, values) =>
          needsFirstContact(values.source) && value.trim().length < NOTE_LENGTH
            ? t('form.note')
            : null,
      },
    },
  });

  const send = async (values: LeadValues, override?: string) => {
    setBusy(true);
    try {
      const lead = await registerLead(toRegisterLead(values, user.timeZone, override), intent);
      dropDraft(DRAFT);
      onSaved(lead);
    } catch (error) {
      setBusy(false);
      // An answer was given: what is sent next is another intent. Without an answer the same key makes the retry safe.
      if (!(error instanceof Problem) || error.status !== 0) setIntent(randomId());
      if (!(error instanceof Problem)) throw error;
      const { fields, rest } = splitErrors(error, (path) =>
        hasField(values, fieldOf(path, values)),
      );
      form.setErrors(
        Object.fromEntries(
          Object.entries(fields).map(([path, detail]) => [fieldOf(path, values), detail]),
        ),
      );
      setProblem({ error, rest });
    }
  };
  const focusFirst = () =>
    window.setTimeout(() => document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());

  return (
    <form
      className="lead-form"
      noValidate
      aria-busy={busy}
      onSubmit={form.onSubmit((values) => void send(values), focusFirst)}
    >
      <Company form={form} />
      <Contacts form={form} />
      <Origin form={form} />
      {needsFirstContact(source) && <FirstContact form={form} today={now.day} />}
      {problem &&
        (isDuplicate(problem.error) ? (
          <Duplicates
            problem={problem.error}
            busy={busy}
            onOverride={(reason) => void send(form.getValues(), reason)}
          />
        ) : (
          <ProblemBox error={problem.error} rest={problem.rest} />
        ))}
      <div className="form-acts form-acts-sticky">
        <Button type="submit" loading={busy}>
          {t('form.save')}
        </Button>
        <Button variant="default" onClick={onCancel}>
          {t('form.cancel')}
        </Button>
        <Button
          variant="subtle"
          color="gray"
          className="form-discard"
          onClick={() => {
            form.setValues(emptyLead(now));
            form.clearErrors();
            form.setInitialValues(emptyLead(now));
            form.reset();
            dropDraft(DRAFT);
            setProblem(null);
          }}
        >
          {t('form.clear')}
        </Button>
      </div>
    </form>
  );
}

const isDuplicate = (error: unknown): error is Problem =>
  error instanceof Problem &&
  ['lead-already-registered', 'similar-lead-exists'].includes(error.kind);

/** Whether a path leads to a value of the form. */
function hasField(values: object, path: string): boolean {
  let at: unknown = values;
  for (const part of path.split('.')) {
    if (typeof at !== 'object' || at === null || !(part in at)) return false;
    at = (at as Record<string, unknown>)[part];
  }
  return typeof at !== 'object' || at === null;
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className="form-section">
      <legend>
        <h2>{title}</h2>
      </legend>
      <div className="form-grid">{children}</div>
    </fieldset>
  );
}

function Company({ form }: { form: Form }) {
  const { t, i18n } = useTranslation('leads');
  const lists = useTranslation('lists').t;
  const german = i18n.language === 'de';
  const figures = {
    thousandSeparator: german ? '.' : ',',
    decimalSeparator: german ? ',' : '.',
    allowNegative: false,
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
        className="span-3"
        label={t('fields.branches')}
        allowDecimal={false}
      />
      <NumberInput
        {...at('employees')}
        {...figures}
        className="span-3"
        label={t('fields.employees')}
        allowDecimal={false}
      />
    </Section>
  );
}

function Contacts({ form }: { form: Form }) {
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

function ContactFields(props: { form: Form; index: number; onRemove: (() => void) | undefined }) {
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

function Origin({ form }: { form: Form }) {
  const { t } = useTranslation('leads');
  const lists = useTranslation('lists').t;
  const session = useSession();
  const territories = useQuery(territoriesQuery).data?.items ?? [];
  const colleagues = useQuery(colleaguesQuery).data?.items ?? [];
  const own = territories.filter(
    ({ code }) => session.scope.kind === 'all' || session.user.territories.includes(code),
  );
  const owners = colleagues.filter(({ role }) => role === 'SALES' || role === 'MANAGER');
  const at = (field: string) => ({ key: form.key(field), ...form.getInputProps(field) });
  return (
    <Section title={t('form.origin')}>
      <Select
        {...at('source')}
        className="span-3"
        label={t('fields.source')}
        data={SOURCES_BY_HAND.map((value) => ({ value, label: lists(`source.${value}`) }))}
        withAsterisk
        required
        allowDeselect={false}
      />
      <TextInput
        {...at('sourceCampaign')}
        className="span-3"
        label={t('fields.sourceCampaign')}
        autoComplete="off"
      />
      {own.length > 1 && (
        <Select
          {...at('territory')}
          className="span-3"
          label={t('fields.territory')}
          placeholder={t('form.territoryAuto')}
          data={own.map(({ code, name }) => ({ value: code, label: name }))}
          clearable
        />
      )}
      {may(session, 'leads.assign') && (
        <Select
          {...at('ownerId')}
          className="span-3"
          label={t('fields.owner')}
          placeholder={t('form.ownerAuto')}
          data={owners.map(({ id, name }) => ({ value: id, label: name }))}
          searchable
          clearable
        />
      )}
      <TagsInput {...at('tags')} className="span-6" label={t('fields.tags')} maxTags={20} />
    </Section>
  );
}

function FirstContact({ form, today }: { form: Form; today: string }) {
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
