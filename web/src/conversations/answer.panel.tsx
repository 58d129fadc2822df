import { Button, UnstyledButton } from '@mantine/core';
import {
  IconArrowBackUp,
  IconBan,
  IconCircleMinus,
  IconMoodSad,
  IconPlaneDeparture,
  IconThumbUp,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNames } from '../api/names';
import type { ResponseClass } from '../api/lists';
import { isLocale } from '../core/i18n';
import { useShortcuts } from '../core/keys';
import { may } from '../core/rights';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { MarkedText } from '../parts/marked-text';
import { QueryView, Skeleton } from '../parts/state-view';
import { Time } from '../parts/time';
import { ClassTag } from './class-tag.panel';
import { useDeciding } from './deciding.queries';
import {
  answerQuery,
  decideAnswer,
  outlookQuery,
  type ResponseRow,
  type ResponseView,
} from './inbox.queries';

/** In the order of the keys. */
const CHOICES = [
  { said: 'POSITIVE', icon: IconThumbUp },
  { said: 'NEUTRAL', icon: IconCircleMinus },
  { said: 'NEGATIVE', icon: IconMoodSad },
  { said: 'UNSUBSCRIBE', icon: IconBan },
  { said: 'AUTO_REPLY', icon: IconPlaneDeparture },
] as const;

interface AnswerProps {
  row: ResponseRow;
  head: ReactNode;
  onDone: () => void;
}

/** What was written, what was heard in it, and what a person says that it means. */
export function AnswerPanel({ row, head, onDone }: AnswerProps) {
  const query = useQuery(answerQuery(row.id));
  const session = useSession();
  const isOpen = row.state === 'review' && may(session, 'responses.decide');
  return (
    <>
      <article className="inbox-thread">
        {head}
        <QueryView query={query} skeleton={<Skeleton rows={6} />}>
          {(answer) => <Letter answer={answer} />}
        </QueryView>
      </article>
      <aside className="inbox-decision">
        {isOpen ? <Choices row={row} onDone={onDone} /> : <Standing row={row} />}
        {query.data && <Evidence answer={query.data} />}
      </aside>
    </>
  );
}

function Letter({ answer }: { answer: ResponseView }) {
  const { t } = useTranslation('conversations');
  const [whole, setWhole] = useState(false);
  const { text, fullText, subject, sender, receivedAt, conversationId } = answer;
  if (text === null)
    return (
      <p className="rl-quiet">
        {t('talkText')} <Time at={receivedAt} as="exact" />
      </p>
    );
  const isCut = fullText !== null && fullText.trim() !== text.trim();
  return (
    <div className="inbox-letter">
      <p className="inbox-from">
        <b>{sender}</b> <Time at={receivedAt} as="exact" />
      </p>
      {subject && <p className="inbox-subject">{subject}</p>}
      {whole && fullText !== null ? (
        <p className="marked-text">{fullText}</p>
      ) : (
        <MarkedText text={text} heard={answer.evidence.map(({ words }) => words)} />
      )}
      {isCut && (
        <UnstyledButton
          className="inbox-fold"
          aria-expanded={whole}
          onClick={() => setWhole(!whole)}
        >
          {t(whole ? 'quoteHide' : 'quoteShow')}
        </UnstyledButton>
      )}
      {conversationId !== null && <ToThread id={conversationId} />}
    </div>
  );
}

/** Where the answer is answered: in its thread, by whoever may write. */
function ToThread({ id }: { id: string }) {
  const { t } = useTranslation('conversations');
  const navigate = useNavigate();
  const mayWrite = may(useSession(), 'conversations.write');
  const to = { to: '/inbox', search: { box: 'all', id } } as const;
  const key = { keys: 'r', label: t('reply'), run: () => void navigate(to) };
  useShortcuts(mayWrite ? [key] : []);
  if (!mayWrite) return null;
  return (
    <Button
      className="inbox-reply"
      variant="default"
      size="xs"
      leftSection={<IconArrowBackUp size={16} stroke={1.5} aria-hidden />}
      rightSection={<kbd aria-hidden>R</kbd>}
      renderRoot={(props) => <Link {...to} {...props} />}
    >
      {t('reply')}
    </Button>
  );
}

