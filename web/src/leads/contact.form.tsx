import { Button, Select, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type SyntheticEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CONTACT_ROLES, SALUTATIONS } from '../api/lists';
import { fieldOfPointer, Problem } from '../core/problem';
import { useFormat } from '../core/use-format';
import { Conflict } from '../parts/conflict';
import { Dialog } from '../parts/dialog';
import { ProblemBox } from '../parts/problem-box';
import {
  CONTACT_FIELDS,
  type ContactField,
  type ContactFields,
  fieldsOf,
  useContactChange,
} from './contact-change.form';
import { Duplicates } from './duplicates.panel';
import { keepLead } from './lead-acts.queries';
import type { LeadView } from './leads.queries';
import { useIntent } from '../core/use-intent';
import { addContact, type Contact } from './work.queries';

const NOBODY: ContactFields = {
  salutation: null,
  title: null,
  firstName: null,
  lastName: null,
  position: null,
  role: 'OTHER',
  email: null,
  phone: null,
  mobile: null,
};

interface ContactDialogProps {
  lead: LeadView;
  /** Null adds somebody. */
  contact: Contact | null;
  onClose: () => void;
}

export function ContactDialog({ lead, contact, onClose }: ContactDialogProps) {
  const { t } = useTranslation('work');
  const queries = useQueryClient();
  // What stood there when the editing began: a newer version that arrives meanwhile must not be overwritten unseen.
  const [begun] = useState({ lead, fields: contact ? fieldsOf(contact) : NOBODY });
  const [values, setValues] = useState<ContactFields>(begun.fields);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const [empty, setEmpty] = useState(false);
  const { intent, answered } = useIntent();
  const { save, resolve, conflict } = useContactChange();
  const run = async (act: () => Promise<boolean>) => {
    setBusy(true);
    setError(null);
    try {
      if (await act()) onClose();
    } catch (cause) {
      answered(cause);
      setError(cause);
    }
    setBusy(false);
  };
  const send = (override?: string) =>
    run(async () => {
      if (contact) return save(begun.lead, contact, begun.fields, values, override);
      const body = { ...values, ...(override && { override: { reason: override.trim() } }) };
      keepLead(queries, await addContact(lead.id, body, intent));
      return true;
    });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const isEmpty = !['firstName', 'lastName', 'email', 'phone', 'mobile'].some(
      (field) => values[field as ContactField],
    );
    setEmpty(isEmpty);
    if (!isEmpty) void send();
  };
  const title = contact ? t('contact.edit') : t('contact.add');
  if (conflict && contact)
    return (
      <Dialog opened onClose={onClose} title={t('contact.conflict')} size={640}>
        <ConflictRows
          conflict={conflict}
          busy={busy}
          onResolve={(fields) => void run(() => resolve(contact.id, fields))}
        />
      </Dialog>
    );
  return (
    <Dialog opened onClose={onClose} title={title} size={560}>
      <form className="dialog-form" noValidate onSubmit={submit}>
        <Fields values={values} set={setValues} error={error} empty={empty} />
        {error !== null && (
          <Trouble error={error} busy={busy} onOverride={(reason) => void send(reason)} />
        )}
        <div className="form-acts">
          <Button type="submit" loading={busy}>
            {t(contact ? 'contact.save' : 'contact.add')}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Trouble(props: { error: unknown; busy: boolean; onOverride: (reason: string) => void }) {
  const { error, busy, onOverride } = props;
  const isDuplicate = error instanceof Problem && error.kind === 'lead-already-registered';
  if (isDuplicate) return <Duplicates problem={error} busy={busy} onOverride={onOverride} />;
  const rest =
    error instanceof Problem
      ? error.errors.filter(({ pointer }) => !isField(fieldOfPointer(pointer)))
      : [];
  return <ProblemBox error={error} rest={rest} />;
}

const isField = (path: string): path is ContactField =>
  CONTACT_FIELDS.some((field) => field === path);

interface FieldsProps {
  values: ContactFields;
  set: (values: ContactFields) => void;
  error: unknown;
  empty: boolean;
}

function Fields({ values, set, error, empty }: FieldsProps) {
  const { t } = useTranslation('work');
  const parts = useTranslation('parts').t;
  const leads = useTranslation('leads').t;
  const lists = useTranslation('lists').t;
  const faults = error instanceof Problem ? error.errors : [];
  const faultOf = (field: ContactField) =>
    faults.find(({ pointer }) => fieldOfPointer(pointer) === field)?.detail;
  const text = (
    field: Exclude<ContactField, 'salutation' | 'role'>,
    span: string,
    type = 'text',
  ) => (
    <TextInput
      className={span}
      label={leads(`fields.${field}`)}
      type={type}
      autoComplete="off"
      value={values[field] ?? ''}
      error={field === 'lastName' && empty ? t('contact.empty') : faultOf(field)}
      onChange={(event) =>
        set({ ...values, [field]: event.currentTarget.value.trimStart() || null })
      }
      data-autofocus={field === 'firstName' || undefined}
    />
  );
  return (
    <div className="form-grid">
      <Select
        className="span-2"
        label={leads('fields.salutation')}
        data={SALUTATIONS.map((value) => ({ value, label: lists(`salutation.${value}`) }))}
        value={values.salutation}
        onChange={(salutation) => set({ ...values, salutation: salutation })}
        clearable
        clearButtonProps={{ 'aria-label': parts('clear', { field: leads('fields.salutation') }) }}
      />
      {text('title', 'span-2')}
      <Select
        className="span-2"
        label={leads('fields.role')}
        data={CONTACT_ROLES.map((value) => ({ value, label: lists(`contactRole.${value}`) }))}
        value={values.role}
        onChange={(role) => role && set({ ...values, role: role })}
        allowDeselect={false}
      />
      {text('firstName', 'span-3')}
      {text('lastName', 'span-3')}
      {text('position', 'span-6')}
      {text('email', 'span-6', 'email')}
      {text('phone', 'span-3', 'tel')}
      {text('mobile', 'span-3', 'tel')}
    </div>
  );
}

function ConflictRows(props: {
  conflict: NonNullable<ReturnType<typeof useContactChange>['conflict']>;
  busy: boolean;
  onResolve: (mine: string[]) => void;
}) {
  const { conflict, busy, onResolve } = props;
  const leads = useTranslation('leads').t;
  const lists = useTranslation('lists').t;
  const format = useFormat();
  const show = (field: ContactField, value: string | null | undefined) => {
    if (!value) return '–';
    if (field === 'role') return lists(`contactRole.${value as 'CHEF'}`);
    return field === 'salutation' ? lists(`salutation.${value as 'MS'}`) : value;
  };
  return (
    <Conflict
      by={conflict.by}
      at={conflict.at && format.time(conflict.at)}
      busy={busy}
      rows={conflict.overlaps.map((field) => ({
        field,
        label: leads(`fields.${field}`),
        mine: show(field, conflict.mine[field]),
        theirs: show(field, conflict.theirs[field]),
      }))}
      onResolve={onResolve}
    />
  );
}
