import { SegmentedControl, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { Page } from '../parts/page';
import { QueryView, Skeleton } from '../parts/state-view';
import { HoursCard } from './hours.panel';
import { buttonsQuery, DAYS, type MessagingSearch, metricsQuery } from './messaging.queries';
import { ChatCard, HotClicks, Recent } from './news.panel';
import { ByButton, Packages, People, Templates } from './tables.panel';
import { Tiles } from './tiles.panel';
import './messaging.css';

const route = getRouteApi('/app/analytics/whatsapp');

/** What the channel brings: taps, content, chats, and what has just happened. */
export function MessagingPage() {
  const { t } = useTranslation('messaging');
  const format = useFormat();
  const { scope } = useSession();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const go = (next: MessagingSearch) => void navigate({ search: next, replace: true });
  const metrics = useQuery(metricsQuery(search));
  const buttons = useQuery(buttonsQuery(search));
  const period = metrics.data?.period;
  return (
    <Page
      title={t('title')}
      area={t('area')}
      crumbs={
        <nav aria-label={t('crumbs')}>
          <ol className="crumbs">
            <li>
              <Link to="/analytics">{t('area')}</Link>
            </li>
          </ol>
        </nav>
      }
      sub={period && t('period', { from: format.date(period.from), to: format.date(period.to) })}
      actions={
        <>
          {scope.kind !== 'own' && (
            <Select
              size="xs"
              w={140}
              aria-label={t('whose')}
              data={[
                { value: 'all', label: t('everybody') },
                { value: 'me', label: t('mine') },
              ]}
              value={search.owner ?? 'all'}
              onChange={(value) => go({ ...search, owner: value === 'me' ? 'me' : undefined })}
              allowDeselect={false}
            />
          )}
          <SegmentedControl
            size="xs"
            aria-label={t('days.label')}
            data={DAYS.map((value) => ({ value, label: t(`days.${value}`) }))}
            value={search.days ?? '7'}
            onChange={(value) =>
              go({
                ...search,
                days: value === '7' ? undefined : DAYS.find((known) => known === value),
              })
            }
          />
        </>
      }
    >
      <div className="page-body messaging">
        <QueryView query={metrics} skeleton={<Skeleton rows={1} height={92} />}>
          {(data) => <Tiles metrics={data} />}
        </QueryView>
        <div className="messaging-columns">
          <div className="messaging-side">
            <QueryView query={buttons} skeleton={<Skeleton rows={8} />}>
              {({ data }) => (
                <>
                  <HoursCard
                    buttons={data}
                    asTable={search.view === 'table'}
                    onView={(asTable) => go({ ...search, view: asTable ? 'table' : undefined })}
                  />
                  <ByButton buttons={data} />
                  <Templates buttons={data} />
                  <Packages buttons={data} />
                </>
              )}
            </QueryView>
            <People search={search} />
          </div>
          <div className="messaging-side">
            <HotClicks search={search} />
            <QueryView query={metrics} skeleton={<Skeleton rows={6} height={28} />}>
              {({ data }) => <ChatCard chat={data.chat} />}
            </QueryView>
            <Recent search={search} go={go} />
          </div>
        </div>
      </div>
    </Page>
  );
}
