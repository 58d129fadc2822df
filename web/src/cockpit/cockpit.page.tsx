import { Button, SegmentedControl } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { LEAD_STATUSES, OPEN_STATUSES } from '../api/lists';
import { useNow } from '../core/now';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { LiveNumber } from '../parts/live-number';
import { Page } from '../parts/page';
import { QueryView, Skeleton } from '../parts/state-view';
import { type Counts, feedQuery, leadCountsQuery } from './cockpit.queries';
import { DecisionsPanel } from './decisions.panel';
import { FeedPanel } from './feed.panel';
import { decisionsQuery, metricsQuery, type Width } from './follow-up-metrics.queries';
import { FollowUpTiles } from './follow-ups.panel';
import './cockpit.css';

const route = getRouteApi('/app/');

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
          <WidthSwitch width={width} />
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
        <QueryView query={counts} skeleton={<Skeleton rows={1} height={72} />}>
          {(data) => <Tiles counts={data} who={whoOf(width)} />}
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
              {(data) => <DecisionsPanel decisions={data.items} width={width} />}
            </QueryView>
            {counts.data && <Pipeline counts={counts.data} who={whoOf(width)} />}
          </div>
        </div>
      </div>
    </Page>
  );
}

type Who = { owner?: string[] };
const whoOf = (width: Width): Who => (width === 'own' ? { owner: ['me'] } : {});

/** Whoever sees more than their own may look at just that; the choice is in the URL. */
function WidthSwitch({ width }: { width: Width }) {
  const { t } = useTranslation('cockpit');
  const { scope, acts } = useSession();
  const navigate = route.useNavigate();
  if (scope.kind === 'own' || !acts.includes('leads.write')) return null;
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('switch.label')}
      data={[
        { value: 'own', label: t('switch.own') },
        { value: 'wide', label: t(`switch.${scope.kind}`) },
      ]}
      value={width}
      onChange={(value) =>
        void navigate({ search: value === 'own' ? { scope: 'own' } : {}, replace: true })
      }
    />
  );
}

const sum = (counts: Counts, statuses: readonly (keyof Counts['byStatus'])[]): number =>
  statuses.reduce((total, status) => total + counts.byStatus[status], 0);

/** Each number opens the list that it counts. */
function Tiles({ counts, who }: { counts: Counts; who: Who }) {
  const { t } = useTranslation('cockpit');
  const lists = useTranslation('lists').t;
  return (
    <ul className="tiles card" aria-label={t('tiles')}>
      <li>
        <Link to="/leads" className="tile">
          <span className="tile-label">{t('open')}</span>
          <span className="tile-figure">
            <LiveNumber value={sum(counts, OPEN_STATUSES)} />
          </span>
        </Link>
      </li>
      {(['REGISTERED', 'ACTIVE', 'QUALIFIED', 'CONVERTED'] as const).map((status) => (
        <li key={status}>
          <Link to="/leads" search={searchOf(status, who)} className="tile">
            <span className="tile-label">{lists(`status.${status}`)}</span>
            <span className="tile-figure">
              <LiveNumber value={counts.byStatus[status]} />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** The list behind a status: the view of that name where there is one. */
function searchOf(status: (typeof LEAD_STATUSES)[number], who: Who) {
  if (who.owner) return { ...who, status: [status] };
  if (status === 'REGISTERED') return { view: 'registered' as const };
  if (status === 'QUALIFIED') return { view: 'qualified' as const };
  return { status: [status] };
}

/** The open leads by status, as parts of a whole; the list beside it says the same in words. */
function Pipeline({ counts, who }: { counts: Counts; who: Who }) {
  const { t } = useTranslation('cockpit');
  const lists = useTranslation('lists').t;
  const format = useFormat();
  const total = sum(counts, LEAD_STATUSES);
  return (
    <section className="card" aria-labelledby="pipeline">
      <div className="card-head">
        <h2 id="pipeline">{t('pipeline.title')}</h2>
        <Link to="/leads" search={{ view: 'all' }} className="card-link">
          {t('pipeline.all')}
        </Link>
      </div>
      <div className="card-body">
        <div className="bar" aria-hidden>
          {LEAD_STATUSES.filter((status) => counts.byStatus[status] > 0).map((status) => (
            <span key={status} data-status={status} style={{ flexGrow: counts.byStatus[status] }} />
          ))}
        </div>
        <ul className="pipeline">
          {LEAD_STATUSES.map((status) => (
            <li key={status}>
              <span className="pipeline-mark" data-status={status} aria-hidden />
              <Link to="/leads" search={searchOf(status, who)}>
                {lists(`status.${status}`)}
              </Link>
              <LiveNumber value={counts.byStatus[status]} />
              <span className="rl-quiet rl-num">
                {total === 0
                  ? '–'
                  : format.rate(Math.round((counts.byStatus[status] / total) * 100) / 100)}
              </span>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
