import { Button, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Format } from '../core/format';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { ActDialog } from '../parts/act-dialog';
import { type Column, DataTable } from '../parts/data-table';
import { Page } from '../parts/page';
import { Empty, NoRight, QueryView, Skeleton } from '../parts/state-view';
import { Time } from '../parts/time';
import { Unknown } from '../parts/unknown';
import {
  contentKeys,
  createPackage,
  type Package,
  packagesOf,
  packagesQuery,
} from './content.queries';
import { ContentTabs } from './content-tabs.panel';
import { PackageState } from './package-state.panel';
import './content.css';

/** What a template has room for. */
const MOST_TITLE = 60;
const KEY = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** What is kept for contacts until they tap: each package, what of it is delivered, and what came of it. */
export function PackagesPage() {
  const { t } = useTranslation('content');
  const session = useSession();
  const format = useFormat();
  const [adding, setAdding] = useState(false);
  const query = useQuery({ ...packagesQuery, enabled: may(session, 'content.read') });
  if (!may(session, 'content.read')) return <NoRight right={t('right')} />;
  const add = may(session, 'content.write') && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
      {t('new.open')}
    </Button>
  );
  return (
    <Page
      fill
      title={t('title')}
      sub={t('sub')}
      actions={add}
      below={<ContentTabs active="packages" />}
    >
      <QueryView query={query} skeleton={<Skeleton rows={6} />} right={t('right')}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('none')} text={t('noneText')} />
          ) : (
            <DataTable
              label={t('title')}
              columns={columnsOf(t, format)}
              rows={packagesOf(items)}
              rowKey={({ key }) => key}
              compact={(row) => <Compact row={row} />}
            />
          )
        }
      </QueryView>
      {adding && <NewPackage onClose={() => setAdding(false)} />}
    </Page>
  );
}

function PackageLink({ row }: { row: Package }) {
  return (
    <Link to="/content/$id" params={{ id: row.current.id }} className="row-link" data-row-link>
      {row.name}
    </Link>
  );
}

function columnsOf(t: TFunction<'content'>, format: Format): Column<Package>[] {
  const count =
    (of: (grants: Package['current']['grants']) => number | undefined) => (row: Package) =>
      format.number(of(row.current.grants) ?? 0);
  return [
    { key: 'name', head: t('table.name'), width: 260, cell: (row) => <PackageLink row={row} /> },
    { key: 'key', head: t('table.key'), from: 'lg', cell: ({ key }) => <code>{key}</code> },
    {
      key: 'approved',
      head: t('table.approved'),
      cell: ({ approved }) => (approved ? <PackageState version={approved} /> : <Unknown />),
    },
    {
      key: 'draft',
      head: t('table.draft'),
      cell: ({ draft }) => (draft ? <PackageState version={draft} /> : <Unknown />),
    },
    {
      key: 'pending',
      head: t('table.pending'),
      end: true,
      cell: count(({ pending }) => pending),
    },
    {
      key: 'delivered',
      head: t('table.delivered'),
      end: true,
      cell: count(({ delivered }) => delivered),
    },
    {
      key: 'partly',
      head: t('table.partly'),
      end: true,
      from: 'lg',
      cell: count(({ partially_failed: partly }) => partly),
    },
    {
      key: 'changed',
      head: t('table.changed'),
      from: 'xl',
      cell: ({ current }) => <Time at={current.editedAt} as="moment" />,
    },
  ];
}

function Compact({ row }: { row: Package }) {
  const { t } = useTranslation('content');
  const { pending, delivered } = row.current.grants;
  return (
    <>
      <span>
        <PackageLink row={row} />
      </span>
      <span>
        <PackageState version={row.draft ?? row.approved ?? row.current} />
      </span>
      <span className="rl-quiet rl-num">
        {t('table.counts', { pending: String(pending ?? 0), delivered: String(delivered ?? 0) })}
      </span>
    </>
  );
}

function NewPackage({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('content');
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [key, setKey] = useState('');
  return (
    <ActDialog
      opened
      onClose={onClose}
      title={t('new.title')}
      act={t('new.act')}
      check={() =>
        name.trim() === '' ? t('new.nameMissing') : KEY.test(key) ? null : t('new.keyWrong')
      }
      run={async () => {
        const made = await createPackage({
          key,
          name: name.trim(),
          bodies: { title: { de: name.trim().slice(0, MOST_TITLE) }, closing: null },
          items: [{ kind: 'text', content: { de: { body: t('new.firstText') } } }],
        });
        await queries.invalidateQueries({ queryKey: contentKeys.packages });
        void navigate({ to: '/content/$id', params: { id: made.id } });
      }}
    >
      {(missing) => (
        <>
          <TextInput
            label={t('new.name')}
            value={name}
            maxLength={120}
            error={missing !== null && name.trim() === '' ? missing : null}
            onChange={(event) => setName(event.currentTarget.value)}
            data-autofocus
          />
          <TextInput
            label={t('new.key')}
            description={t('new.keyHelp')}
            value={key}
            maxLength={60}
            error={missing !== null && !KEY.test(key) ? t('new.keyWrong') : null}
            onChange={(event) => setKey(event.currentTarget.value)}
          />
        </>
      )}
    </ActDialog>
  );
}
