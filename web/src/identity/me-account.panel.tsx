import { Button, PasswordInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { browserOf } from '../core/browser';
import { type FieldError, Problem, splitErrors } from '../core/problem';
import { textOf } from '../core/form-data';
import { ProblemBox } from '../parts/problem-box';
import { QueryView, Skeleton } from '../parts/state-view';
import { Time } from '../parts/time';

import { changePassword, endSession, sessionsQuery } from './identity.queries';
import './identity.css';
import { toast, toastProblem } from '../core/toast';

export function Card({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section className="card" aria-labelledby={id}>
      <div className="card-head">
        <h2 id={id}>{title}</h2>
      </div>
      {children}
    </section>
  );
}

const SHORTEST = 12;

export function Password() {
  const { t } = useTranslation('identity');
  const [error, setError] = useState<unknown>(null);
  const [fields, setFields] = useState<Record<string, string>>({});
  const [rest, setRest] = useState<readonly FieldError[]>([]);
  const [busy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const [current, next] = ['current', 'next'].map((name) => textOf(data, name));
    setError(null);
    if (!next || next.length < SHORTEST) {
      setFields({ next: t('me.passwordShort') });
      return;
    }
    setFields({});
    setBusy(true);
    try {
      await changePassword(current ?? '', next);
      form.reset();
      toast(t('me.passwordDone'));
    } catch (cause) {
      if (cause instanceof Problem) {
        const split = splitErrors(cause, (path) => path === 'next');
        setFields(split.fields);
        setRest(split.rest);
      }
      setError(cause);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Card id="password" title={t('me.password')}>
      <form className="card-body" noValidate onSubmit={(event) => void submit(event)}>
        {error !== null && <ProblemBox error={error} rest={rest} />}
        <PasswordInput
          className="me-field"
          name="current"
          label={t('me.passwordCurrent')}
          autoComplete="current-password"
          error={fields['current']}
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
        />
        <PasswordInput
          className="me-field"
          name="next"
          label={t('me.passwordNext')}
          description={t('me.passwordHelp')}
          autoComplete="new-password"
          error={fields['next']}
          visibilityToggleButtonProps={{ 'aria-label': t('signIn.show') }}
        />
        <div>
          <Button type="submit" variant="default" loading={busy}>
            {t('me.passwordAct')}
          </Button>
        </div>
      </form>
    </Card>
  );
}

export function Sessions() {
  const { t } = useTranslation('identity');
  const core = useTranslation('core').t;
  const queries = useQueryClient();
  const query = useQuery(sessionsQuery);
  const end = async (id: string) => {
    try {
      await endSession(id);
    } catch (error) {
      toastProblem(core, error);
    }
    await queries.invalidateQueries({ queryKey: sessionsQuery.queryKey });
  };
  return (
    <Card id="sessions" title={t('me.sessions')}>
      <QueryView query={query} skeleton={<Skeleton rows={2} height={56} />}>
        {({ items }) => (
          <ul>
            {items.map((session) => (
              <li key={session.id} className="session">
                <div>
                  <b>{browserOf(session.userAgent) ?? t('me.unknownBrowser')}</b>
                  {session.current && <span className="rl-quiet"> · {t('me.thisSession')}</span>}
                  <div className="rl-quiet">
                    {t('me.lastUsed')} <Time at={session.lastUsedAt} /> · {session.address}
                  </div>
                </div>
                {!session.current && (
                  <Button variant="default" size="xs" onClick={() => void end(session.id)}>
                    {t('me.endSession')}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </QueryView>
    </Card>
  );
}
