import { Button, TextInput } from '@mantine/core';
import { IconPlus, IconRefresh, IconSearch } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BUSINESS_TYPES, LEAD_SOURCES, LEAD_STATUSES } from '../api/lists';
import { useShortcuts } from '../core/keys';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { stringifySearch } from '../core/url';
import { useFormat } from '../core/use-format';
import { DataTable } from '../parts/data-table';
import { FilterChips, type FilterField } from '../parts/filter-chips';
import { Page } from '../parts/page';
import { Pager } from '../parts/pager';
import { Empty, EmptyByFilter, QueryView, Skeleton } from '../parts/state-view';
import { ViewTabs } from '../parts/view-tabs';
import { CompactLead, leadColumns } from './leads.columns';
import { useListChanges } from './list-changes.live';
import {
  colleaguesQuery,
  FILTER_KEYS,
  type FilterKey,
  FIRST_VIEW,
  isChanged,
  leadCountsQuery,
  type LeadList,
  leadListQuery,
  type LeadPage,
  type LeadsSearch,
  listOfSearch,
  territoriesQuery,
  VIEWS,
  type ViewKey,
  withFilter,
} from './leads.queries';
import './leads.css';

const route = getRouteApi('/app/leads');

/** Which views a person gets: nobody needs „Meine“ who sees only their own. */
const viewsOf = (scope: 'own' | 'team' | 'all'): ViewKey[] =>
  scope === 'own'
    ? ['open', 'registered', 'qualified', 'free', 'all']
    : ['open', 'mine', 'registered', 'qualified', 'free', 'all'];

export function LeadsPage() {
  const { t } = useTranslation('leads');
  const session = useSession();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const queries = useQueryClient();
  const list = listOfSearch(search);
  const page = useQuery(leadListQuery(list, queries));
  const [editor, setEditor] = useState<string | null>(null);
  const go = (next: LeadsSearch) => void navigate({ search: next, replace: true });
  const searchField = useRef<HTMLInputElement>(null);
  useShortcuts([
    { keys: '/', label: t('keys.search'), run: () => searchField.current?.focus() },
    { keys: 'f', label: t('keys.filter'), run: () => setEditor('*') },
  ]);
  return (
    <Page
      fill
      title={t('title')}
      actions={may(session, 'leads.write') && <AddLead />}
      below={
        <>
          <Views
            search={search}
            onDiscard={() => go({ ...withoutFilters(search), view: search.view })}
          />
          <div className="leads-bar">
            <SearchField
              field={searchField}
              value={search.q ?? ''}
              onSearch={(q) => go({ ...search, q: q || undefined, cursor: undefined })}
            />
            <Chips search={search} open={editor} onOpen={setEditor} go={go} />
          </div>
        </>
      }
    >
      <QueryView query={page} skeleton={<Skeleton rows={12} />} right={t('rights.read')}>
        {(data) => <List data={data} list={list} search={search} go={go} />}
      </QueryView>
    </Page>
  );
}

