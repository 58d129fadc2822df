import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../core/use-format';
import { type Column, DataTable } from '../parts/data-table';
import { Page } from '../parts/page';
import { Empty, QueryView, Skeleton } from '../parts/state-view';
import { Tag } from '../parts/tag';
import { Time } from '../parts/time';
import { Crumbs } from './crumbs.panel';
import { LeadLink } from './follow-ups.columns';
import { type Outage, outageQuery } from './planning.queries';
import './follow-ups.css';

type Row = Outage['items'][number];

const route = getRouteApi('/app/follow-ups/outage');

const LOOK = {
  queued: { tone: 'info', icon: 'send' },
  skipped: { tone: 'idle', icon: 'minus' },
  deferred: { tone: 'warn', icon: 'hourglass' },
  cancelled: { tone: 'idle', icon: 'x' },
  stuck: { tone: 'bad', icon: 'alert-octagon' },
} as const;

/** After a standstill: what became due meanwhile, and what will happen to it. */
export function OutagePage() {
  const { t } = useTranslation('follow-ups');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(outageQuery(search));
  return (
    <Page title={t('outage.title')} area={t('title')} crumbs={<Crumbs />} sub={t('outage.sub')}>
      <div className="page-body outage">
        <QueryView query={query} skeleton={<Skeleton rows={8} />} right={t('right')}>
          {(data) =>
            data.items.length > 0 ? (
              <>
                <Summary outage={data} />
                <DataTable
                  label={t('outage.title')}
                  columns={columnsOf(t)}
                  rows={data.items}
                  rowKey={({ id }) => id}
                  compact={(row) => <Compact row={row} />}
                />
                <div className="outage-pages">
                  {(['previous', 'next'] as const).map((step) => {
                    const cursor = step === 'next' ? data.nextCursor : data.previousCursor;
                    return (
                      cursor !== null && (
                        <Button
                          key={step}
                          variant="default"
                          onClick={() => void navigate({ search: { ...search, cursor } })}
                        >
                          {t(`outage.${step}`)}
                        </Button>
                      )
                    );
                  })}
                </div>
              </>
            ) : (
              <Empty
                title={t('outage.empty')}
                text={t('outage.emptyText')}
                action={
                  <Button
                    variant="default"
                    renderRoot={(props) => <Link to="/follow-ups" {...props} />}
                  >
                    {t('outage.back')}
                  </Button>
                }
              />
            )
          }
        </QueryView>
      </div>
    </Page>
  );
}

/** In numbers; what will happen is known of the rows on this page only, and says so. */
function Summary({ outage }: { outage: Outage }) {
  const { t } = useTranslation('follow-ups');
  const format = useFormat();
  const { total, oldestDueAt, items } = outage;
  const outcomes = (Object.keys(LOOK) as (keyof typeof LOOK)[]).map((outcome) => ({
    outcome,
    count: items.filter(({ fate }) => fate.outcome === outcome).length,
  }));
  return (
    <div className="outage-summary">
      <p>
        <Link to="/follow-ups" search={{ state: ['due'] }}>
          {t('outage.total', { count: total, shown: format.number(total) })}
        </Link>
        {oldestDueAt && (
          <>
            {' '}
            {t('outage.oldest')} <Time at={oldestDueAt} as="moment" />
          </>
        )}
      </p>
      <ul className="outage-outcomes" aria-label={t('outage.outcomes', { count: items.length })}>
        {outcomes
          .filter(({ count }) => count > 0)
          .map(({ outcome, count }) => (
            <li key={outcome}>
              <Tag {...LOOK[outcome]}>
                {t(`fate.${outcome}`)} {format.number(count)}
              </Tag>
            </li>
          ))}
      </ul>
      {items.length < total && (
        <p className="rl-quiet">{t('outage.part', { count: items.length })}</p>
      )}
    </div>
  );
}

function Fate({ row }: { row: Row }) {
  const { t } = useTranslation('follow-ups');
  const { outcome } = row.fate;
  return (
    <Tag {...LOOK[outcome]} quiet={outcome === 'queued'}>
      {t(`fate.${outcome}`)}
    </Tag>
  );
}

function FateReason({ row }: { row: Row }) {
  const { t } = useTranslation('follow-ups');
  const { outcome, reasonText, nextAt } = row.fate;
  if (outcome === 'stuck') return t('outage.stuck');
  return (
    <span className="queue-reason" title={reasonText ?? undefined}>
      {nextAt && (
        <>
          {t('outage.nextAt')} <Time at={nextAt} as="moment" />.{' '}
        </>
      )}
      {reasonText}
    </span>
  );
}

function columnsOf(t: TFunction<'follow-ups'>): Column<Row>[] {
  return [
    {
      key: 'lead',
      head: t('table.lead'),
      width: 260,
      cell: (row) => <LeadLink row={row} t={t} />,
    },
    {
      key: 'due',
      head: t('outage.dueSince'),
      width: 148,
      cell: (row) => <Time at={row.dueAt} as="moment" />,
    },
    { key: 'step', head: t('table.step'), width: 72, cell: (row) => row.step },
    { key: 'fate', head: t('outage.fate'), width: 160, cell: (row) => <Fate row={row} /> },
    { key: 'reason', head: t('table.reason'), cell: (row) => <FateReason row={row} /> },
    {
      key: 'latest',
      head: t('outage.notAfter'),
      from: 'lg',
      cell: (row) => <Time at={row.notAfter} as="moment" />,
    },
  ];
}

function Compact({ row }: { row: Row }) {
  const { t } = useTranslation('follow-ups');
  return (
    <>
      <span>
        <LeadLink row={row} t={t} />
      </span>
      <span>
        <Fate row={row} />
      </span>
      <span className="rl-quiet">
        {row.step} · <Time at={row.dueAt} as="moment" />
      </span>
      <span />
      <p className="queue-compact-reason rl-quiet">
        <FateReason row={row} />
      </p>
    </>
  );
}
