import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { DataTable } from '../parts/data-table';
import { Pager } from '../parts/pager';
import { EmptyByFilter, Empty } from '../parts/state-view';
import type { Selection } from '../parts/table-selection';
import { type Act } from './acts.queries';
import { ActLayer, type Asked, useQueueKeys } from './acting.panel';
import { Bulk } from './bulk.panel';
import { Changes } from './changes.panel';
import { tabOf } from './filters.queries';
import { CompactFollowUp, followUpColumns } from './follow-ups.columns';
import {
  countsQuery,
  type FollowUpList,
  type FollowUpPage,
  type FollowUpRow,
  type FollowUpsSearch,
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
      <Changes list={list} />
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
  const to = (cursor: string | null) => (cursor === null ? null : () => go({ ...search, cursor }));
  return (
    <Pager
      summary={t('table.summary', {
        shown: format.number(data.items.length),
        total: format.number(total),
      })}
      previous={to(data.previousCursor)}
      next={to(data.nextCursor)}
      size={list.limit}
      onSize={(size) =>
        go({
          ...search,
          cursor: undefined,
          limit: size === 50 ? undefined : (String(size) as FollowUpsSearch['limit']),
        })
      }
    />
  );
}

/** Why nothing is here, by the tab that is open. */
function Nothing({ search, go }: Pick<QueueProps, 'search' | 'go'>) {
  const { t } = useTranslation('follow-ups');
  const tab = tabOf(search);
  if (tab === null) return <EmptyByFilter title={t('empty.byFilter')} onReset={() => go({})} />;
  return <Empty title={t(`empty.${tab}`)} text={t('empty.text')} />;
}
