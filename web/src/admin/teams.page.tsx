import { Button, Select, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type SubmitEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { type Column, DataTable } from '../parts/data-table';
import { SideDrawer } from '../parts/dialog';
import { Page } from '../parts/page';
import { ProblemBox } from '../parts/problem-box';
import { Empty, NoRight, QueryView, Skeleton } from '../parts/state-view';
import { Unknown } from '../parts/unknown';
import { AdminTabs } from './admin-head.panel';
import {
  adminKeys,
  changeTeam,
  createTeam,
  teamsQuery,
  type TeamView,
  usersQuery,
} from './admin.queries';
import './admin.css';
import { toast } from '../core/toast';

const route = getRouteApi('/app/admin/teams');

export function TeamsPage() {
  const { t } = useTranslation('admin');
  const session = useSession();
  const { team } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useQuery(teamsQuery);
  const close = () => void navigate({ search: {}, replace: true });
  if (!may(session, 'users.read')) return <NoRight right={t('rights.users')} />;
  const mayManage = may(session, 'teams.manage');
  const add = mayManage && (
    <Button
      renderRoot={(props) => <Link to="/admin/teams" search={{ team: 'new' }} {...props} />}
      leftSection={<IconPlus size={16} aria-hidden />}
    >
      {t('team.add')}
    </Button>
  );
  return (
    <Page
      fill
      title={t('tabs.teams')}
      area={t('title')}
      actions={add}
      below={<AdminTabs active="teams" />}
    >
      <QueryView query={query} skeleton={<Skeleton rows={4} />}>
        {({ items }) => (
          <>
            {items.length > 0 ? (
              <Teams teams={items} />
            ) : (
              <Empty title={t('team.none')} text={t('team.noneText')} />
            )}
            <SideDrawer
              opened={team !== undefined}
              onClose={close}
              title={team === 'new' ? t('team.add') : t('team.edit')}
            >
              <TeamForm
                key={team}
                team={items.find(({ id }) => id === team) ?? null}
                readOnly={!mayManage}
                onDone={close}
              />
            </SideDrawer>
          </>
        )}
      </QueryView>
    </Page>
  );
}

function Teams({ teams }: { teams: TeamView[] }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const link = (team: TeamView) => (
    <Link to="/admin/teams" search={{ team: team.id }} className="row-link" data-row-link>
      {team.name}
    </Link>
  );
  const columns: Column<TeamView>[] = [
    { key: 'name', head: t('team.name'), width: 260, cell: link },
    { key: 'manager', head: t('team.manager'), cell: (team) => team.managerName ?? <Unknown /> },
    {
      key: 'members',
      head: t('team.members'),
      end: true,
      cell: (team) => format.number(team.members),
    },
  ];
  return (
    <DataTable
      label={t('tabs.teams')}
      columns={columns}
      rows={teams}
      rowKey={(team) => team.id}
      compact={(team) => (
        <>
          <span>{link(team)}</span>
          <span className="rl-num">{format.number(team.members)}</span>
          <span className="rl-quiet">{team.managerName ?? <Unknown />}</span>
        </>
      )}
    />
  );
}

function TeamForm(props: { team: TeamView | null; readOnly: boolean; onDone: () => void }) {
  const { team, readOnly, onDone } = props;
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const users = useQuery(usersQuery({})).data?.items ?? [];
  const [name, setName] = useState(team?.name ?? '');
  const [managerId, setManagerId] = useState(team?.managerId ?? null);
  const [missing, setMissing] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setMissing(name.trim() === '');
    if (name.trim() === '') return;
    setBusy(true);
    setError(null);
    try {
      const values = { name: name.trim(), managerId };
      await (team ? changeTeam(team, values) : createTeam(values));
      toast(t('team.saved', { name: values.name }));
      onDone();
      await queries.invalidateQueries({ queryKey: adminKeys.teams });
    } catch (cause) {
      setError(cause);
      setBusy(false);
    }
  };
  return (
    <form className="dialog-form" noValidate onSubmit={(event) => void submit(event)}>
      <TextInput
        label={t('team.name')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={missing ? t('required') : null}
        readOnly={readOnly}
        withAsterisk
        required
        data-autofocus
      />
      <Select
        label={t('team.manager')}
        data={users
          .filter(({ role }) => role === 'MANAGER')
          .map(({ id, name: label }) => ({ value: id, label }))}
        value={managerId}
        onChange={setManagerId}
        readOnly={readOnly}
        description={t('team.managerHelp')}
        searchable
        clearable
      />
      {error !== null && <ProblemBox error={error} />}
      {!readOnly && (
        <div className="form-acts">
          <Button type="submit" loading={busy}>
            {team ? t('save') : t('team.add')}
          </Button>
          <Button variant="default" onClick={onDone}>
            {t('cancel')}
          </Button>
        </div>
      )}
    </form>
  );
}
