import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { ensureTexts } from '../core/i18n';
import { useNow } from '../core/now';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { Page } from '../parts/page';
import { QueryView, Skeleton } from '../parts/state-view';
import { leadCountsQuery } from './cockpit.queries';
import { decisionsQuery, metricsQuery, type Width } from './follow-up-metrics.queries';
import { FollowUpTiles } from './follow-ups.panel';
import './cockpit.css';

const route = getRouteApi('/app/');

// None of these belongs to the first paint; most people have nothing to switch.
const Pipeline = lazy(async () => {
  await ensureTexts('widgets');
  return { default: (await import('./pipeline.panel')).Pipeline };
});
const MyDayPanel = lazy(async () => {
  await ensureTexts('widgets', 'work');
  return { default: (await import('./my-day.panel')).MyDayPanel };
});
const SendingPanel = lazy(async () => {
  await ensureTexts('widgets');
  return { default: (await import('./sending.panel')).SendingPanel };
});
const FeedPanel = lazy(async () => {
  await ensureTexts('widgets');
  return { default: (await import('./feed.panel')).FeedPanel };
});
const ChannelPanels = lazy(async () => {
  await ensureTexts('channel');
  return { default: (await import('./channel.panel')).ChannelPanels };
});
const SystemPanel = lazy(async () => {
  await ensureTexts('system');
  return { default: (await import('./system.panel')).SystemPanel };
});
const HealthStrip = lazy(async () => {
  await ensureTexts('system');
  return { default: (await import('./health-strip.panel')).HealthStrip };
});
const ApprovalsPanel = lazy(async () => {
  await ensureTexts('team');
  return { default: (await import('./approvals.panel')).ApprovalsPanel };
});
const TeamPanel = lazy(async () => {
  await ensureTexts('team');
  return { default: (await import('./team.panel')).TeamPanel };
});
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
  const { scope } = route.useSearch();
  const isOwn = session.scope.kind !== 'own' && scope === 'own';
  const width: Width = isOwn ? 'own' : 'wide';
  const counts = useQuery(leadCountsQuery(isOwn));
  const metrics = useQuery(metricsQuery(width));
  const decisions = useQuery(decisionsQuery(width));
  const mayAdd = may(session, 'leads.write');
  const leads = may(session, 'cockpit.team');
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
        {session.user.role === 'MANAGER' && (
          <Suspense fallback={<Skeleton rows={1} height={20} />}>
            <HealthStrip />
          </Suspense>
        )}
        <QueryView query={metrics} skeleton={<Skeleton rows={1} height={92} />}>
          {(data) => <FollowUpTiles metrics={data} width={width} />}
        </QueryView>
        <div className="cockpit-columns">
          <div className="cockpit-side">
            {leads && (
              <Suspense fallback={<Skeleton rows={1} height={84} />}>
                <ApprovalsPanel width={width} />
              </Suspense>
            )}
            <Suspense fallback={<Skeleton rows={5} height={44} />}>
              <MyDayPanel width={width} />
            </Suspense>
            {leads && width === 'wide' && (
              <Suspense fallback={<Skeleton rows={4} height={36} />}>
                <TeamPanel />
              </Suspense>
            )}
            <Suspense fallback={<Skeleton rows={8} height={36} />}>
              <FeedPanel width={width} />
            </Suspense>
          </div>
          <div className="cockpit-side">
            {may(session, 'operations.read') && (
              <Suspense fallback={<Skeleton rows={6} height={28} />}>
                <SystemPanel />
              </Suspense>
            )}
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
                  <Pipeline counts={data} who={isOwn ? { owner: ['me'] } : {}} width={width} />
                </Suspense>
              )}
            </QueryView>
            <Suspense fallback={<Skeleton rows={4} height={28} />}>
              <SendingPanel width={width} />
            </Suspense>
            <Suspense fallback={<Skeleton rows={4} height={28} />}>
              <ChannelPanels width={width} />
            </Suspense>
          </div>
        </div>
      </div>
    </Page>
  );
}
