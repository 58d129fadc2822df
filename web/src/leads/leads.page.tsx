import { Button } from '@mantine/core';
import { IconPlus, IconRefresh, IconUpload } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcuts } from '../core/keys';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { stringifySearch } from '../core/url';
import { useFormat } from '../core/use-format';
import { DataTable } from '../parts/data-table';
import { Page } from '../parts/page';
import { Pager } from '../parts/pager';
import { Empty, EmptyByFilter, QueryView, Skeleton } from '../parts/state-view';
import { CompactLead, leadColumns } from './leads.columns';
import { Chips, SearchField, Views, withoutFilters } from './leads-filters.panel';
import { useListChanges } from './list-changes.live';
import {
  FIRST_VIEW,
  isChanged,
  leadCountsQuery,
  type LeadList,
  leadListQuery,
  type LeadPage,
  type LeadsSearch,
  listOfSearch,
  type ViewKey,
} from './leads.queries';
import './leads.css';

const route = getRouteApi('/app/leads');

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
      actions={
        <>
          <ImportLeads />
          {may(session, 'leads.write') && <AddLead />}
        </>
      }
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

/** To a new import, or to those of others for whoever only reads. */
function ImportLeads() {
  const { t } = useTranslation('leads');
  const session = useSession();
  if (!may(session, 'leads.import.read')) return null;
  const mayImport = may(session, 'leads.import');
  return (
    <Button
      variant="default"
      renderRoot={(props) => (
        <Link to={mayImport ? '/leads/imports/new' : '/leads/imports'} {...props} />
      )}
      leftSection={<IconUpload size={16} aria-hidden />}
    >
      {t(mayImport ? 'import' : 'imports')}
    </Button>
  );
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
