import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../core/use-format';
import { type Column, DataTable } from '../parts/data-table';
import { Page } from '../parts/page';
import { Empty, QueryView, Skeleton } from '../parts/state-view';
import { Tag } from '../parts/tag';
import { Time } from '../parts/time';
import { Crumbs } from './crumbs.panel';
import { type Outage, outageQuery } from './planning.queries';
import './follow-ups.css';

type Row = Outage['items'][number];
type Fate = Row['fate'];

const LOOK = {
  send: { tone: 'info', icon: 'send' },
  spread: { tone: 'warn', icon: 'hourglass' },
  wait: { tone: 'warn', icon: 'hourglass' },
  skip: { tone: 'idle', icon: 'minus' },
  cancel: { tone: 'idle', icon: 'x' },
} as const satisfies Record<Fate, object>;
const FATES = Object.keys(LOOK) as Fate[];

/** After a standstill: what became due meanwhile, and what will happen to it. */
export function OutagePage() {
  const { t } = useTranslation('follow-ups');
  return (
    <Page title={t('outage.title')} area={t('title')} crumbs={<Crumbs />} sub={t('outage.sub')}>
      <div className="page-body outage">
        <Planner />
      </div>
    </Page>
  );
}

function Planner() {
  const { t } = useTranslation('follow-ups');
  const query = useQuery(outageQuery);
  return (
    <QueryView query={query} skeleton={<Skeleton rows={8} />} right={t('right')}>
      {(outage) =>
        outage.total > 0 ? (
          <>
            <Summary outage={outage} />
            <DataTable
              label={t('outage.title')}
              columns={columnsOf(t)}
              rows={outage.items}
              rowKey={({ followUpId }) => followUpId}
              compact={(row) => <Compact row={row} />}
            />
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
  );
}

/** In numbers; when there are more than were looked at, it says so. */
function Summary({ outage }: { outage: Outage }) {
  const { t } = useTranslation('follow-ups');
  const format = useFormat();
  const { total, looked, oldestDueAt, fates, items } = outage;
  const countOf = (fate: Fate) =>
    fates.filter((one) => one.fate === fate).reduce((sum, { count }) => sum + count, 0);
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
      <ul className="outage-outcomes" aria-label={t('outage.fates', { count: looked })}>
        {FATES.filter((fate) => countOf(fate) > 0).map((fate) => (
          <li key={fate}>
            <Tag {...LOOK[fate]}>
              {t(`fate.${fate}`)} {format.number(countOf(fate))}
            </Tag>
          </li>
        ))}
      </ul>
      {(looked < total || items.length < looked) && (
        <p className="rl-quiet">
          {t('outage.part', { looked: format.number(looked), shown: format.number(items.length) })}
        </p>
      )}
    </div>
  );
}

function LeadLink({ row }: { row: Row }) {
  return (
    <Link to="/leads/$id" params={{ id: row.leadId }} className="row-link" data-row-link>
      {row.company}
    </Link>
  );
}

function FateTag({ row }: { row: Row }) {
  const { t } = useTranslation('follow-ups');
  return (
    <Tag {...LOOK[row.fate]} quiet={row.fate === 'send'}>
      {t(`fate.${row.fate}`)}
    </Tag>
  );
}

function Reason({ row }: { row: Row }) {
  const { t } = useTranslation('follow-ups');
  const { fate, reasonText, at } = row;
  return (
    <span className="queue-reason" title={reasonText ?? undefined}>
      {at && fate !== 'send' && (
        <>
          {t('outage.nextAt')} <Time at={at} as="moment" />.{' '}
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
      width: 240,
      cell: (row) => <LeadLink row={row} />,
    },
    {
      key: 'due',
      head: t('outage.dueSince'),
      width: 148,
      cell: (row) => <Time at={row.dueAt} as="moment" />,
    },
    { key: 'step', head: t('table.step'), width: 72, cell: (row) => row.step },
    { key: 'fate', head: t('outage.fate'), width: 160, cell: (row) => <FateTag row={row} /> },
    { key: 'reason', head: t('table.reason'), cell: (row) => <Reason row={row} /> },
    {
      key: 'latest',
      head: t('outage.notAfter'),
      from: 'lg',
      cell: (row) => <Time at={row.notAfter} as="moment" />,
    },
  ];
}

function Compact({ row }: { row: Row }) {
  return (
    <>
      <span>
        <LeadLink row={row} />
      </span>
      <span>
        <FateTag row={row} />
      </span>
      <span className="rl-quiet">
        {row.step} · <Time at={row.dueAt} as="moment" />
      </span>
      <span />
      <p className="queue-compact-reason rl-quiet">
        <Reason row={row} />
      </p>
    </>
  );
}
