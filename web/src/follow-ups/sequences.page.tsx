import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNames } from '../api/names';
import type { Format } from '../core/format';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { type Column, DataTable } from '../parts/data-table';
import { Page } from '../parts/page';
import { Empty, NoRight, QueryView, Skeleton } from '../parts/state-view';
import { Time } from '../parts/time';
import { Unknown } from '../parts/unknown';
import { NewSequence } from './new-sequence.form';
import { SequenceState } from './sequence-state.panel';
import { type Sequence, sequencesQuery } from './sequences.queries';
import './sequences.css';

/** Every plan of touches with its versions: what leads walk through, and what is drafted. */
export function SequencesPage() {
  const { t } = useTranslation('sequences');
  const session = useSession();
  const format = useFormat();
  const [adding, setAdding] = useState(false);
  const mayRead = may(session, 'sequences.read');
  const query = useQuery({ ...sequencesQuery, enabled: mayRead });
  if (!mayRead) return <NoRight right={t('right')} />;
  return (
    <Page
      fill
      title={t('title')}
      sub={<p>{t('sub')}</p>}
      actions={
        may(session, 'sequences.write') && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
            {t('new.open')}
          </Button>
        )
      }
    >
      <QueryView query={query} skeleton={<Skeleton rows={6} />} right={t('right')}>
        {({ items }) => (
          <>
            {items.length > 0 ? (
              <DataTable
                label={t('title')}
                columns={columnsOf(t, format)}
                rows={items}
                rowKey={({ id }) => id}
                compact={(row) => <Compact row={row} />}
                dim={({ state }) => state === 'archived'}
              />
            ) : (
              <Empty title={t('none')} text={t('noneText')} />
            )}
            <NewSequence opened={adding} onClose={() => setAdding(false)} sequences={items} />
          </>
        )}
      </QueryView>
    </Page>
  );
}

function SequenceLink({ row }: { row: Sequence }) {
  const { t } = useTranslation('sequences');
  const names = useNames();
  return (
    <Link
      to="/sequences/$id/v/$n"
      params={{ id: row.key, n: String(row.version) }}
      className="row-link"
      data-row-link
    >
      {names.sequence(row.key)} {t('version', { version: row.version })}
    </Link>
  );
}

const stepsOf = ({ steps }: Sequence, t: TFunction<'sequences'>): string =>
  steps
    .map(({ key, offset, unit }) => `${key} ${t(`after.${unit}`, { count: offset })}`)
    .join(', ');

function columnsOf(t: TFunction<'sequences'>, format: Format): Column<Sequence>[] {
  return [
    { key: 'name', head: t('table.name'), width: 300, cell: (row) => <SequenceLink row={row} /> },
    {
      key: 'state',
      head: t('table.state'),
      width: 168,
      cell: (row) => <SequenceState row={row} />,
    },
    { key: 'steps', head: t('table.steps'), cell: (row) => stepsOf(row, t) },
    {
      key: 'enrolled',
      head: t('table.enrolled'),
      end: true,
      width: 112,
      cell: ({ enrolled }) => format.number(enrolled),
    },
    {
      key: 'since',
      head: t('table.since'),
      width: 148,
      from: 'md',
      cell: ({ activatedAt }) =>
        activatedAt === null ? <Unknown /> : <Time at={activatedAt} as="moment" />,
    },
  ];
}

function Compact({ row }: { row: Sequence }) {
  const { t } = useTranslation('sequences');
  return (
    <>
      <span>
        <SequenceLink row={row} />
      </span>
      <span>
        <SequenceState row={row} />
      </span>
      <span className="rl-quiet">{stepsOf(row, t)}</span>
      <span className="rl-quiet">{t('enrolled', { count: row.enrolled })}</span>
    </>
  );
}
