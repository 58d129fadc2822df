import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Format } from '../core/format';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { useDuration } from '../core/use-duration';
import { useFormat } from '../core/use-format';
import { type Column, DataTable } from '../parts/data-table';
import { QueryView, Skeleton } from '../parts/state-view';
import { Tag } from '../parts/tag';
import { Unknown } from '../parts/unknown';
import { OperationsPage } from './operations-page.panel';
import { type Consumer, consumersQuery } from './operations.queries';
import { MOST_COUNTED, standingOf } from './standing.queries';

const LOOKS = {
  behind: { tone: 'bad', icon: 'alert-triangle' },
  stuck: { tone: 'warn', icon: 'alert-octagon' },
  unread: { tone: 'idle', icon: 'circle-off' },
  current: { tone: 'good', icon: 'check' },
} as const;

/** Who reads the log, and how far. */
export function ConsumersPage() {
  const { t } = useTranslation('operations');
  const session = useSession();
  const format = useFormat();
  const duration = useDuration();
  const query = useQuery({ ...consumersQuery, enabled: may(session, 'events.read') });
  const items = query.data?.items ?? [];
  const behind = items.filter((one) => standingOf(one) === 'behind').length;
  return (
    <OperationsPage
      place="consumers"
      sub={t('consumers.sub')}
      beside={
        query.data && (
          <Tag {...LOOKS[behind > 0 ? 'behind' : 'current']} quiet={behind === 0}>
            {behind > 0 ? t('consumers.someBehind', { count: behind }) : t('consumers.allCurrent')}
          </Tag>
        )
      }
    >
      <section className="card">
        <QueryView query={query} skeleton={<Skeleton rows={12} />}>
          {(data) => (
            <DataTable
              label={t('tabs.consumers')}
              columns={columnsOf(t, format, duration)}
              rows={data.items}
              rowKey={({ name }) => name}
              compact={(row) => <Compact row={row} />}
            />
          )}
        </QueryView>
      </section>
    </OperationsPage>
  );
}

function ConsumerName({ row }: { row: Consumer }) {
  const { t } = useTranslation('operations');
  return (
    <span className="event-name">
      {t(`consumers.names.${row.name.replaceAll('.', '/') as 'follow-ups/plan'}`, {
        defaultValue: row.name,
      })}{' '}
      <code>{row.name}</code>
    </span>
  );
}

function Standing({ row }: { row: Consumer }) {
  const { t } = useTranslation('operations');
  const standing = standingOf(row);
  return (
    <Tag {...LOOKS[standing]} quiet={standing === 'current' || standing === 'unread'}>
      {t(`consumers.standing.${standing}`)}
    </Tag>
  );
}

/** Whoever has read all is not behind by milliseconds. */
function Lag({ row: { lagSeconds } }: { row: Consumer }) {
  const { t } = useTranslation('operations');
  const duration = useDuration();
  if (lagSeconds === null) return <Unknown />;
  return <>{lagSeconds === 0 ? t('consumers.noLag') : duration(lagSeconds * 1000)}</>;
}

function Letters({ row: { name, dead, parked } }: { row: Consumer }) {
  const { t } = useTranslation('operations');
  const format = useFormat();
  if (parked === 0) return <span className="rl-quiet">{t('consumers.noLetters')}</span>;
  const count = dead > 0 ? dead : parked;
  return (
    <Link to="/operations/dead-letters" search={{ consumer: name }}>
      {t(dead > 0 ? 'consumers.dead' : 'consumers.parked', { count, shown: format.number(count) })}
    </Link>
  );
}

function columnsOf(
  t: TFunction<'operations'>,
  format: Format,
  duration: (milliseconds: number | null) => string,
): Column<Consumer>[] {
  return [
    {
      key: 'name',
      head: t('consumers.name'),
      width: 320,
      cell: (row) => <ConsumerName row={row} />,
    },
    { key: 'standing', head: t('consumers.state'), cell: (row) => <Standing row={row} /> },
    { key: 'lag', head: t('consumers.lag'), end: true, cell: (row) => <Lag row={row} /> },
    {
      key: 'events',
      head: t('consumers.events'),
      end: true,
      cell: ({ lagEvents }) =>
        lagEvents === null ? (
          <Unknown />
        ) : lagEvents >= MOST_COUNTED ? (
          t('consumers.orMore', { shown: format.number(lagEvents) })
        ) : (
          format.number(lagEvents)
        ),
    },
    {
      key: 'advanced',
      head: t('consumers.advanced'),
      end: true,
      from: 'md',
      cell: ({ advancedSecondsAgo: ago }) =>
        ago === null ? <Unknown /> : t('ago', { shown: duration(ago * 1000) }),
    },
    { key: 'letters', head: t('tabs.dead-letters'), cell: (row) => <Letters row={row} /> },
    {
      key: 'types',
      head: t('consumers.types'),
      end: true,
      from: 'lg',
      cell: ({ types }) => (types === null ? <Unknown /> : format.number(types.length)),
    },
  ];
}

function Compact({ row }: { row: Consumer }) {
  return (
    <>
      <span>
        <ConsumerName row={row} />
      </span>
      <span>
        <Standing row={row} />
      </span>
      <span>
        <Letters row={row} />
      </span>
      <span className="rl-quiet">
        <Lag row={row} />
      </span>
    </>
  );
}
