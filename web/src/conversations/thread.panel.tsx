import { Button } from '@mantine/core';
import {
  IconAlertOctagon,
  IconCheck,
  IconChecks,
  IconClick,
  IconClock,
  IconCornerDownRight,
  IconFile,
  IconRobot,
} from '@tabler/icons-react';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Fragment, useEffect, useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { RESPONSE_LOOK } from '../api/lists';
import { may } from '../core/rights';
import { useNow } from '../core/now';
import { useSession } from '../core/session';
import { useFormat } from '../core/use-format';
import { QueryView, Skeleton } from '../parts/state-view';
import { Tag } from '../parts/tag';
import { Time } from '../parts/time';
import { BackToList } from './back-to-list.panel';
import { ChatActs } from './chat-acts.panel';
import { ChannelIcon, ChatTag, WindowLeft } from './chat-state.panel';
import { ChatComposer } from './chat-composer.form';
import {
  chatKeys,
  chatQuery,
  type ConversationView,
  markRead,
  type ThreadMessage,
  threadQuery,
} from './chats.queries';
import type { InboxSearch } from './inbox-search.queries';

interface ThreadProps {
  id: string;
  /** The list, for a window that shows one of both. */
  back: InboxSearch;
}

/** One conversation: who it is with, what was said, and the field to answer in. */
export function ThreadPanel({ id, back }: ThreadProps) {
  const query = useQuery(chatQuery(id));
  return (
    <div className="thread">
      <QueryView query={query} skeleton={<Skeleton rows={6} height={56} />}>
        {(chat) => <Thread chat={chat} back={back} />}
      </QueryView>
    </div>
  );
}

function Thread({ chat, back }: { chat: ConversationView; back: InboxSearch }) {
  const { t } = useTranslation('conversations');
  const session = useSession();
  const mayWrite = may(session, 'conversations.write');
  useReading(chat, mayWrite);
  return (
    <>
      <header className="thread-head">
        <BackToList back={back} />
        <div className="thread-title">
          <h2>
            <Link to="/leads/$id" params={{ id: chat.leadId }}>
              {chat.company ?? t('hidden')}
            </Link>
          </h2>
          <p className="thread-who">
            <ChannelIcon channel={chat.channel} />
            {chat.contact?.name ?? chat.sender ?? t('chats.nobody')}
            {chat.simulated && <span className="thread-demo">{t('chats.demo')}</span>}
          </p>
        </div>
        <div className="thread-state">
          <ChatTag chat={chat} />
          {chat.state !== 'closed' && <WindowLeft until={chat.windowExpiresAt} />}
        </div>
        {mayWrite && <ChatActs chat={chat} />}
      </header>
      {chat.waiting && (
        <p className="thread-waits" role="note">
          {t(`waiting.${chat.waiting.reason ?? 'answer'}`)} {t('waiting.due')}{' '}
          <Time at={chat.waiting.dueAt} as="moment" />
        </p>
      )}
      <Messages chat={chat} />
      {mayWrite ? (
        <ChatComposer key={chat.id} chat={chat} />
      ) : (
        <p className="thread-mute">{t('composer.readOnly')}</p>
      )}
    </>
  );
}

/** Whoever looks at a conversation has read it; the server knows for whom that counts. */
function useReading({ id, unread }: ConversationView, mayWrite: boolean): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (unread === 0 || !mayWrite) return;
    markRead(id).then(
      (view) => {
        queries.setQueryData(chatKeys.chat(id), view);
        void queries.invalidateQueries({ queryKey: chatKeys.lists });
      },
      // Stays unread, and is tried again with the next message.
      () => undefined,
    );
  }, [id, unread, mayWrite, queries]);
}

function Messages({ chat }: { chat: ConversationView }) {
  const { t } = useTranslation('conversations');
  const query = useInfiniteQuery(threadQuery(chat.id));
  const box = useRef<HTMLDivElement>(null);
  const newest = query.data?.[0]?.id;
  // A new message is shown only to whoever reads the end; nobody is torn away from what is above.
  const atEnd = useRef(true);
  useLayoutEffect(() => {
    const { current } = box;
    if (current && atEnd.current) current.scrollTop = current.scrollHeight;
  }, [newest]);
  return (
    <div
      className="thread-messages"
      ref={box}
      tabIndex={0}
      role="region"
      aria-label={t('chats.messages')}
      onScroll={({ currentTarget: at }) => {
        atEnd.current = at.scrollHeight - at.scrollTop - at.clientHeight < 48;
      }}
    >
      <QueryView query={query} skeleton={<Skeleton rows={6} height={56} />}>
        {(messages) => (
          <>
            {query.hasNextPage && (
              <Button
                variant="subtle"
                size="xs"
                loading={query.isFetchingNextPage}
                onClick={() => void query.fetchNextPage()}
              >
                {t('chats.older')}
              </Button>
            )}
            <ol className="thread-list">
              <Days messages={[...messages].reverse()} />
            </ol>
          </>
        )}
      </QueryView>
    </div>
  );
}

