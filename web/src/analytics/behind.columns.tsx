import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import type { Column } from '../parts/data-table';
import { Time } from '../parts/time';
import { Unknown } from '../parts/unknown';
import type { FollowUpsBehind, LeadsBehind } from './analytics.queries';
import type { Behind } from './behind.queries';

export type RowBehind = FollowUpsBehind['items'][number] | LeadsBehind['items'][number];

interface Words {
  t: TFunction<'analytics'>;
  lists: TFunction<'lists'>;
  stage: Behind['stage'];
  /** Those that this person may see today; undefined while they are read. */
  companies: ReadonlyMap<string, { company: string; city: string | null }> | undefined;
}

const INSTANTS = {
  eligible: 'eligibleAt',
  sent: 'sentAt',
  delivered: 'deliveredAt',
  opened: 'openedAt',
  clicked: 'clickedAt',
  answered: 'answeredAt',
  positive: 'positiveAt',
  converted: 'convertedAt',
  ordered: 'orderedAt',
} as const;

/** The lead by its name; whoever may not see it today is told its number, not a name. */
function LeadLink({ row, words: { companies, t } }: { row: RowBehind; words: Words }) {
  const found = companies?.get(row.leadId);
  if (companies && !found)
    return <span className="rl-quiet">{t('behind.hidden', { id: row.leadId.slice(-8) })}</span>;
  return (
    <>
      <Link to="/leads/$id" params={{ id: row.leadId }} className="row-link" data-row-link>
        {found?.company ?? row.leadId.slice(-8)}
      </Link>
      {found?.city && <span className="rl-quiet"> {found.city}</span>}
    </>
  );
}

function When({ at }: { at: string | null }) {
  return at === null ? <Unknown /> : <Time at={at} as="date" />;
}

/** A step of none stands for whichever came first. */
const stepOf = ({ step }: RowBehind): string => step;

export function behindColumns(words: Words): Column<RowBehind>[] {
  const { t, lists, stage } = words;
  const columns: (Column<RowBehind> | false)[] = [
    {
      key: 'lead',
      head: t('behind.lead'),
      width: 220,
      cell: (row) => <LeadLink row={row} words={words} />,
    },
    { key: 'step', head: t('group.step'), cell: (row) => stepOf(row) },
    {
      key: 'channel',
      head: t('group.channel'),
      cell: (row) => lists(`messageChannel.${row.channel as 'email'}`),
    },
    { key: 'sent', head: t('stage.sent'), cell: ({ sentAt }) => <When at={sentAt} /> },
    stage !== 'sent' && {
      key: 'stage',
      head: t(`stage.${stage}`),
      cell: (row) => <When at={row[INSTANTS[stage]]} />,
    },
    {
      key: 'owner',
      head: t('group.owner'),
      cell: ({ ownerName }) => ownerName ?? <Unknown />,
    },
  ];
  return columns.filter((column) => column !== false);
}

export function CompactBehind({ row, words }: { row: RowBehind; words: Words }) {
  const { lists, stage } = words;
  return (
    <>
      <span>
        <LeadLink row={row} words={words} />
      </span>
      <span className="rl-quiet">
        <When at={row[INSTANTS[stage]]} />
      </span>
      <span className="rl-quiet">
        {[stepOf(row), lists(`messageChannel.${row.channel as 'email'}`), row.ownerName]
          .filter(Boolean)
          .join(' · ')}
      </span>
    </>
  );
}
