import { Button, MultiSelect, PasswordInput, Select, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ROLES } from '../api/lists';
import { LOCALES } from '../core/i18n';
import { newPassword } from '../core/new-password';
import { type FieldError, Problem, splitErrors } from '../core/problem';
import { ProblemBox } from '../parts/problem-box';
import { QueryView, Skeleton } from '../parts/state-view';
import {
  adminKeys,
  changeUser,
  createUser,
  deactivateUser,
  teamsQuery,
  territoriesQuery,
  userQuery,
  type UserRow,
  usersQuery,
} from './admin.queries';
import { toast } from '../core/toast';

interface UserFormProps {
  /** `new`, or the id of a user. */
  id: string;
  readOnly: boolean;
  onDone: () => void;
}

export function UserForm({ id, ...props }: UserFormProps) {
  const query = useQuery({ ...userQuery(id), enabled: id !== 'new' });
  if (id === 'new') return <Fields user={null} {...props} />;
  return (
    <QueryView query={query} skeleton={<Skeleton rows={6} height={56} />}>
      {(user) => (
        <div className="dialog-form">
          <Fields
            key={user.version}
            user={user}
            {...props}
            readOnly={props.readOnly || user.state !== 'ACTIVE'}
          />
          {!props.readOnly && user.state === 'ACTIVE' && (
            <Deactivate user={user} onDone={props.onDone} />
          )}
        </div>
      )}
    </QueryView>
  );
}

interface Values {
  name: string;
  email: string;
  role: UserRow['role'];
  teamId: string | null;
  territories: string[];
  locale: 'de' | 'en';
  password: string;
}

const valuesOf = (user: UserRow | null): Values => ({
  name: user?.name ?? '',
  email: user?.email ?? '',
  role: user?.role ?? 'SALES',
  teamId: user?.teamId ?? null,
  territories: user?.territories ?? [],
  locale: user?.locale ?? 'de',
  password: user ? '' : newPassword(),
});

function Fields(props: { user: UserRow | null; readOnly: boolean; onDone: () => void }) {
  const { user, readOnly, onDone } = props;
  const { t } = useTranslation('admin');
  const lists = useTranslation('lists').t;
  const queries = useQueryClient();
  const teams = useQuery(teamsQuery).data?.items ?? [];
  const territories = useQuery(territoriesQuery).data?.items ?? [];
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<{ error: unknown; rest: FieldError[] } | null>(null);
  const required = (value: string) => (value.trim() === '' ? t('required') : null);
  const form = useForm<Values>({
    mode: 'uncontrolled',
    initialValues: valuesOf(user),
    validate: {
      name: required,
      email: (value) =>
        /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value.trim()) ? null : t('user.emailInvalid'),
    },
  });
  const at = (field: keyof Values) => ({
    key: form.key(field),
    ...form.getInputProps(field),
    readOnly,
  });
  const save = async ({ password, ...values }: Values) => {
    setBusy(true);
    try {
      const saved = user
        ? await changeUser(user, values)
        : await createUser({ ...values, capabilities: [], password: password || undefined });
      queries.setQueryData(userQuery(saved.id).queryKey, saved);
      toast(t(user ? 'user.saved' : 'user.added', { name: saved.name }));
      onDone();
      await queries.invalidateQueries({ queryKey: adminKeys.users });
      await queries.invalidateQueries({ queryKey: adminKeys.teams });
    } catch (error) {
      setBusy(false);
      if (!(error instanceof Problem)) throw error;
      const { fields, rest } = splitErrors(error, (path) => path in values || path === 'password');
      form.setErrors(error.kind === 'email-taken' ? { email: t('user.emailTaken') } : fields);
      setProblem({ error, rest });
    }
  };
  return (
    <form
      className="dialog-form"
      noValidate
      onSubmit={form.onSubmit(
        (values) => void save(values),
        () => document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(),
      )}
    >
      <TextInput
        {...at('name')}
        label={t('user.name')}
        withAsterisk
        required
        data-autofocus
        autoComplete="off"
      />
      <TextInput
        {...at('email')}
        label={t('user.email')}
        type="email"
        withAsterisk
        required
        autoComplete="off"
      />
      <Select
        {...at('role')}
        label={t('user.role')}
        data={ROLES.map((value) => ({ value, label: lists(`role.${value}`) }))}
        allowDeselect={false}
      />
      <Select
        {...at('teamId')}
        label={t('user.team')}
        placeholder={t('user.noTeam')}
        data={teams.map(({ id, name }) => ({ value: id, label: name }))}
        clearable
      />
      <MultiSelect
        {...at('territories')}
        label={t('user.territories')}
        description={t('user.territoriesHelp')}
        data={territories.map(({ code, name }) => ({ value: code, label: name }))}
      />
      <Select
        {...at('locale')}
        label={t('user.locale')}
        data={LOCALES.map((value) => ({ value, label: lists(`locale.${value}`) }))}
        allowDeselect={false}
      />
      {!user && (
        <PasswordInput
          {...at('password')}
          label={t('user.password')}
          description={t('user.passwordHelp')}
          autoComplete="new-password"
          defaultVisible
          visibilityToggleButtonProps={{ 'aria-label': t('user.passwordShow') }}
        />
      )}
      {problem && <ProblemBox error={problem.error} rest={problem.rest} />}
      {!readOnly && (
        <div className="form-acts">
          <Button type="submit" loading={busy}>
            {user ? t('save') : t('user.add')}
          </Button>
          <Button variant="default" onClick={onDone}>
            {t('cancel')}
          </Button>
        </div>
      )}
    </form>
  );
}

/** What cannot come back asks first, and asks who takes over. */
function Deactivate({ user, onDone }: { user: UserRow; onDone: () => void }) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const [opened, setOpened] = useState(false);
  const colleagues = useQuery({ ...usersQuery({}), enabled: opened }).data?.items ?? [];
  const [successorId, setSuccessorId] = useState<string | null>(null);
  const [missing, setMissing] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setMissing(successorId === null);
    if (successorId === null) return;
    setBusy(true);
    try {
      await deactivateUser(user.id, successorId);
      toast(t('user.deactivated', { name: user.name }));
      onDone();
      await queries.invalidateQueries({ queryKey: adminKeys.users });
    } catch (cause) {
      setError(cause);
      setBusy(false);
    }
  };
  if (!opened)
    return (
      <div className="admin-danger">
        <Button variant="subtle" color="red" onClick={() => setOpened(true)}>
          {t('user.deactivate')}
        </Button>
      </div>
    );
  return (
    <section className="admin-danger dialog-form" aria-labelledby="deactivate">
      <h3 id="deactivate">{t('user.deactivateTitle', { name: user.name })}</h3>
      <p className="form-help">{t('user.deactivateText')}</p>
      <Select
        label={t('user.successor')}
        error={missing ? t('required') : null}
        data={colleagues
          .filter(({ id, role }) => id !== user.id && role !== 'AUDITOR')
          .map(({ id, name }) => ({ value: id, label: name }))}
        value={successorId}
        onChange={setSuccessorId}
        searchable
      />
      {error !== null && <ProblemBox error={error} />}
      <div className="form-acts">
        <Button color="red" loading={busy} onClick={() => void run()}>
          {t('user.deactivate')}
        </Button>
        <Button variant="default" onClick={() => setOpened(false)}>
          {t('cancel')}
        </Button>
      </div>
    </section>
  );
}
