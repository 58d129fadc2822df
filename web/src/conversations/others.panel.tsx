import { Button, Textarea } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isLocale } from '../core/i18n';
import { randomId } from '../core/ids';
import { useShortcuts } from '../core/keys';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { MarkedText } from '../parts/marked-text';
import { Time } from '../parts/time';
import { ClassTag } from './class-tag.panel';
import { useDeciding } from './deciding.queries';
import type { InboxSlots } from './inbox.page';
import {
  answerQuery,
  completeTask,
  decideProposal,
  type Proposal,
  type Task,
} from './inbox.queries';

const REASON_LENGTH = 3;

interface ProposalProps extends InboxSlots {
  proposal: Proposal;
  head: ReactNode;
  onDone: () => void;
}

/** A conversion that rules propose: approved by one key, refused with a reason. */
export function ProposalPanel({ proposal, head, onDone, Traces }: ProposalProps) {
  const { t, i18n } = useTranslation('conversations');
  const decide = useDeciding();
  const answer = useQuery(answerQuery(proposal.responseId)).data;
  const field = useRef<HTMLTextAreaElement>(null);
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const company = proposal.company ?? t('hidden');
  const approve = () => {
    decide({
      id: proposal.id,
      text: t('proposal.approved', { company }),
      run: () => decideProposal(proposal.id, { outcome: 'approved' }),
    });
    onDone();
  };
  const refuse = () => {
    const said = reason.trim();
    setMissing(said.length < REASON_LENGTH);
    if (said.length < REASON_LENGTH) {
      field.current?.focus();
      return;
    }
    decide({
      id: proposal.id,
      text: t('proposal.refused', { company }),
      run: () => decideProposal(proposal.id, { outcome: 'refused', reason: said }),
    });
    onDone();
  };
  useShortcuts([
    { keys: '1', label: t('proposal.approve'), run: approve },
    { keys: '2', label: t('proposal.refuse'), run: refuse },
  ]);
  const language = isLocale(i18n.language) ? i18n.language : 'de';
  return (
    <>
      <article className="inbox-thread">
        {head}
        <p>{proposal.sentence[language]}</p>
        {answer?.text && (
          <div className="inbox-letter">
            <p className="inbox-from">
              <b>{answer.sender}</b> <Time at={answer.receivedAt} as="exact" />{' '}
              <ClassTag answer={answer} />
            </p>
            <MarkedText text={answer.text} heard={answer.evidence.map(({ words }) => words)} />
          </div>
        )}
        <Traces
          rules={proposal.rules}
          matched={proposal.rules.filter(({ holds }) => holds).map(({ key }) => key)}
        />
      </article>
      <aside className="inbox-decision">
        <section aria-labelledby="meaning">
          <h3 id="meaning">{t('proposal.question', { company })}</h3>
          <div className="inbox-acts">
            <Button
              leftSection={<IconCheck size={16} aria-hidden />}
              rightSection={<kbd aria-hidden>{'1'}</kbd>}
              onClick={approve}
            >
              {t('proposal.approve')}
            </Button>
            <Textarea
              ref={field}
              label={t('proposal.reason')}
              error={missing && t('proposal.reasonMissing')}
              rows={2}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
            <Button
              variant="default"
              leftSection={<IconX size={16} aria-hidden />}
              rightSection={<kbd aria-hidden>{'2'}</kbd>}
              onClick={refuse}
            >
              {t('proposal.refuse')}
            </Button>
          </div>
        </section>
      </aside>
    </>
  );
}

interface LeftProps {
  task: Task;
  head: ReactNode;
  onDone: () => void;
}

/** An automatic reply said that the person has left: somebody finds out who comes after. */
export function LeftPanel({ task, head, onDone }: LeftProps) {
  const { t } = useTranslation('conversations');
  const session = useSession();
  const decide = useDeciding();
  const [intent] = useState(randomId);
  const mayDo = may(session, 'tasks.write');
  const done = () => {
    if (!mayDo) return;
    decide({
      id: task.id,
      text: t('left.done', { company: task.company ?? t('hidden') }),
      run: () => completeTask(task.id, intent),
    });
    onDone();
  };
  useShortcuts(mayDo ? [{ keys: '1', label: t('left.act'), run: done }] : []);
  return (
    <>
      <article className="inbox-thread">
        {head}
        <p>{t('left.text')}</p>
        <p className="rl-quiet">
          {task.assignee?.name ?? t('left.manager')} · {t('left.due')}{' '}
          <Time at={task.dueAt} as="moment" />
        </p>
      </article>
      <aside className="inbox-decision">
        <section aria-labelledby="meaning">
          <h3 id="meaning">{t('left.question')}</h3>
          <div className="inbox-acts">
            {mayDo && (
              <Button
                leftSection={<IconCheck size={16} aria-hidden />}
                rightSection={<kbd aria-hidden>{'1'}</kbd>}
                onClick={done}
              >
                {t('left.act')}
              </Button>
            )}
          </div>
        </section>
      </aside>
    </>
  );
}
