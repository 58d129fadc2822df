import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcuts } from '../core/keys';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { stringifySearch } from '../core/url';
import { useFormat } from '../core/use-format';
import { DataTable } from '../parts/data-table';
import { Changes, ListPager } from '../parts/list-frame';
import { Empty, EmptyByFilter } from '../parts/state-view';
import { CompactLead, leadColumns } from './leads.columns';
import {
  FIRST_VIEW,
  columnsOfSearch,
  isNarrowed as hasFilters,
  leadCountsQuery,
  type LeadList,
  leadsKeys,
  listChangesQuery,
  type LeadPage,
  type LeadsSearch,
  type SavedView,
  shippedView,
  type ViewKey,
} from './leads.queries';

const LeadBulk = lazy(() => import('./bulk.panel').then((file) => ({ default: file.LeadBulk })));

const NONE: ReadonlySet<string> = new Set();

interface LeadsListProps {
  data: LeadPage;
  list: LeadList;
  search: LeadsSearch;
  saved: SavedView | null;
  go: (search: LeadsSearch) => void;
  /** The phone shows its boxes. */
  choosing: boolean;
  /** An act on several leads has begun. */
  onBegun: (id: string) => void;
}

/** The leads of a page, and what can be done with those that are chosen. */
export function LeadsList({ data, list, search, saved, go, choosing, onBegun }: LeadsListProps) {
  const { t } = useTranslation('leads');
  const lists = useTranslation('lists').t;
  const format = useFormat();
  const session = useSession();
  const total = useQuery(leadCountsQuery([{ key: 'total', filter: list.filter }])).data?.counts[
    'total'
  ];
  const from = stringifySearch({ ...search, bulk: undefined }).slice(1) || undefined;
  const words = { t, lists, format, from, asOf: new Date(data.asOf) };
  const changes = useQuery(listChangesQuery(list)).data?.length ?? 0;
  const isNarrowed = search.q !== undefined || saved !== null || hasFilters(search);
  const bulk = useTranslation('lead-lists').t;
  const [selected, setSelected] = useState(NONE);
  const [isAll, setAll] = useState(false);
  const choose = (rows: ReadonlySet<string>) => {
    setSelected(rows);
    setAll(false);
  };
  const clear = () => choose(NONE);
  const chosen = data.items.flatMap(({ id }) => (isAll || selected.has(id) ? id : []));
  useShortcuts(chosen.length > 0 ? [{ keys: 'Escape', label: t('keys.clear'), run: clear }] : []);
  return (
    <>
      <Changes
        count={changes}
        label={t('changes', { count: changes })}
        list={list}
        lists={leadsKeys.lists}
      />
      {data.items.length > 0 ? (
        <DataTable
          label={t('table.label')}
          columns={leadColumns(words, columnsOfSearch(search, saved))}
          rows={data.items}
          rowKey={(lead) => lead.id}
          compact={(lead) => <CompactLead lead={lead} words={words} />}
          sort={list.sort}
          onSort={(sort) => go({ ...search, sort: sort as LeadsSearch['sort'], cursor: undefined })}
          dim={(lead) => lead.status === 'LOST'}
          selection={
            may(session, 'leads.bulk')
              ? {
                  selected: new Set(chosen),
                  onChange: choose,
                  shown: choosing,
                  label: ({ company }) => bulk('bulk.select', { company }),
                }
              : undefined
          }
        />
      ) : isNarrowed ? (
        <EmptyByFilter
          title={t('empty.byFilter')}
          onReset={() => go({ view: shippedView(search) ?? 'all' })}
        />
      ) : (
        <EmptyList view={shippedView(search) ?? FIRST_VIEW} mayAdd={may(session, 'leads.write')} />
      )}
      {(data.items.length > 0 || search.cursor !== undefined) && (
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
      )}
      {chosen.length > 0 && (
        <Suspense>
          <LeadBulk
            chosen={chosen}
            all={isAll}
            filter={list.filter}
            total={total}
            onAll={() => setAll(true)}
            onClear={clear}
            onStarted={onBegun}
          />
        </Suspense>
      )}
    </>
  );
}

function EmptyList({ view, mayAdd }: { view: ViewKey; mayAdd: boolean }) {
  const { t } = useTranslation('leads');
  const isFree = view === 'free';
  return (
    <Empty
      title={t(isFree ? 'empty.freeTitle' : 'empty.title')}
      text={t(isFree ? 'empty.freeText' : mayAdd ? 'empty.text' : 'empty.textReader')}
      action={!isFree && mayAdd && <AddLead />}
    />
  );
}

export function AddLead() {
  const { t } = useTranslation('leads');
  return (
    <Button
      renderRoot={(props) => <Link to="/leads/new" {...props} />}
      leftSection={<IconPlus size={16} aria-hidden />}
    >
      {t('add')}
    </Button>
  );
}
