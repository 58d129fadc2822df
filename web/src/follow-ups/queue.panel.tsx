import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { DataTable } from '../parts/data-table';
import { Changes, ListPager } from '../parts/list-frame';
import { EmptyByFilter, Empty } from '../parts/state-view';
import type { Selection } from '../parts/table-selection';
import { type Act } from './acts.queries';
import { ActLayer, type Asked, useQueueKeys } from './acting.panel';
import { Bulk } from './bulk.panel';
import { searchOfTab, tabOf } from './filters.queries';
import { CompactFollowUp, followUpColumns } from './follow-ups.columns';
import {
  countsQuery,
  type FollowUpList,
  type FollowUpPage,
  type FollowUpRow,
  type FollowUpsSearch,
  followUpsKeys,
  listChangesQuery,
  PLANNED_VIEW,
} from './follow-ups.queries';
import { RowActs, useMayAct } from './row-acts.panel';

interface QueueProps {
  data: FollowUpPage;
  list: FollowUpList;
  search: FollowUpsSearch;
  go: (search: FollowUpsSearch) => void;
  /** The phone shows its boxes. */
  choosing: boolean;
}

const NONE: ReadonlySet<string> = new Set();

/** The list with what can be done to its rows: one by one, by key, or all that are chosen. */
export function Queue({ data, list, search, go, choosing }: QueueProps) {
  const { t } = useTranslation('follow-ups');
  const lists = useTranslation('lists').t;
  const { scope } = useSession();
  const mayAct = useMayAct();
  const [selected, setSelected] = useState(NONE);
  const [asked, setAsked] = useState<Asked | null>(null);
  const rows = data.items;
  const changes = useQuery(listChangesQuery(list)).data?.length ?? 0;
  const chosen = rows.filter(({ id }) => selected.has(id));
  const ask = (act: Act, about: readonly FollowUpRow[]) => setAsked({ act, rows: about });
  const why = ({ leadId }: FollowUpRow) => go({ ...search, why: leadId });
  useQueueKeys({ rows, chosen, ask, why, clear: () => setSelected(NONE) });
  const words = {
    t,
    lists,
    withOwner: scope.kind !== 'own',
    acts: (row: FollowUpRow) => (
      <RowActs row={row} onAct={(act, about) => ask(act, [about])} onWhy={why} />
    ),
  };
  const selection: Selection<FollowUpRow> | undefined = mayAct('skip')
    ? {
        selected,
        onChange: setSelected,
        shown: choosing,
        label: ({ company, step }) => t('select', { about: t('about', { company, step }) }),
      }
    : undefined;
  return (
    <>
      <Changes
        count={changes}
        label={t('changes', { count: changes })}
        list={list}
        lists={followUpsKeys.lists}
      />
      {rows.length > 0 ? (
        <DataTable
          label={t('title')}
          columns={followUpColumns(words)}
          rows={rows}
          rowKey={({ id }) => id}
          compact={(row) => <CompactFollowUp row={row} words={words} />}
          sort={list.sort}
          onSort={(sort) =>
            go({ ...search, sort: sort as FollowUpsSearch['sort'], cursor: undefined })
          }
          dim={({ state }) => state === 'cancelled'}
          selection={selection}
        />
      ) : (
        <Nothing search={search} go={go} />
      )}
      {(rows.length > 0 || search.cursor !== undefined) && (
        <Pages data={data} list={list} search={search} go={go} />
      )}
      <ActLayer asked={asked} onClose={() => setAsked(null)} onDone={() => setSelected(NONE)}>
        {(progress) => (
          <Bulk rows={chosen} progress={progress} onAct={ask} onClear={() => setSelected(NONE)} />
        )}
      </ActLayer>
    </>
  );
}

type PagesProps = Omit<QueueProps, 'choosing'>;

function Pages({ data, list, search, go }: PagesProps) {
  const { t } = useTranslation('follow-ups');
  const format = useFormat();
  const total = useQuery(countsQuery([{ key: 'total', filter: list.filter }])).data?.counts[
    'total'
  ];
  return (
    <ListPager
      page={data}
      summary={t('table.summary', {
        shown: format.number(data.items.length),
        total: format.number(total),
      })}
      rows={list.limit}
      search={search}
      go={go}
    />
  );
}

/** Why nothing is here, by the tab that is open, and the way to what is planned for later. */
function Nothing({ search, go }: Pick<QueueProps, 'search' | 'go'>) {
  const { t } = useTranslation('follow-ups');
  const format = useFormat();
  const planned = useQuery(countsQuery(PLANNED_VIEW)).data?.counts['planned'] ?? 0;
  const tab = tabOf(search);
  if (tab === null) return <EmptyByFilter title={t('empty.byFilter')} onReset={() => go({})} />;
  if (planned === 0) return <Empty title={t(`empty.${tab}`)} text={t('empty.text')} />;
  return (
    <Empty
      title={t(`empty.${tab}`)}
      action={
        <Button variant="default" onClick={() => go(searchOfTab('planned'))}>
          {t('empty.toPlanned', { count: planned, shown: format.number(planned) })}
        </Button>
      }
    />
  );
}