function Days({ messages }: { messages: readonly ThreadMessage[] }) {
  const format = useFormat();
  const now = useNow();
  const byId = new Map(messages.map((message) => [message.id, message]));
  return messages.map((message, at) => {
    const before = messages[at - 1];
    const day = format.date(message.occurredAt);
    return (
      <Fragment key={message.id}>
        {(!before || format.date(before.occurredAt) !== day) && (
          <li className="thread-day">{format.day(message.occurredAt, now)}</li>
        )}
        <Bubble message={message} quoted={byId.get(message.repliesToId ?? '') ?? null} />
      </Fragment>
    );
  });
}

interface BubbleProps {
  message: ThreadMessage;
  quoted: ThreadMessage | null;
}

function Bubble({ message, quoted }: BubbleProps) {
  const { t } = useTranslation('conversations');
  const lists = useTranslation('lists').t;
  const isOurs = message.direction === 'outbound';
  const isMachine = isOurs && message.author !== 'user';
  const isClick = message.kind === 'click';
  return (
    <li
      className="bubble"
      data-ours={isOurs || undefined}
      data-machine={isMachine || undefined}
      data-failed={message.state === 'failed' || undefined}
    >
      {isOurs && (
        <p className="bubble-by">
          {isMachine && <IconRobot size={14} stroke={1.5} aria-hidden />}
          {isMachine ? t(`bubble.${message.author as 'bot'}`) : message.authorName}
        </p>
      )}
      {quoted && (
        <p className="bubble-quote">
          <IconCornerDownRight size={14} stroke={1.5} aria-hidden />
          <span>{quoted.text ?? t(`chats.kind.${quoted.kind}`)}</span>
        </p>
      )}
      {message.subject !== null && <p className="bubble-subject">{message.subject}</p>}
      {message.media && (
        <p className="bubble-file">
          <IconFile size={16} stroke={1.5} aria-hidden />
          {message.media.filename ?? t(`chats.kind.${message.kind}`)}
        </p>
      )}
      {isClick ? (
        <p className="bubble-click">
          <IconClick size={16} stroke={1.5} aria-hidden />
          <span>
            <span className="rl-hidden">{t('bubble.tapped')} </span>
            {message.text ?? t('chats.kind.click')}
          </span>
        </p>
      ) : (
        message.text !== null && <p className="bubble-text">{message.text}</p>
      )}
      {message.text === null && !message.media && !isClick && (
        <p className="bubble-text rl-quiet">{t(`chats.kind.${message.kind}`)}</p>
      )}
      <p className="bubble-foot">
        {message.response && (
          <Tag {...RESPONSE_LOOK[message.response.class]} quiet>
            {lists(`response.${message.response.class}`)}
          </Tag>
        )}
        <Time at={message.occurredAt} as="clock" />
        {isOurs && message.state && <Sent message={message} />}
      </p>
    </li>
  );
}

const STATE_ICONS = {
  queued: IconClock,
  accepted: IconClock,
  sent: IconCheck,
  delivered: IconChecks,
  read: IconChecks,
} as const;

function Sent({ message }: { message: ThreadMessage }) {
  const { t } = useTranslation('conversations');
  const { state, error } = message;
  if (state === null) return null;
  const icons: Partial<Record<string, typeof IconCheck>> = STATE_ICONS;
  const Icon = icons[state] ?? IconAlertOctagon;
  const label = t(`sent.${state}`);
  const isBad = !(state in STATE_ICONS);
  return (
    <span className="bubble-sent" data-state={state} title={label}>
      <Icon size={14} stroke={1.75} aria-hidden />
      {isBad ? (
        <span>
          {label}
          {error && (error.reason ?? error.code) !== null && (
            <> ({String(error.reason ?? error.code)})</>
          )}
        </span>
      ) : (
        <span className="rl-hidden">{label}</span>
      )}
    </span>
  );
}
