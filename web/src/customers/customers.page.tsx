import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcuts } from '../core/keys';
import { useFormat } from '../core/use-format';
import { DataTable } from '../parts/data-table';
import { Changes, ListPager, SearchField } from '../parts/list-frame';
import { Page } from '../parts/page';
import { Empty, EmptyByFilter, QueryView, Skeleton } from '../parts/state-view';
import { CompactCustomer, customerColumns } from './customers.columns';
import { Chips, Views } from './customers-filters.panel';
import { type CustomersSearch, FIRST_VIEW } from './customers-search.queries';
import {
  customerCountsQuery,
  type CustomerList,
  customerListQuery,
  type CustomerPage,
  customersKeys,
  isChanged,
  listChangesQuery,
  listOfSearch,
  withoutFilters,
} from './customers.queries';
import './customers.css';

const route = getRouteApi('/app/customers');

/** Every customer that one may see. */
export function CustomersPage() {
  const { t } = useTranslation('customers');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const queries = useQueryClient();
  const list = listOfSearch(search);
  const page = useQuery(customerListQuery(list, queries));
  const [editor, setEditor] = useState<string | null>(null);
  const go = (next: CustomersSearch) => void navigate({ search: next, replace: true });
  const searchField = useRef<HTMLInputElement>(null);
  useShortcuts([
    { keys: '/', label: t('keys.search'), run: () => searchField.current?.focus() },
    { keys: 'f', label: t('keys.filter'), run: () => setEditor('*') },
  ]);
  return (
    <Page
      fill
      title={t('title')}
      below={
        <>
          <Views
            search={search}
            onDiscard={() => go({ ...withoutFilters(search), view: search.view })}
          />
          <div className="list-bar">
            <SearchField
              field={searchField}
              label={t('search')}
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

interface ListProps {
  data: CustomerPage;
  list: CustomerList;
  search: CustomersSearch;
  go: (search: CustomersSearch) => void;
}

function List({ data, list, search, go }: ListProps) {
  const { t } = useTranslation('customers');
  const lists = useTranslation('lists').t;
  const words = { t, lists };
  const changes = useQuery(listChangesQuery(list)).data?.length ?? 0;
  return (
    <>
      <Changes
        count={changes}
        label={t('changes', { count: changes })}
        list={list}
        lists={customersKeys.lists}
      />
      {data.items.length > 0 ? (
        <DataTable
          label={t('title')}
          columns={customerColumns(words)}
          rows={data.items}
          rowKey={({ id }) => id}
          compact={(customer) => <CompactCustomer customer={customer} words={words} />}
          sort={list.sort}
          onSort={(sort) =>
            go({ ...search, sort: sort as CustomersSearch['sort'], cursor: undefined })
          }
          dim={({ status }) => status === 'ARCHIVED'}
        />
      ) : search.q !== undefined || isChanged(search) ? (
        <EmptyByFilter title={t('empty.byFilter')} onReset={() => go({ view: search.view })} />
      ) : (
        <Empty
          title={t(`empty.${search.view ?? FIRST_VIEW}`)}
          text={search.view === undefined && t('empty.text')}
        />
      )}
      {(data.items.length > 0 || search.cursor !== undefined) && (
        <Pages data={data} list={list} search={search} go={go} />
      )}
    </>
  );
}

function Pages({ data, list, search, go }: ListProps) {
  const { t } = useTranslation('customers');
  const format = useFormat();
  const views = [{ key: 'total', filter: list.filter }];
  const total = useQuery(customerCountsQuery(views)).data?.counts['total'];
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
