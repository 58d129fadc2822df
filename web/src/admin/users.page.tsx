import { Button, Select } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { type Column, DataTable } from '../parts/data-table';
import { SideDrawer } from '../parts/dialog';
import { SearchField } from '../parts/list-frame';
import { Page } from '../parts/page';
import { EmptyByFilter, NoRight, QueryView, Skeleton } from '../parts/state-view';
import { Tag } from '../parts/tag';
import { Unknown } from '../parts/unknown';
import { AdminTabs } from './admin-head.panel';
import { teamsQuery, type UserRow, usersQuery } from './admin.queries';
import type { UsersSearch } from './admin-search.queries';
import { UserForm } from './user.form';
import './admin.css';

const route = getRouteApi('/app/admin/users');

export function UsersPage() {
  const { t } = useTranslation('admin');
  const session = useSession();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery({ ...usersQuery(search), enabled: may(session, 'users.read') });
  const go = (next: UsersSearch) => void navigate({ search: next, replace: true });
  const close = () => go({ ...search, user: undefined });
  if (!may(session, 'users.read')) return <NoRight right={t('rights.users')} />;
  const mayManage = may(session, 'users.manage');
  return (
    <Page
      fill
      title={t('tabs.users')}
      area={t('title')}
      actions={
        mayManage && (
          <Button
            renderRoot={(props) => (
              <Link to="/admin/users" search={{ ...search, user: 'new' }} {...props} />
            )}
            leftSection={<IconPlus size={16} aria-hidden />}
          >
            {t('user.add')}
          </Button>
        )
      }
      below={
        <>
          <AdminTabs active="users" />
          <Filters search={search} go={go} />
        </>
      }
    >
      <QueryView query={query} skeleton={<Skeleton rows={8} />} right={t('rights.users')}>
        {({ items, nextCursor }) =>
          items.length > 0 ? (
            <>
              <Users users={items} search={search} />
              {nextCursor !== null && (
                <div className="admin-more">
                  <Button variant="default" onClick={() => go({ ...search, cursor: nextCursor })}>
                    {t('more')}
                  </Button>
                </div>
              )}
            </>
          ) : (
            <EmptyByFilter title={t('user.none')} onReset={() => go({})} />
          )
        }
      </QueryView>
      <SideDrawer
        opened={search.user !== undefined}
        onClose={close}
        title={search.user === 'new' ? t('user.add') : t('user.edit')}
      >
        {search.user !== undefined && (
          <UserForm key={search.user} id={search.user} onDone={close} readOnly={!mayManage} />
        )}
      </SideDrawer>
    </Page>
  );
}

function Filters({ search, go }: { search: UsersSearch; go: (search: UsersSearch) => void }) {
  const { t } = useTranslation('admin');
  const teams = useQuery(teamsQuery).data?.items ?? [];
  const field = useRef<HTMLInputElement>(null);
  return (
    <div className="admin-filters">
      <SearchField
        field={field}
        label={t('user.search')}
        value={search.q ?? ''}
        onSearch={(q) => go({ ...search, q: q || undefined, cursor: undefined })}
      />
      <Select
        size="xs"
        aria-label={t('user.state')}
        data={(['ACTIVE', 'DEACTIVATED', 'ALL'] as const).map((value) => ({
          value,
          label: t(`states.${value}`),
        }))}
        value={search.state ?? 'ACTIVE'}
        onChange={(state) =>
          go({
            ...search,
            cursor: undefined,
            state: state === 'ACTIVE' ? undefined : (state as UsersSearch['state']),
          })
        }
        allowDeselect={false}
      />
      {teams.length > 0 && (
        <Select
          size="xs"
          aria-label={t('user.team')}
          placeholder={t('user.anyTeam')}
          data={teams.map(({ id, name }) => ({ value: id, label: name }))}
          value={search.teamId ?? null}
          onChange={(teamId) => go({ ...search, cursor: undefined, teamId: teamId ?? undefined })}
          clearable
        />
      )}
    </div>
  );
}

function Users({ users, search }: { users: UserRow[]; search: UsersSearch }) {
  const { t } = useTranslation('admin');
  const lists = useTranslation('lists').t;
  const link = (user: UserRow) => (
    <Link
      to="/admin/users"
      search={{ ...search, user: user.id }}
      className="row-link"
      data-row-link
    >
      {user.name}
    </Link>
  );
  const state = (user: UserRow) =>
    user.state === 'ACTIVE' ? (
      <Tag tone="good" icon="check" quiet>
        {t('states.ACTIVE')}
      </Tag>
    ) : (
      <Tag tone="idle" icon="circle-off" quiet>
        {t('states.DEACTIVATED')}
      </Tag>
    );
  const columns: Column<UserRow>[] = [
    { key: 'name', head: t('user.name'), width: 220, cell: link },
    { key: 'email', head: t('user.email'), cell: (user) => user.email },
    { key: 'role', head: t('user.role'), cell: (user) => lists(`role.${user.role}`) },
    { key: 'team', head: t('user.team'), cell: (user) => user.teamName ?? <Unknown /> },
    {
      key: 'territories',
      head: t('user.territories'),
      from: 'md',
      cell: (user) => (user.territories.length > 0 ? user.territories.join(', ') : <Unknown />),
    },
    { key: 'state', head: t('user.state'), from: 'md', cell: state },
  ];
  return (
    <DataTable
      label={t('tabs.users')}
      columns={columns}
      rows={users}
      rowKey={(user) => user.id}
      dim={(user) => user.state === 'DEACTIVATED'}
      compact={(user) => (
        <>
          <span>{link(user)}</span>
          <span>{state(user)}</span>
          <span className="rl-quiet">{user.email}</span>
          <span className="rl-quiet">{lists(`role.${user.role}`)}</span>
        </>
      )}
    />
  );
}
