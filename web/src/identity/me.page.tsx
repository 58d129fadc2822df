import { Button, PasswordInput, SegmentedControl, Select, Switch } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../core/api';
import { browserOf } from '../core/browser';
import { LOCALES } from '../core/i18n';
import { Problem, splitErrors } from '../core/problem';
import { changeMe, useSession } from '../core/session';
import { InlineEdit } from '../parts/inline-edit';
import { Page } from '../parts/page';
import { textOf } from '../core/form-data';
import { ProblemBox } from '../parts/problem-box';
import { QueryView, Skeleton } from '../parts/state-view';
import { Time } from '../parts/time';

import { changePassword, endSession, sessionsQuery } from './identity.queries';
import './identity.css';
import { toast, toastProblem } from '../core/toast';

export function MePage() {
  const { t } = useTranslation('identity');
  return (
    <Page title={t('me.title')}>
      <div className="page-body me">
        <Profile />
        <Preferences />
        <Password />
        <Sessions />
      </div>
    </Page>
  );
}

function Card({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section className="card" aria-labelledby={id}>
      <div className="card-head">
        <h2 id={id}>{title}</h2>
      </div>
      {children}
    </section>
  );
}

function Profile() {
  const { t } = useTranslation('identity');
  const lists = useTranslation('lists').t;
  const { user } = useSession();
  return (
    <Card id="profile" title={t('me.profile')}>
      <dl className="card-body">
        <InlineEdit
          label={t('me.name')}
          shown={user.name}
          value={user.name}
          onSave={async (name) => {
            await changeMe({ name: name.trim() });
          }}
        />
        <InlineEdit label={t('me.email')} shown={user.email} value={user.email} />
        <InlineEdit label={t('me.role')} shown={lists(`role.${user.role}`)} value={user.role} />
        <InlineEdit label={t('me.team')} shown={user.teamName ?? t('me.noTeam')} value="" />
      </dl>
    </Card>
  );
}

function Row({ label, help, children }: { label: string; help?: string; children: ReactNode }) {
  return (
    <div className="me-row">
      <span className="me-label">{label}</span>
      {children}
      {help && <span className="form-help">{help}</span>}
    </div>
  );
}

const ZONES = Intl.supportedValuesOf('timeZone');

/** Each takes effect at once and is kept with the account. */
function Preferences() {
  const { t } = useTranslation('identity');
  const lists = useTranslation('lists').t;
  const core = useTranslation('core').t;
  const { user } = useSession();
  const change = async (preferences: Schemas['Preferences']) => {
    try {
      await changeMe(preferences);
    } catch (error) {
      toastProblem(core, error);
    }
  };
  return (
    <Card id="preferences" title={t('me.preferences')}>
      <div className="card-body">
        <Row label={t('me.locale')}>
          <SegmentedControl
            aria-label={t('me.locale')}
            data={LOCALES.map((value) => ({ value, label: lists(`locale.${value}`) }))}
            value={user.locale}
            onChange={(locale) => void change({ locale })}
          />
        </Row>
        <Row label={t('me.timeZone')}>
          <Select
            className="me-field"
            aria-label={t('me.timeZone')}
            data={ZONES}
            value={user.timeZone}
            onChange={(timeZone) => timeZone !== null && void change({ timeZone })}
            searchable
            allowDeselect={false}
            limit={50}
            nothingFoundMessage={t('me.noZone')}
          />
        </Row>
        <Row label={t('me.theme')}>
          <SegmentedControl
            aria-label={t('me.theme')}
            data={(['light', 'dark', 'system'] as const).map((value) => ({
              value,
              label: t(`theme.${value}`),
            }))}
            value={user.theme}
            onChange={(theme) => void change({ theme })}
          />
        </Row>
        <Row label={t('me.density')}>
          <SegmentedControl
            aria-label={t('me.density')}
            data={(['compact', 'normal', 'roomy'] as const).map((value) => ({
              value,
              label: t(`density.${value}`),
            }))}
            value={user.density}
            onChange={(density) => void change({ density })}
          />
        </Row>
        <Row label={t('me.keys')} help={t('me.keysHelp')}>
          <Switch
            aria-label={t('me.keys')}
            checked={user.singleKeys}
            onChange={(event) => void change({ singleKeys: event.currentTarget.checked })}
          />
        </Row>
      </div>
    </Card>
  );
}

const SHORTEST = 12;

function Password() {
  const { t } = useTranslation('identity');
  const [error, setError] = useState<unknown>(null);
  const [fields, setFields] = useState<Record<string, string>>({});
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
      if (cause instanceof Problem) setFields(splitErrors(cause, (path) => path === 'next').fields);
      setError(cause);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Card id="password" title={t('me.password')}>
      <form className="card-body" noValidate onSubmit={(event) => void submit(event)}>
        {error !== null && <ProblemBox error={error} />}
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

function Sessions() {
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
