import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { currentTime } from '../core/now';
import { type Column, DataTable } from '../parts/data-table';
import { SideDrawer } from '../parts/dialog';
import { Page } from '../parts/page';
import { NoRight, QueryView, Skeleton } from '../parts/state-view';
import { Unknown } from '../parts/unknown';
import { AdminTabs } from './admin-head.panel';
import { territoriesQuery } from './admin.queries';
import { rateOn, type Territory } from './territories.queries';
import './admin.css';

const TerritoryForm = lazy(() =>
  import('./territory.form').then((file) => ({ default: file.TerritoryForm })),
);
const route = getRouteApi('/app/admin/territories');

export function TerritoriesPage() {
  const { t } = useTranslation('admin');
  const session = useSession();
  const { territory } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(territoriesQuery);
  const close = () => void navigate({ search: {}, replace: true });
  if (!may(session, 'users.read')) return <NoRight right={t('rights.users')} />;
  return (
    <Page
      fill
      title={t('tabs.territories')}
      area={t('title')}
      below={<AdminTabs active="territories" />}
    >
      <QueryView query={query} skeleton={<Skeleton rows={3} />}>
        {({ items }) => {
          const open = items.find(({ code }) => code === territory);
          return (
            <>
              <Territories territories={items} />
              <SideDrawer
                opened={open !== undefined}
                onClose={close}
                title={t('territory.edit', { name: open?.name })}
              >
                <Suspense fallback={<Skeleton rows={6} />}>
                  {open && (
                    <TerritoryForm
                      key={open.code}
                      territory={open}
                      readOnly={!may(session, 'territories.manage')}
                      onDone={close}
                    />
                  )}
                </Suspense>
              </SideDrawer>
            </>
          );
        }}
      </QueryView>
    </Page>
  );
}

function Territories({ territories }: { territories: Territory[] }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const link = ({ code, name }: Territory) => (
    <Link to="/admin/territories" search={{ territory: code }} className="row-link" data-row-link>
      {name}
    </Link>
  );
  const tax = (territory: Territory) => {
    const [standard, reduced] = (['STANDARD', 'REDUCED'] as const).map((kind) =>
      rateOn(territory.taxRates, kind, currentTime()),
    );
    if (standard === null || standard === undefined) return <Unknown />;
    return [standard, reduced]
      .flatMap((points) =>
        points === null || points === undefined ? [] : format.rate(points / 10_000),
      )
      .join(' · ');
  };
  const columns: Column<Territory>[] = [
    { key: 'name', head: t('territory.name'), width: 200, cell: link },
    { key: 'code', head: t('territory.code'), cell: ({ code }) => code },
    { key: 'currency', head: t('territory.currency'), cell: ({ currency }) => currency },
    { key: 'tax', head: t('territory.tax'), cell: tax },
    { key: 'zone', head: t('territory.zone'), from: 'md', cell: ({ timeZone }) => timeZone },
    {
      key: 'holidays',
      head: t('territory.holidays'),
      from: 'lg',
      cell: ({ holidaysRegion }) => holidaysRegion,
    },
  ];
  return (
    <DataTable
      label={t('tabs.territories')}
      columns={columns}
      rows={territories}
      rowKey={({ code }) => code}
      compact={(territory) => (
        <>
          <span>{link(territory)}</span>
          <span className="rl-num">{tax(territory)}</span>
          <span className="rl-quiet">
            {territory.currency} · {territory.timeZone}
          </span>
        </>
      )}
    />
  );
}
