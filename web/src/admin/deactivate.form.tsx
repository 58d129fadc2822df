import { Button, Select } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemBox } from '../parts/problem-box';
import { adminKeys, deactivateUser, type UserRow, usersQuery } from './admin.queries';
import { toast } from '../core/toast';

/** What cannot come back asks first, and asks who takes over. */
export function Deactivate({ user, onDone }: { user: UserRow; onDone: () => void }) {
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