function Choices({ row, onDone }: { row: ResponseRow; onDone: () => void }) {
  const { t, i18n } = useTranslation('conversations');
  const lists = useTranslation('lists').t;
  const outlook = useQuery(outlookQuery(row)).data;
  const decide = useDeciding();
  const say = (said: ResponseClass) => {
    decide({
      id: row.id,
      text: t('done', { company: row.company ?? t('hidden'), said: lists(`response.${said}`) }),
      run: () => decideAnswer(row.id, said),
    });
    onDone();
  };
  useShortcuts(
    CHOICES.map(({ said }, index) => ({
      keys: String(index + 1),
      label: lists(`response.${said}`),
      run: () => say(said),
    })),
  );
  const language = isLocale(i18n.language) ? i18n.language : 'de';
  const effectOf = (said: ResponseClass): string => {
    const action = outlook?.items.find((item) => item.class === said)?.action;
    const acts = outlook?.enabled && action !== undefined && action !== 'IGNORE';
    const own = said === 'UNSUBSCRIBE' || said === 'NEGATIVE' ? t(`effect.${said}`) : null;
    return (
      [acts ? t(`outlook.${action}`) : null, own].filter(Boolean).join(', ') ||
      (outlook ? t('outlook.IGNORE') : '')
    );
  };
  return (
    <section aria-labelledby="meaning">
      <h3 id="meaning">{t('question')}</h3>
      <div className="inbox-choices" role="group" aria-labelledby="meaning">
        {CHOICES.map(({ said, icon: Icon }, index) => (
          <UnstyledButton
            key={said}
            className="inbox-choice"
            data-proposed={said === row.class || undefined}
            title={outlook?.items.find((item) => item.class === said)?.sentence[language]}
            onClick={() => say(said)}
          >
            <Icon size={18} stroke={1.5} aria-hidden />
            <span className="inbox-choice-name">
              {lists(`response.${said}`)}
              {said === row.class && <em>{t('proposed')}</em>}
            </span>
            <span className="inbox-choice-effect">{effectOf(said)}</span>
            <kbd aria-hidden>{index + 1}</kbd>
          </UnstyledButton>
        ))}
      </div>
    </section>
  );
}

/** What was decided, by whom. */
function Standing({ row }: { row: ResponseRow }) {
  const { t } = useTranslation('conversations');
  return (
    <section aria-labelledby="meaning">
      <h3 id="meaning">{t('meaning')}</h3>
      <p className="inbox-standing">
        <ClassTag answer={row} />{' '}
        <span>{row.state === 'review' ? t('waits') : (row.decidedBy?.name ?? t('automatic'))}</span>
        {row.state === 'decided' && <Time at={row.decidedAt} as="moment" />}
      </p>
    </section>
  );
}

/** Why it was read like this: the words, and the rule behind each. */
function Evidence({ answer }: { answer: ResponseView }) {
  const { t } = useTranslation('conversations');
  const lists = useTranslation('lists').t;
  const format = useFormat();
  const names = useNames();
  const sure = answer.confidence === null ? '' : ` · ${format.rate(answer.confidence)}`;
  const said = `${lists(`response.${answer.class}`)}${sure}`;
  return (
    <section aria-labelledby="evidence">
      <h3 id="evidence">{t('why', { said })}</h3>
      {answer.evidence.length === 0 ? (
        <p className="rl-quiet">{t('noEvidence')}</p>
      ) : (
        <ul className="inbox-evidence">
          {answer.evidence.map(({ rule, words }) => (
            <li key={`${rule} ${words}`}>
              {words !== '' && <q>{words}</q>}{' '}
              <span className="rl-quiet">{names.evidence(rule)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
