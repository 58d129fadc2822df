import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import type { Format } from '../core/format';
import type { Column } from '../parts/data-table';
import { RowName } from '../parts/row-name';
import { Time } from '../parts/time';
import { Unknown } from '../parts/unknown';
import type { LeadColumn, LeadRow } from './leads.queries';
import { NextTouch } from './next-touch.panel';
import { ProtectionCell } from './protection.panel';
import { Status } from './status.panel';
import './leads.css';

interface Words {
  t: TFunction<'leads'>;
  lists: TFunction<'lists'>;
  format: Format;
  /** The list as a search string, so that the lead page can lead back and on. */
  from: string | undefined;
  /** When the list was read, by the clock of the business. */
  asOf: Date;
}

const place = (lead: LeadRow) => lead.city ?? lead.country;

function LeadLink({ lead, from }: { lead: LeadRow; from: string | undefined }) {
  return (
    <Link
      to="/leads/$id"
      params={{ id: lead.id }}
      search={{ from }}
      className="row-link"
      data-row-link
    >
      {lead.company}
    </Link>
  );
}

const orUnknown = (text: string | null | undefined) => text ?? <Unknown />;

/** The columns that are wanted, in their order. */
export function leadColumns(words: Words, wanted: readonly LeadColumn[]): Column<LeadRow>[] {
  const all = allColumns(words);
  return wanted.flatMap((key) => all.find((column) => column.key === key) ?? []);
}

function allColumns({
  t,
  lists,
  format,
  from,
  asOf,
}: Words): (Column<LeadRow> & { key: LeadColumn })[] {
  return [
    {
      key: 'company',
      head: t('table.company'),
      width: 240,
      sort: ['company', '-company'],
      cell: (lead) => (
        <RowName mark={lead.simulated ? t('demo') : null}>
          <LeadLink lead={lead} from={from} />
          <span className="rl-quiet"> {place(lead)}</span>
        </RowName>
      ),
    },
    {
      key: 'contact',
      head: t('table.contact'),
      from: 'md',
      cell: (lead) => orUnknown(lead.primaryContact?.name),
    },
    {
      key: 'status',
      head: t('table.status'),
      cell: (lead) => <Status status={lead.status} quiet />,
    },
    {
      key: 'owner',
      head: t('table.owner'),
      cell: (lead) =>
        lead.free ? <span className="rl-quiet">{t('free')}</span> : orUnknown(lead.ownerName),
    },
    {
      key: 'businessType',
      head: t('table.businessType'),
      from: 'lg',
      cell: (lead) => lists(`businessType.${lead.businessType}`),
    },
    {
      key: 'source',
      head: t('table.source'),
      from: 'lg',
      cell: (lead) => lists(`source.${lead.source}`),
    },
    {
      key: 'territory',
      head: t('table.territory'),
      from: 'lg',
      cell: (lead) => lead.territory,
    },
    {
      key: 'nextTouch',
      head: t('table.nextTouch'),
      cell: (lead) => <NextTouch lead={lead} asOf={asOf} />,
    },
    {
      key: 'score',
      head: t('table.score'),
      end: true,
      sort: ['-score', 'score'],
      cell: (lead) =>
        lead.score === null ? (
          <Unknown />
        ) : (
          <span className="rl-num">{format.number(lead.score)}</span>
        ),
    },
    {
      key: 'protection',
      head: t('table.protection'),
      from: 'md',
      cell: (lead) => <ProtectionCell lead={lead} asOf={asOf} />,
    },
    {
      key: 'volume',
      head: t('table.volume'),
      end: true,
      from: 'md',
      cell: (lead) => (lead.annualVolume ? format.money(lead.annualVolume) : <Unknown />),
    },
    {
      key: 'registered',
      head: t('table.registered'),
      sort: ['-registeredAt', 'registeredAt'],
      cell: (lead) => <Time at={lead.registeredAt} />,
    },
    {
      key: 'lastActivity',
      head: t('table.lastActivity'),
      from: 'md',
      sort: ['-lastActivityAt', 'lastActivityAt'],
      cell: (lead) => <Time at={lead.lastActivityAt} />,
    },
  ];
}

/** Name and place over the next touch, status over score; how the protection stands where that is no normal state. */
export function CompactLead({ lead, words }: { lead: LeadRow; words: Words }) {
  const { t, format, from, asOf } = words;
  return (
    <>
      <RowName mark={lead.simulated ? t('demo') : null}>
        <LeadLink lead={lead} from={from} />
        <span className="rl-quiet"> {place(lead)}</span>
      </RowName>
      <span>
        <Status status={lead.status} quiet />
      </span>
      <span className="lead-next">
        <NextTouch lead={lead} asOf={asOf} />
        {lead.protection && lead.protection.state !== 'PROTECTED' && (
          <ProtectionCell lead={lead} asOf={asOf} />
        )}
      </span>
      <span className="rl-quiet">
        {t('table.score')}{' '}
        {lead.score === null ? (
          <Unknown />
        ) : (
          <span className="rl-num">{format.number(lead.score)}</span>
        )}
      </span>
    </>
  );
}
