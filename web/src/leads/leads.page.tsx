import { Button, SegmentedControl } from '@mantine/core';
import { IconSquareCheck, IconUpload } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { lazy, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcuts } from '../core/keys';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { SearchField } from '../parts/list-frame';
import { Page } from '../parts/page';
import { QueryView, Skeleton } from '../parts/state-view';
import { Columns } from './leads-columns.panel';
import { Chips, Views, withoutFilters } from './leads-filters.panel';
import { AddLead, LeadsList } from './leads-list.panel';
import {
  leadListQuery,
  type LeadsSearch,
  listOfSearch,
  savedViewsQuery,
  shippedView,
  withWords,
} from './leads.queries';

const ExportMenu = lazy(() =>
  import('./export.panel').then((file) => ({ default: file.ExportMenu })),
);

const BulkJob = lazy(() => import('./bulk-job.panel').then((file) => ({ default: file.BulkJob })));
const LeadBoard = lazy(() => import('./board.panel').then((file) => ({ default: file.LeadBoard })));
const route = getRouteApi('/app/leads');

export function LeadsPage() {
  const { t } = useTranslation('leads');
  const lists = useTranslation('lead-lists').t;
  const session = useSession();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const queries = useQueryClient();
  const views = useQuery(savedViewsQuery);
  const isShipped = shippedView(search) !== null;
  const saved = views.data?.items.find(({ id }) => id === search.view) ?? null;
  const list = listOfSearch(search, saved);
  const page = useQuery({
    ...leadListQuery(list, queries),
    enabled: (isShipped || !views.isPending) && search.layout === undefined,
  });
  const [editor, setEditor] = useState<string | null>(null);
  const [choosing, setChoosing] = useState(false);
  const [hasBegun, setBegun] = useState(search.bulk !== undefined);
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
          <Layout search={search} go={go} />
          <ImportLeads />
          {may(session, 'leads.export') && (
            <Suspense>
              <ExportMenu filter={list.filter} />
            </Suspense>
          )}
          {may(session, 'leads.bulk') && search.layout === undefined && (
            <Button
              className="list-choose"
              variant="default"
              leftSection={<IconSquareCheck size={16} stroke={1.5} aria-hidden />}
              aria-pressed={choosing}
              onClick={() => setChoosing(!choosing)}
            >
              {lists('bulk.choose')}
            </Button>
          )}
          {may(session, 'leads.write') && <AddLead />}
        </>
      }
      below={
        <>
          <Views
            search={search}
            list={list}
            views={views.data?.items ?? []}
            saved={saved}
            go={go}
          />
          {!isShipped && views.isSuccess && (saved?.filter ?? null) === null && (
            <p className="view-lost" role="status">
              {lists(saved ? 'views.broken' : 'views.unknown')}
            </p>
          )}
          <div className="list-bar">
            <SearchField
              field={searchField}
              label={t('search')}
              value={list.filter.q ?? ''}
              onSearch={(q) => go(withWords(search, q, saved))}
            />
            <Chips search={search} saved={saved} open={editor} onOpen={setEditor} go={go} />
            {search.layout === undefined && <Columns search={search} saved={saved} go={go} />}
          </div>
        </>
      }
    >
      {hasBegun && (
        <Suspense>
          <BulkJob
            id={search.bulk}
            onId={(bulk) =>
              void navigate({ search: (before) => ({ ...before, bulk }), replace: true })
            }
          />
        </Suspense>
      )}
      {search.layout === 'board' ? (
        <Suspense fallback={<Skeleton rows={12} />}>
          <LeadBoard
            list={list}
            search={search}
            reset={{ ...withoutFilters(search), q: undefined, view: 'all' }}
            go={go}
          />
        </Suspense>
      ) : (
        <QueryView query={page} skeleton={<Skeleton rows={12} />} right={t('rights.read')}>
          {(data) => (
            <LeadsList
              key={JSON.stringify(list.filter)}
              data={data}
              list={list}
              search={search}
              saved={saved}
              go={go}
              choosing={choosing}
              onBegun={(bulk) => {
                setBegun(true);
                go({ ...search, bulk });
              }}
            />
          )}
        </QueryView>
      )}
    </Page>
  );
}

/** As a table, or as a board with a column for each status. */
function Layout({ search, go }: { search: LeadsSearch; go: (search: LeadsSearch) => void }) {
  const { t } = useTranslation('board');
  return (
    <SegmentedControl
      aria-label={t('layout')}
      size="sm"
      data={[
        { value: 'table', label: t('table') },
        { value: 'board', label: t('board') },
      ]}
      value={search.layout ?? 'table'}
      onChange={(layout) =>
        go({ ...search, cursor: undefined, layout: layout === 'board' ? 'board' : undefined })
      }
    />
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
