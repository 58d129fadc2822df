import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { toastProblem } from '../core/toast';
import { useFormat } from '../core/use-format';
import { type Column, DataTable } from '../parts/data-table';
import { SideDrawer } from '../parts/dialog';
import { Page } from '../parts/page';
import { EmptyByFilter, NoRight, QueryView, Skeleton } from '../parts/state-view';
import { Tag } from '../parts/tag';
import { Time } from '../parts/time';
import { Unknown } from '../parts/unknown';
import { AdminTabs } from './admin-head.panel';
import { AuditEntry, Seal, useActor, useActWords } from './audit-entry.panel';
import { AuditFilters } from './audit-filters.panel';
import type { AuditSearch } from './audit-search.queries';
import { auditQuery, type AuditRow, verifyAudit } from './audit.queries';
import './admin.css';
import './settings.css';
import './audit.css';

const route = getRouteApi('/app/admin/audit');

/** Who did what, sealed into a chain. */
export function AuditPage() {
  const { t } = useTranslation('audit');
  const admin = useTranslation('admin').t;
  const session = useSession();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const allowed = may(session, 'audit.read');
  const query = useQuery({ ...auditQuery(search, session.user.timeZone), enabled: allowed });
  const words = useActWords();
  const go = (next: AuditSearch) => void navigate({ search: next, replace: true });
  if (!allowed) return <NoRight right={admin('rights.audit')} />;
  return (
    <Page
      fill
      title={admin('tabs.audit')}
      area={admin('title')}
      actions={<Verification />}
      below={
        <>
          <AdminTabs active="audit" />
          <AuditFilters search={search} go={go} />
        </>
      }
    >
      <QueryView query={query} skeleton={<Skeleton rows={12} />} right={admin('rights.audit')}>
        {({ items, nextCursor }) => {
          const chosen = items.find(({ id }) => id === search.item);
          return (
            <>
              {items.length > 0 ? (
                <Rows rows={items} search={search} />
              ) : (
                <EmptyByFilter title={t('none')} onReset={() => go({})} />
              )}
              <nav className="audit-pager" aria-label={t('pages')}>
                <Button
                  variant="default"
                  disabled={search.cursor === undefined}
                  onClick={() => go({ ...search, cursor: undefined })}
                >
                  {t('newest')}
                </Button>
                <Button
                  variant="default"
                  disabled={nextCursor === null}
                  // Not replaced: Back leads to the page before.
                  onClick={() =>
                    void navigate({
                      search: { ...search, item: undefined, cursor: nextCursor ?? undefined },
                    })
                  }
                >
                  {t('older')}
                </Button>
              </nav>
              <SideDrawer
                opened={chosen !== undefined}
                onClose={() => go({ ...search, item: undefined })}
                title={chosen ? words(chosen.act) : ''}
                size={640}
              >
                {chosen && <AuditEntry row={chosen} />}
              </SideDrawer>
            </>
          );
        }}
      </QueryView>
    </Page>
  );
}

type Found = Awaited<ReturnType<typeof verifyAudit>>;

/** Computes all seals anew, when somebody asks: it reads the whole audit. */
function Verification() {
  const { t } = useTranslation('audit');
  const core = useTranslation('core').t;
  const format = useFormat();
  const [busy, setBusy] = useState(false);
  const [found, setFound] = useState<Found | null>(null);
  const verify = async () => {
    setBusy(true);
    try {
      setFound(await verifyAudit());
    } catch (error) {
      toastProblem(core, error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <span role="status">
        {found &&
          (found.intact ? (
            <Tag tone="good" icon="check">
              {t('intact', { count: found.checked, shown: format.number(found.checked) })}
            </Tag>
          ) : (
            <Tag tone="bad" icon="alert-octagon">
              {t('broken', { place: found.brokenAt ?? '–' })}
            </Tag>
          ))}
      </span>
      <Button variant="default" loading={busy} onClick={() => void verify()}>
        {t('verify')}
      </Button>
    </>
  );
}

function Rows({ rows, search }: { rows: AuditRow[]; search: AuditSearch }) {
  const { t } = useTranslation('audit');
  const actor = useActor();
  const words = useActWords();
  const link = (row: AuditRow) => (
    <Link to="/admin/audit" search={{ ...search, item: row.id }} className="row-link" data-row-link>
      {words(row.act)}
    </Link>
  );
  const columns: Column<AuditRow>[] = [
    { key: 'act', head: t('fact.act'), width: 240, cell: link },
    { key: 'at', head: t('fact.when'), cell: (row) => <Time at={row.doneAt} as="exact" /> },
    { key: 'who', head: t('fact.who'), cell: actor },
    { key: 'why', head: t('fact.why'), from: 'md', cell: (row) => row.why ?? <Unknown /> },
    {
      key: 'subject',
      head: t('fact.subject'),
      from: 'lg',
      cell: (row) => row.subjectId ?? <Unknown />,
    },
    {
      key: 'seal',
      head: t('fact.seal'),
      from: 'md',
      cell: (row) => <Seal sealed={row.sealed} />,
    },
  ];
  return (
    <DataTable
      label={t('label')}
      columns={columns}
      rows={rows}
      rowKey={({ id }) => id}
      compact={(row) => (
        <>
          <span>{link(row)}</span>
          <span>
            <Seal sealed={row.sealed} />
          </span>
          <span className="rl-quiet">{actor(row)}</span>
          <span className="rl-quiet">
            <Time at={row.doneAt} as="exact" />
          </span>
        </>
      )}
    />
  );
}
