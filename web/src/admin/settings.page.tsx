import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { SideDrawer } from '../parts/dialog';
import { Page } from '../parts/page';
import { NoRight, QueryView, Skeleton } from '../parts/state-view';
import { Time } from '../parts/time';
import { AdminTabs } from './admin-head.panel';
import { GROUPS, isKnown, type SettingKey, SETTINGS } from './setting-kinds.queries';
import { useSettingWords } from './setting-words.panel';
import {
  EVERYBODY,
  placeOf,
  type Setting,
  settingsQuery,
  standingAt,
  textOfPlace,
} from './settings.queries';
import './settings.css';

const route = getRouteApi('/app/admin/settings');
/** With its calendar: only who opens a setting loads it. */
const SettingForm = lazy(async () => ({ default: (await import('./setting.form')).SettingForm }));

type Known = Setting & { key: SettingKey };

/** What people decide while the system runs, by the part of the product that it concerns. */
export function SettingsPage() {
  const { t } = useTranslation('settings');
  const admin = useTranslation('admin').t;
  const session = useSession();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const allowed = may(session, 'settings.write') || may(session, 'audit.read');
  const query = useQuery({ ...settingsQuery, enabled: allowed });
  const words = useSettingWords();
  const close = () => void navigate({ search: {}, replace: true });
  if (!allowed) return <NoRight right={t('right')} />;
  return (
    <Page
      title={admin('tabs.settings')}
      area={admin('title')}
      sub={<p>{t('sub')}</p>}
      below={<AdminTabs active="settings" />}
    >
      <QueryView query={query} skeleton={<Skeleton rows={12} />} right={t('right')}>
        {({ items }) => {
          const known = items.filter((one): one is Known => isKnown(one.key));
          const chosen = known.find(({ key }) => key === search.setting);
          return (
            <div className="page-body settings">
              {GROUPS.map((group) => (
                <Section
                  key={group}
                  title={t(`group.${group}`)}
                  settings={known.filter(({ key }) => SETTINGS[key].group === group)}
                />
              ))}
              <SideDrawer
                opened={chosen !== undefined}
                onClose={close}
                title={chosen ? words.name(chosen.key) : ''}
              >
                <Suspense fallback={<Skeleton rows={4} />}>
                  {chosen && (
                    <SettingForm
                      key={chosen.key}
                      setting={chosen}
                      place={placeOf(search.place)}
                      onPlace={(place) =>
                        void navigate({
                          search: { ...search, place: textOfPlace(place) || undefined },
                          replace: true,
                        })
                      }
                      onDone={close}
                    />
                  )}
                </Suspense>
              </SideDrawer>
            </div>
          );
        }}
      </QueryView>
    </Page>
  );
}

function Section({ title, settings }: { title: string; settings: readonly Known[] }) {
  return (
    <section className="card" aria-label={title}>
      <div className="card-head">
        <h2>{title}</h2>
      </div>
      <ul>
        {settings.map((setting) => (
          <Row key={setting.key} setting={setting} />
        ))}
      </ul>
    </section>
  );
}

function Row({ setting }: { setting: Known }) {
  const { t } = useTranslation('settings');
  const words = useSettingWords();
  const { key } = setting;
  const general = standingAt(setting, EVERYBODY);
  const others = setting.values.filter((one) => one !== general);
  const newest = setting.values.toSorted((a, b) => (a.validFrom < b.validFrom ? 1 : -1))[0];
  return (
    <li className="setting">
      <div>
        <Link to="/admin/settings" search={{ setting: key }} className="row-link">
          {words.name(key)}
        </Link>
        <p className="rl-quiet">{words.help(key)}</p>
      </div>
      <div>
        <p className="setting-value">
          {words.value(key, general ? general.value : setting.default)}
        </p>
        {others.map((one) => (
          <p key={one.id}>
            {words.place(one)}: {words.value(key, one.value)}
          </p>
        ))}
        {general && (
          <p className="rl-quiet">
            {t('default')}: {words.value(key, setting.default)}
          </p>
        )}
      </div>
      <p className="rl-quiet">
        {newest ? (
          <>
            <Time at={newest.validFrom} /> · {newest.changedByName ?? t('system')}
          </>
        ) : (
          t('isDefault')
        )}
      </p>
    </li>
  );
}
