import {
  IconBrandWhatsapp,
  IconBuildingStore,
  IconMail,
  IconUser,
  IconUserOff,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Time } from '../parts/time';
import { ClassTag } from './class-tag.panel';
import type { InboxSearch } from './inbox-search.queries';
import type { Entry } from './inbox.queries';

const CHANNEL_ICONS = { email: IconMail, whatsapp: IconBrandWhatsapp, person: IconUser };

interface ListProps {
  list: React.RefObject<HTMLUListElement | null>;
  entries: readonly Entry[];
  shown: string | undefined;
  search: InboxSearch;
}

/** Whoever waits longest first; each a link, because the URL is the view. */
export function EntryList({ list, entries, shown, search }: ListProps) {
  const { t } = useTranslation('conversations');
  return (
    <ul className="inbox-list" ref={list} aria-label={t('list')}>
      {entries.map((entry) => (
        <li key={entry.id}>
          <Link
            to="/inbox"
            search={{ ...search, id: entry.id }}
            state={{ fromList: true }}
            className="inbox-entry"
            activeProps={{}}
            data-entry={entry.id}
            aria-current={entry.id === shown ? 'true' : undefined}
          >
            <Lines entry={entry} />
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Lines({ entry }: { entry: Entry }) {
  const { t } = useTranslation('conversations');
  if (entry.kind === 'answer') {
    const { company, receivedAt, excerpt, sender, channel, decidedBy } = entry.answer;
    const Icon = CHANNEL_ICONS[channel];
    return (
      <>
        <span className="inbox-line">
          <b>{company ?? t('hidden')}</b>
          <Time at={receivedAt} />
        </span>
        <span className="inbox-excerpt">{excerpt ?? t('talk')}</span>
        <span className="inbox-line">
          <ClassTag answer={entry.answer} />
          <span className="inbox-who">
            <Icon size={14} stroke={1.5} aria-hidden />
            {decidedBy?.name ?? sender}
          </span>
        </span>
      </>
    );
  }
  const isProposal = entry.kind === 'proposal';
  const company = isProposal ? entry.proposal.company : entry.task.company;
  const Icon = isProposal ? IconBuildingStore : IconUserOff;
  return (
    <>
      <span className="inbox-line">
        <b>{company ?? t('hidden')}</b>
        <Time at={entry.at} />
      </span>
      <span className="inbox-kind">
        <Icon size={14} stroke={1.5} aria-hidden />
        {t(isProposal ? 'proposal.title' : 'left.title')}
      </span>
    </>
  );
}
