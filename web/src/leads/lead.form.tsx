import '@mantine/dates/styles.layer.css';
import { Button } from '@mantine/core';
import { useForm } from '@mantine/form';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { randomId } from '../core/ids';
import { type FieldError, Problem, splitErrors } from '../core/problem';
import { useSession } from '../core/session';
import { clockAt } from '../core/zoned';
import { dropDraft, keepDraft, readDraft } from '../core/draft';
import { currentTime } from '../core/now';
import { ProblemBox } from '../parts/problem-box';
import { Skeleton } from '../parts/state-view';
import { CompanyFields, type LeadFormState } from './lead-company.form';
import { ContactsFields } from './lead-contacts.form';
import { OriginFields } from './lead-origin.form';
import { Duplicates } from './duplicates.panel';
import {
  emptyLead,
  fieldOf,
  type LeadValues,
  needsFirstContact,
  toRegisterLead,
  withDraft,
} from './lead-values.form';
import { registerLead } from './lead-acts.queries';
import type { LeadView } from './leads.queries';

/** Calendars come once a source asks for them. */
const FirstContactFields = lazy(() =>
  import('./lead-first-contact.form').then((file) => ({ default: file.FirstContactFields })),
);

/** The end of the form, which nobody has to fill in: it comes after the rest. */
const RelationshipFields = lazy(() =>
  import('./lead-relationship.form').then((file) => ({ default: file.RelationshipFields })),
);

const DRAFT = 'lead';
const NOTE_LENGTH = 10;

interface LeadFormProps {
  onSaved: (lead: LeadView) => void;
  onCancel: () => void;
}

const draft = (): LeadValues | null => readDraft(DRAFT) as LeadValues | null;

const isEmail = (value: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value);

export function LeadForm({ onSaved, onCancel }: LeadFormProps) {
  const { t } = useTranslation('leads');
  const parts = useTranslation('parts').t;
  const { user } = useSession();
  const [intent, setIntent] = useState(randomId);
  const [problem, setProblem] = useState<{ error: unknown; rest: FieldError[] } | null>(null);
  const [busy, setBusy] = useState(false);
  const now = clockAt(currentTime(), user.timeZone);
  const [source, setSource] = useState<string | null>(() => draft()?.source ?? null);
  const required = (value: string | null) =>
    value === null || value.trim() === '' ? t('form.required') : null;
  const form: LeadFormState = useForm<LeadValues>({
    mode: 'uncontrolled',
    initialValues: withDraft(emptyLead(now), draft()),
    onValuesChange: (values) => {
      keepDraft(DRAFT, values);
      setSource(values.source);
    },
    validate: {
      company: {
        name: required,
        volume: (value) => (Number(value) < 0 ? parts('amount.negative') : null),
      },
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

  return (
    <form
      className="lead-form"
      noValidate
      aria-busy={busy}
      onSubmit={form.onSubmit((values) => void send(values))}
    >
      <CompanyFields form={form} />
      <ContactsFields form={form} />
      <OriginFields form={form} />
      {needsFirstContact(source) && (
        <Suspense fallback={<Skeleton rows={4} />}>
          <FirstContactFields form={form} today={now.day} />
        </Suspense>
      )}
      <Suspense fallback={<Skeleton rows={8} />}>
        <RelationshipFields form={form} />
      </Suspense>
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
