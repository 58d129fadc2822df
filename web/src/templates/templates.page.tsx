import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Names, useNames } from '../api/names';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { type Column, DataTable } from '../parts/data-table';
import { Page } from '../parts/page';
import { Empty, NoRight, QueryView, Skeleton } from '../parts/state-view';
import { Time } from '../parts/time';
import { Unknown } from '../parts/unknown';
import { NewTemplate } from './new-template.form';
import { Audience, VersionState } from './template-state.panel';
import { currentOf, type TemplateRow, templatesQuery } from './templates.queries';
import './templates.css';

/** What is written to leads: each text, for whom it is meant, and what of it is sent now. */
export function TemplatesPage() {
  const { t } = useTranslation('templates');
  const session = useSession();
  const names = useNames();
  const [adding, setAdding] = useState(false);
  const query = useQuery({ ...templatesQuery, enabled: may(session, 'templates.read') });
  if (!may(session, 'templates.read')) return <NoRight right={t('right')} />;
  return (
    <Page
      fill
      title={t('title')}
      sub={<p className="template-sub">{t('sub')}</p>}
      actions={
        may(session, 'templates.edit') && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
            {t('new.open')}
          </Button>
        )
      }
    >
      <QueryView query={query} skeleton={<Skeleton rows={8} />} right={t('right')}>
        {({ items }) =>
          items.length > 0 ? (
            <>
              <DataTable
                label={t('title')}
                columns={columnsOf(t, names)}
                rows={items}
                rowKey={({ id }) => id}
                compact={(row) => <Compact row={row} />}
              />
              <NewTemplate opened={adding} onClose={() => setAdding(false)} templates={items} />
            </>
          ) : (
            <Empty title={t('none')} text={t('noneText')} />
          )
        }
      </QueryView>
    </Page>
  );
}

function TemplateLink({ row }: { row: TemplateRow }) {
  const names = useNames();
  const version = currentOf(row);
  if (!version) return names.template(row.key);
  return (
    <Link
      to="/templates/$id/v/$n"
      params={{ id: row.id, n: String(version.number) }}
      className="row-link"
      data-row-link
    >
      {names.template(row.key)}
    </Link>
  );
}

const publishedOf = ({ versions }: TemplateRow) =>
  versions.find(({ state }) => state === 'published');
const draftOf = ({ versions }: TemplateRow) => versions.find(({ state }) => state === 'draft');

function Published({ row }: { row: TemplateRow }) {
  const version = publishedOf(row);
  return version ? <VersionState version={version} /> : <Unknown />;
}

function columnsOf(t: TFunction<'templates'>, names: Names): Column<TemplateRow>[] {
  return [
    { key: 'key', head: t('table.key'), width: 240, cell: (row) => <TemplateLink row={row} /> },
    {
      key: 'purpose',
      head: t('table.purpose'),
      width: 104,
      cell: (row) => names.purpose(row.purpose),
    },
    { key: 'audience', head: t('table.audience'), cell: (row) => <Audience template={row} /> },
    { key: 'published', head: t('table.published'), cell: (row) => <Published row={row} /> },
    {
      key: 'draft',
      head: t('table.draft'),
      cell: (row) => {
        const draft = draftOf(row);
        return draft ? <VersionState version={draft} /> : <Unknown />;
      },
    },
    {
      key: 'changed',
      head: t('table.changed'),
      from: 'lg',
      cell: (row) => {
        const newest = row.versions[0];
        return newest ? <Time at={newest.editedAt} as="moment" /> : <Unknown />;
      },
    },
  ];
}

function Compact({ row }: { row: TemplateRow }) {
  const names = useNames();
  const current = currentOf(row);
  return (
    <>
      <span>
        <TemplateLink row={row} />
      </span>
      <span>{current && <VersionState version={current} />}</span>
      <span className="rl-quiet">
        <Audience template={row} />
      </span>
      <span className="rl-quiet">{names.purpose(row.purpose)}</span>
    </>
  );
}
