import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { LEAD_STATUSES, OPEN_STATUSES } from '../api/lists';
import { useNow } from '../core/now';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { LiveNumber } from '../parts/live-number';
import { Page } from '../parts/page';
import { QueryView, Skeleton } from '../parts/state-view';
import { type Counts, countsQuery, feedQuery } from './cockpit.queries';
import { FeedPanel } from './feed.panel';
import './cockpit.css';

export function CockpitPage() {
  const { t } = useTranslation('cockpit');
  const session = useSession();
  const format = useFormat();
  const now = useNow();
  const queries = useQueryClient();
  const feed = useQuery(feedQuery(queries));
  const counts = useQuery(countsQuery);
  const mayAdd = may(session, 'leads.write');
  return (
    <Page
      title={t('title')}
      sub={
        <>
          {format.longDate(now)} · {t(`scope.${session.scope.kind}`)}
        </>
      }
      actions={
        mayAdd && (
          <Button
            renderRoot={(props) => <Link to="/leads/new" {...props} />}
            leftSection={<IconPlus size={16} aria-hidden />}
          >
            {t('add')}
          </Button>
        )
      }
    >
      <div className="page-body cockpit">
        <QueryView query={counts} skeleton={<Skeleton rows={1} height={88} />}>
          {(data) => <Tiles counts={data} />}
        </QueryView>
        <div className="cockpit-columns">
          <QueryView query={feed} skeleton={<Skeleton rows={6} height={52} />}>
            {(data) => <FeedPanel feed={data} mayAdd={mayAdd} />}
          </QueryView>
          {counts.data && <Pipeline counts={counts.data} />}
        </div>
      </div>
    </Page>
  );
}

const sum = (counts: Counts, statuses: readonly (keyof Counts['byStatus'])[]): number =>
  statuses.reduce((total, status) => total + counts.byStatus[status], 0);

/** Each number opens the list that it counts. */
function Tiles({ counts }: { counts: Counts }) {
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
          <Link to="/leads" search={searchOf(status)} className="tile">
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
function searchOf(status: (typeof LEAD_STATUSES)[number]) {
  if (status === 'REGISTERED') return { view: 'registered' as const };
  if (status === 'QUALIFIED') return { view: 'qualified' as const };
  return { status: [status] };
}

/** The open leads by status, as parts of a whole; the list beside it says the same in words. */
function Pipeline({ counts }: { counts: Counts }) {
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
              <Link to="/leads" search={searchOf(status)}>
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
