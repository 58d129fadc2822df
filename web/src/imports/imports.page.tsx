import { Button } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { DataTable } from '../parts/data-table';
import { Page } from '../parts/page';
import { Pager } from '../parts/pager';
import { Empty, NoRight, QueryView, Skeleton } from '../parts/state-view';
import { Crumbs } from './crumbs.panel';
import { CompactImport, importColumns } from './imports.columns';
import type { ImportsSearch } from './imports-search.queries';
import { importsQuery } from './imports.queries';
import './imports.css';

const route = getRouteApi('/app/leads/imports');

/** Every file that was uploaded by whom one may see, the newest first. */
export function ImportsPage() {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const session = useSession();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery({
    ...importsQuery(search),
    enabled: may(session, 'leads.import.read'),
  });
  const go = (next: ImportsSearch) => void navigate({ search: next, replace: true });
  const to = (cursor: string | null) => (cursor === null ? null : () => go({ ...search, cursor }));
  if (!may(session, 'leads.import.read')) return <NoRight right={t('rights.read')} />;
  const act = may(session, 'leads.import') && <StartImport />;
  const isPart = search.cursor !== undefined || search.state !== undefined;
  const isNoneWaiting = search.state !== undefined && search.cursor === undefined;
  const emptyTitle = t(isNoneWaiting ? 'list.noneWaiting' : isPart ? 'list.end' : 'list.empty');
  const words = { t, format };
  return (
    <Page
      fill
      title={t('title')}
      area={t('leads')}
      crumbs={<Crumbs />}
      actions={act}
      below={
        <p className="page-sub imports-about">
          {search.state ? (
            <>
              {t('list.waiting')}{' '}
              <Link to="/leads/imports" search={{}}>
                {t('list.showAll')}
              </Link>
            </>
          ) : (
            t('list.about')
          )}
        </p>
      }
    >
      <QueryView query={query} skeleton={<Skeleton rows={8} />} right={t('rights.read')}>
        {({ items, previousCursor, nextCursor }) => (
          <>
            {items.length > 0 ? (
              <DataTable
                label={t('list.label')}
                columns={importColumns(words)}
                rows={items}
                rowKey={({ id }) => id}
                compact={(item) => <CompactImport item={item} words={words} />}
              />
            ) : (
              <Empty
                title={emptyTitle}
                text={!isPart && t('list.emptyText')}
                action={!isPart && act}
              />
            )}
            {(items.length > 0 || search.cursor !== undefined) && (
              <Pager
                summary={t('list.summary', {
                  count: items.length,
                  shown: format.number(items.length),
                })}
                previous={to(previousCursor)}
                next={to(nextCursor)}
                size={Number(search.limit ?? 50)}
                onSize={(limit) => go({ limit, state: search.state })}
              />
            )}
          </>
        )}
      </QueryView>
    </Page>
  );
}

function StartImport() {
  const { t } = useTranslation('imports');
  return (
    <Button
      renderRoot={(props) => <Link to="/leads/imports/new" {...props} />}
      leftSection={<IconUpload size={16} aria-hidden />}
    >
      {t('start')}
    </Button>
  );
}
