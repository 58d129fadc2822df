import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import type { Format } from '../core/format';
import type { Tone } from '../core/theme';
import type { Column } from '../parts/data-table';
import { Tag, type TagIcon } from '../parts/tag';
import { Time } from '../parts/time';
import { Unknown } from '../parts/unknown';
import type { ImportState, ImportSummary } from './imports.queries';

interface Words {
  t: TFunction<'imports'>;
  format: Format;
}

interface Look {
  readonly tone: Tone;
  readonly icon: TagIcon;
  readonly quiet: boolean;
}

/** Only what wants a person is tinted. */
const LOOKS: Readonly<Record<ImportState, Look>> = {
  UPLOADING: { tone: 'idle', icon: 'circle-dashed', quiet: true },
  MAPPING: { tone: 'idle', icon: 'circle-dashed', quiet: true },
  ANALYSING: { tone: 'info', icon: 'hourglass', quiet: true },
  READY: { tone: 'info', icon: 'circle-dashed', quiet: true },
  AWAITING_APPROVAL: { tone: 'warn', icon: 'hourglass', quiet: false },
  EXECUTING: { tone: 'info', icon: 'hourglass', quiet: true },
  DONE: { tone: 'good', icon: 'check', quiet: true },
  FAILED: { tone: 'bad', icon: 'x', quiet: false },
  REVERTING: { tone: 'warn', icon: 'hourglass', quiet: true },
  REVERTED: { tone: 'idle', icon: 'minus', quiet: true },
};

export function StateTag({ state, t }: { state: ImportState; t: TFunction<'imports'> }) {
  return <Tag {...LOOKS[state]}>{t(`states.${state}`)}</Tag>;
}

function ImportLink({ item }: { item: ImportSummary }) {
  return (
    <Link to="/leads/imports/$id" params={{ id: item.id }} className="row-link" data-row-link>
      {item.fileName}
    </Link>
  );
}

export function importColumns({ t, format }: Words): Column<ImportSummary>[] {
  return [
    {
      key: 'file',
      head: t('list.file'),
      width: 300,
      cell: (item) => <ImportLink item={item} />,
    },
    {
      key: 'state',
      head: t('list.state'),
      cell: ({ state }) => <StateTag state={state} t={t} />,
    },
    {
      key: 'rows',
      head: t('list.rows'),
      end: true,
      cell: ({ rows, state }) => (state === 'UPLOADING' ? <Unknown /> : format.number(rows)),
    },
    {
      key: 'created',
      head: t('list.created'),
      end: true,
      cell: ({ created, state }) =>
        ['DONE', 'FAILED', 'EXECUTING'].includes(state) ? format.number(created) : <Unknown />,
    },
    { key: 'by', head: t('list.by'), cell: ({ createdByName }) => createdByName ?? <Unknown /> },
    { key: 'at', head: t('list.at'), cell: ({ createdAt }) => <Time at={createdAt} /> },
  ];
}

export function CompactImport({ item, words }: { item: ImportSummary; words: Words }) {
  const { t, format } = words;
  const { rows, created, createdByName, createdAt, state } = item;
  const shown = format.number(rows);
  return (
    <>
      <span>
        <ImportLink item={item} />
      </span>
      <span>
        <StateTag state={state} t={t} />
      </span>
      <span className="rl-quiet">
        {state === 'DONE'
          ? t('list.of', { created: format.number(created), rows: shown })
          : t('facts.rows', { count: rows, shown })}
        {createdByName && ` · ${createdByName}`}
      </span>
      <span className="rl-quiet">
        <Time at={createdAt} />
      </span>
    </>
  );
}
