import { IconBrandWhatsapp, IconMail } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { RowName } from '../parts/row-name';
import type { Column } from '../parts/data-table';
import { Time } from '../parts/time';
import { Unknown } from '../parts/unknown';
import type { FollowUpRow } from './follow-ups.queries';
import { State } from './state.panel';

interface Words {
  t: TFunction<'follow-ups'>;
  lists: TFunction<'lists'>;
  /** Whose follow-ups these are is worth a column. */
  withOwner: boolean;
  acts: (row: FollowUpRow) => ReactNode;
}

const CHANNEL_ICONS = { email: IconMail, whatsapp: IconBrandWhatsapp };

export function LeadLink({ row, t }: { row: FollowUpRow; t: TFunction<'follow-ups'> }) {
  return (
    <RowName mark={row.simulated ? t('demo') : null}>
      <Link to="/leads/$id" params={{ id: row.leadId }} className="row-link" data-row-link>
        {row.company}
      </Link>
      {row.city && <span className="rl-quiet"> {row.city}</span>}
    </RowName>
  );
}

/** When it is due; for one that has left, when it did. */
export function When({ row }: { row: FollowUpRow }) {
  return <Time at={row.handedOverAt ?? row.dueAt} as="moment" />;
}

function Channel({ row, lists }: { row: FollowUpRow; lists: TFunction<'lists'> }) {
  const Icon = CHANNEL_ICONS[row.channel];
  return (
    <span className="queue-channel" title={lists(`messageChannel.${row.channel}`)}>
      <Icon size={16} stroke={1.5} aria-hidden />
      <span className="rl-hidden">{lists(`messageChannel.${row.channel}`)}</span>
    </span>
  );
}

export function followUpColumns({ t, lists, withOwner, acts }: Words): Column<FollowUpRow>[] {
  return [
    {
      key: 'lead',
      head: t('table.lead'),
      width: 240,
      cell: (row) => <LeadLink row={row} t={t} />,
    },
    {
      key: 'due',
      head: t('table.due'),
      width: 136,
      sort: ['dueAt', '-dueAt'],
      cell: (row) => <When row={row} />,
    },
    { key: 'step', head: t('table.step'), width: 72, cell: (row) => row.step },
    {
      key: 'channel',
      head: t('table.channel'),
      from: 'md',
      width: 64,
      cell: (row) => <Channel row={row} lists={lists} />,
    },
    { key: 'state', head: t('table.state'), width: 148, cell: (row) => <State row={row} /> },
    {
      key: 'reason',
      head: t('table.reason'),
      cell: (row) =>
        row.reasonText ? (
          <span className="queue-reason" title={row.reasonText}>
            {row.reasonText}
          </span>
        ) : (
          ''
        ),
    },
    ...(withOwner
      ? [
          {
            key: 'owner',
            head: t('table.owner'),
            from: 'lg' as const,
            cell: (row: FollowUpRow) => row.ownerName ?? <Unknown />,
          },
        ]
      : []),
    { key: 'acts', head: t('table.acts'), width: 116, end: true, cell: acts },
  ];
}

export function CompactFollowUp({ row, words }: { row: FollowUpRow; words: Words }) {
  const { t, lists, acts } = words;
  return (
    <>
      <span>
        <LeadLink row={row} t={t} />
      </span>
      <span>
        <State row={row} />
      </span>
      <span className="rl-quiet">
        {row.step} · {lists(`messageChannel.${row.channel}`)} · <When row={row} />
      </span>
      <span>{acts(row)}</span>
      {row.reasonText && <p className="queue-compact-reason rl-quiet">{row.reasonText}</p>}
    </>
  );
}
