import { SegmentedControl, Select, Switch } from '@mantine/core';
import { type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../core/api';
import { LOCALES } from '../core/i18n';
import { changeMe, useSession } from '../core/session';
import { InlineEdit } from '../parts/inline-edit';
import { Page } from '../parts/page';

import { ApiTokens } from './api-tokens.panel';
import { Card, Password, Sessions } from './me-account.panel';
import './identity.css';
import { toastProblem } from '../core/toast';

export function MePage() {
  const { t } = useTranslation('identity');
  return (
    <Page title={t('me.title')}>
      <div className="page-body me">
        <Profile />
        <Preferences />
        <Password />
        <Sessions />
        <ApiTokens />
      </div>
    </Page>
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