function AddLead() {
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

function withoutFilters(search: LeadsSearch): LeadsSearch {
  return { q: search.q, sort: search.sort, limit: search.limit };
}

function Views({ search, onDiscard }: { search: LeadsSearch; onDiscard: () => void }) {
  const { t } = useTranslation('leads');
  const format = useFormat();
  const { scope } = useSession();
  const keys = viewsOf(scope.kind);
  const counts = useQuery(leadCountsQuery(keys.map((key) => ({ key, filter: VIEWS[key] })))).data
    ?.counts;
  const active = search.view ?? FIRST_VIEW;
  return (
    <ViewTabs
      label={t('views.label')}
      active={active}
      tabs={keys.map((key) => ({
        key,
        label: t(`views.${key}`),
        count: counts?.[key] === undefined ? null : format.number(counts[key]),
      }))}
      changed={
        isChanged(search) && (
          <>
            <span>{t('views.changed')}</span>
            <Button variant="subtle" size="compact-sm" onClick={onDiscard}>
              {t('views.discard')}
            </Button>
          </>
        )
      }
      link={({ key }, props) => (
        <Link
          to="/leads"
          search={{
            ...withoutFilters(search),
            view: key === FIRST_VIEW ? undefined : (key as ViewKey),
          }}
          activeOptions={{ includeSearch: true }}
          activeProps={{}}
          {...props}
        />
      )}
    />
  );
}

const SEARCH_AFTER_MS = 250;

function SearchField(props: {
  field: React.RefObject<HTMLInputElement | null>;
  value: string;
  onSearch: (text: string) => void;
}) {
  const { field, value, onSearch } = props;
  const { t } = useTranslation('leads');
  const timer = useRef(0);
  useEffect(() => {
    const input = field.current;
    // Whoever types is ahead of the URL; a link or Back is not.
    if (input && document.activeElement !== input) input.value = value;
  }, [field, value]);
  return (
    <TextInput
      ref={field}
      className="leads-search"
      size="xs"
      type="search"
      aria-label={t('search')}
      placeholder={t('search')}
      leftSection={<IconSearch size={16} stroke={1.5} aria-hidden />}
      defaultValue={value}
      onChange={(event) => {
        const text = event.currentTarget.value.trim();
        window.clearTimeout(timer.current);
        timer.current = window.setTimeout(() => onSearch(text), SEARCH_AFTER_MS);
      }}
    />
  );
}

interface ChipsProps {
  search: LeadsSearch;
  open: string | null;
  onOpen: (open: string | null) => void;
  go: (search: LeadsSearch) => void;
}

function Chips({ search, open, onOpen, go }: ChipsProps) {
  const fields = useFilterFields();
  const { filter } = listOfSearch(search);
  return (
    <FilterChips
      fields={fields}
      values={Object.fromEntries(FILTER_KEYS.map((key) => [key, filter[key]]))}
      onChange={(key, values) => go(withFilter(search, key as FilterKey, values))}
      open={open}
      onOpen={onOpen}
    />
  );
}

function useFilterFields(): FilterField[] {
  const { t } = useTranslation('leads');
  const lists = useTranslation('lists').t;
  const colleagues = useQuery(colleaguesQuery).data?.items ?? [];
  const territories = useQuery(territoriesQuery).data?.items ?? [];
  const options = <T extends string>(values: readonly T[], label: (value: T) => string) =>
    values.map((value) => ({ value, label: label(value) }));
  return [
    {
      key: 'owner',
      label: t('table.owner'),
      options: [
        { value: 'me', label: t('filter.me') },
        { value: 'none', label: t('filter.none') },
        ...colleagues.map(({ id, name }) => ({ value: id, label: name })),
      ],
    },
    {
      key: 'status',
      label: t('table.status'),
      options: options(LEAD_STATUSES, (value) => lists(`status.${value}`)),
    },
    {
      key: 'territory',
      label: t('table.territory'),
      options: territories.map(({ code, name }) => ({ value: code, label: name })),
    },
    {
      key: 'businessType',
      label: t('table.businessType'),
      options: options(BUSINESS_TYPES, (value) => lists(`businessType.${value}`)),
    },
    {
      key: 'source',
      label: t('table.source'),
      options: options(LEAD_SOURCES, (value) => lists(`source.${value}`)),
    },
  ];
}

interface ListProps {
  data: LeadPage;
  list: LeadList;
  search: LeadsSearch;
  go: (search: LeadsSearch) => void;
}

function List({ data, list, search, go }: ListProps) {
  const { t } = useTranslation('leads');
  const lists = useTranslation('lists').t;
  const format = useFormat();
  const session = useSession();
  const total = useQuery(leadCountsQuery([{ key: 'total', filter: list.filter }])).data?.counts[
    'total'
  ];
  const from = stringifySearch(search).slice(1) || undefined;
  const words = { t, lists, format, from };
  const isNarrowed = search.q !== undefined || isChanged(search);
  return (
    <>
      <Changes list={list} />
      {data.items.length > 0 ? (
        <DataTable
          label={t('table.label')}
          columns={leadColumns(words)}
          rows={data.items}
          rowKey={(lead) => lead.id}
          compact={(lead) => <CompactLead lead={lead} words={words} />}
          sort={list.sort}
          onSort={(sort) => go({ ...search, sort: sort as LeadsSearch['sort'], cursor: undefined })}
          dim={(lead) => lead.status === 'LOST'}
        />
      ) : isNarrowed ? (
        <EmptyByFilter title={t('empty.byFilter')} onReset={() => go({ view: search.view })} />
      ) : (
        <EmptyList view={search.view ?? FIRST_VIEW} mayAdd={may(session, 'leads.write')} />
      )}
      {(data.items.length > 0 || search.cursor !== undefined) && (
        <Pager
          summary={t('table.summary', {
            shown: format.number(data.items.length),
            total: format.number(total),
          })}
          previous={pageLink(data.previousCursor, search, go)}
          next={pageLink(data.nextCursor, search, go)}
          size={list.limit}
          onSize={(size) =>
            go({
              ...search,
              cursor: undefined,
              limit: size === 50 ? undefined : (String(size) as LeadsSearch['limit']),
            })
          }
        />
      )}
    </>
  );
}

const pageLink = (cursor: string | null, search: LeadsSearch, go: (search: LeadsSearch) => void) =>
  cursor === null ? null : () => go({ ...search, cursor });

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

/** Live data never insert or reorder; they say that there is something, and a person takes it. */
function Changes({ list }: { list: LeadList }) {
  const { t } = useTranslation('leads');
  const { count, apply } = useListChanges(list);
  return (
    <div className="leads-changes" role="status">
      {count > 0 && (
        <Button
          size="compact-sm"
          radius="xl"
          leftSection={<IconRefresh size={14} aria-hidden />}
          onClick={apply}
        >
          {t('changes', { count })}
        </Button>
      )}
    </div>
  );
}
