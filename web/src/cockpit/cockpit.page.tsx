import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../core/now';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { Page } from '../parts/page';
import { QueryView, Skeleton } from '../parts/state-view';
import { feedQuery, leadCountsQuery } from './cockpit.queries';
import { FeedPanel } from './feed.panel';
import { decisionsQuery, metricsQuery, type Width } from './follow-up-metrics.queries';
import { FollowUpTiles } from './follow-ups.panel';
import './cockpit.css';

const route = getRouteApi('/app/');

// None of these belongs to the first paint; most people have nothing to switch.
const Pipeline = lazy(async () => ({ default: (await import('./pipeline.panel')).Pipeline }));
const DecisionsPanel = lazy(async () => ({
  default: (await import('./decisions.panel')).DecisionsPanel,
}));
const WidthSwitch = lazy(async () => ({
  default: (await import('./width-switch.panel')).WidthSwitch,
}));

export function CockpitPage() {
  const { t } = useTranslation('cockpit');
  const session = useSession();
  const format = useFormat();
  const now = useNow();
  const queries = useQueryClient();
  const feed = useQuery(feedQuery(queries));
  const { scope } = route.useSearch();
  const isOwn = session.scope.kind !== 'own' && scope === 'own';
  const width: Width = isOwn ? 'own' : 'wide';
  const counts = useQuery(leadCountsQuery(isOwn));
  const metrics = useQuery(metricsQuery(width));
  const decisions = useQuery(decisionsQuery(width));
  const mayAdd = may(session, 'leads.write');
  return (
    <Page
      title={t('title')}
      sub={
        <>
          {format.longDate(now)} · {t(`scope.${isOwn ? 'own' : session.scope.kind}`)}
        </>
      }
      actions={
        <>
          {session.scope.kind !== 'own' && may(session, 'leads.write') && (
            <Suspense fallback={null}>
              <WidthSwitch width={width} />
            </Suspense>
          )}
          {mayAdd && (
            <Button
              renderRoot={(props) => <Link to="/leads/new" {...props} />}
              leftSection={<IconPlus size={16} aria-hidden />}
            >
              {t('add')}
            </Button>
          )}
        </>
      }
    >
      <div className="page-body cockpit">
        <QueryView query={metrics} skeleton={<Skeleton rows={1} height={92} />}>
          {(data) => <FollowUpTiles metrics={data} width={width} />}
        </QueryView>
        <div className="cockpit-columns">
          <QueryView query={feed} skeleton={<Skeleton rows={6} height={52} />}>
            {(data) => (
              <FeedPanel
                feed={data}
                mayAdd={mayAdd}
                ownerId={isOwn ? session.user.id : undefined}
              />
            )}
          </QueryView>
          <div className="cockpit-side">
            <QueryView query={decisions} skeleton={<Skeleton rows={4} height={52} />}>
              {(data) => (
                <Suspense fallback={<Skeleton rows={4} height={52} />}>
                  <DecisionsPanel decisions={data.items} width={width} />
                </Suspense>
              )}
            </QueryView>
            <QueryView query={counts} skeleton={<Skeleton rows={5} height={28} />}>
              {(data) => (
                <Suspense fallback={<Skeleton rows={5} height={28} />}>
                  <Pipeline counts={data} who={isOwn ? { owner: ['me'] } : {}} />
                </Suspense>
              )}
            </QueryView>
          </div>
        </div>
      </div>
    </Page>
  );
}
