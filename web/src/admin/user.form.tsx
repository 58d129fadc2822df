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
import { Deactivate } from './deactivate.form';
import {
  adminKeys,
  changeUser,
  createUser,
  teamsQuery,
  territoriesQuery,
  userQuery,
  type UserRow,
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
  position: string;
  phone: string;
  password: string;
}

/** Whoever registers leads of their own does it in a territory. */
const NEED_TERRITORY: readonly UserRow['role'][] = ['SALES', 'MANAGER'];

const valuesOf = (user: UserRow | null): Values => ({
  name: user?.name ?? '',
  email: user?.email ?? '',
  role: user?.role ?? 'SALES',
  teamId: user?.teamId ?? null,
  territories: user?.territories ?? [],
  locale: user?.locale ?? 'de',
  position: user?.position ?? '',
  phone: user?.phone ?? '',
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
  const [place, setPlace] = useState<Pick<Values, 'role' | 'teamId'>>(() => valuesOf(user));
  const team = teams.find(({ id }) => id === place.teamId);
  const teamHelp =
    place.role !== 'MANAGER' || !team || (user !== null && team.managerId === user.id)
      ? undefined
      : team.managerName === null
        ? t('user.leadsTeam')
        : t('user.teamIsLed', { name: team.managerName });
  const required = (value: string) => (value.trim() === '' ? t('required') : null);
  const form = useForm<Values>({
    mode: 'uncontrolled',
    initialValues: valuesOf(user),
    onValuesChange: ({ role, teamId }) => setPlace({ role, teamId }),
    validate: {
      name: required,
      email: (value) =>
        /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value.trim()) ? null : t('user.emailInvalid'),
      territories: (value, { role }) =>
        NEED_TERRITORY.includes(role) && value.length === 0 ? t('user.territoryMissing') : null,
    },
  });
  const at = (field: keyof Values) => ({
    key: form.key(field),
    ...form.getInputProps(field),
    readOnly,
  });
  const save = async ({ password, position, phone, ...others }: Values) => {
    const values = { ...others, position: position.trim() || null, phone: phone.trim() || null };
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
      onSubmit={form.onSubmit((values) => void save(values))}
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
      <TextInput
        {...at('position')}
        label={t('user.position')}
        description={t('user.signatureHelp')}
        autoComplete="off"
      />
      <TextInput {...at('phone')} label={t('user.phone')} type="tel" autoComplete="off" />
      <Select
        {...at('role')}
        label={t('user.role')}
        data={ROLES.map((value) => ({ value, label: lists(`role.${value}`) }))}
        allowDeselect={false}
      />
      <Select
        {...at('teamId')}
        label={t('user.team')}
        description={teamHelp}
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
