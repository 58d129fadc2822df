import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { AnswerPanel } from './answer.panel';
import { BackToList } from './back-to-list.panel';
import type { InboxSlots } from './inbox.page';
import type { InboxSearch } from './inbox-search.queries';
import type { Entry } from './inbox.queries';
import { LeftPanel, ProposalPanel } from './others.panel';

interface EntryProps extends InboxSlots {
  entry: Entry;
  /** „1 von 7“. */
  place: string;
  /** The next one is to be shown. */
  onDone: () => void;
  /** The list, for a window that shows one of both. */
  back: InboxSearch;
}

/** One entry with what can be decided about it. */
export function EntryPanel({ entry, place, onDone, back, Traces }: EntryProps) {
  const { t } = useTranslation('conversations');
  const leadId =
    entry.kind === 'answer'
      ? entry.answer.leadId
      : entry.kind === 'proposal'
        ? entry.proposal.leadId
        : entry.task.leadId;
  const company =
    entry.kind === 'answer'
      ? entry.answer.company
      : entry.kind === 'proposal'
        ? entry.proposal.company
        : entry.task.company;
  const head: ReactNode = (
    <header className="inbox-title">
      <BackToList back={back} />
      <h2>
        <Link to="/leads/$id" params={{ id: leadId }}>
          {company ?? t('hidden')}
        </Link>
      </h2>
      <span className="rl-quiet rl-num">{place}</span>
    </header>
  );
  if (entry.kind === 'answer')
    return <AnswerPanel row={entry.answer} head={head} onDone={onDone} />;
  if (entry.kind === 'proposal')
    return <ProposalPanel proposal={entry.proposal} head={head} onDone={onDone} Traces={Traces} />;
  return <LeftPanel task={entry.task} head={head} onDone={onDone} />;
}
