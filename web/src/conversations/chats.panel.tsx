import { Button, CloseButton, TextInput } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcuts } from '../core/keys';
import { Empty, EmptyByFilter, QueryView, Skeleton } from '../parts/state-view';
import { Time } from '../parts/time';
import { ChannelIcon, ChatTag, WindowLeft } from './chat-state.panel';
import { chatListQuery, type ConversationRow } from './chats.queries';
import type { Chats, Go, InboxSearch } from './inbox-search.queries';
import { ThreadPanel } from './thread.panel';
import './chats.css';

const TYPING_MS = 300;

interface ChatsProps {
  box: Chats;
  search: InboxSearch;
  go: Go;
}

/** Conversations over both channels: the list, and beside it the one that is open. */
export function ChatsPanel({ box, search, go }: ChatsProps) {
  const { t } = useTranslation('conversations');
  const query = useInfiniteQuery(chatListQuery(box, search));
  const list = useRef<HTMLUListElement>(null);
  const rows = query.data ?? [];
  // A wide window shows the first one; a phone begins with the list, and what nobody sees nobody has read.
  const isPhone = useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false });
  const shown = search.id ?? (isPhone ? undefined : rows[0]?.id);
  const at = rows.findIndex(({ id }) => id === shown);
  const step = (by: number) => {
    const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
    if (!next) return;
    go({ ...search, id: next.id });
    list.current?.querySelector<HTMLElement>(`[data-entry="${next.id}"]`)?.focus();
  };
  useShortcuts([
    { keys: 'j', label: t('keys.next'), run: () => step(1) },
    { keys: 'k', label: t('keys.previous'), run: () => step(-1) },
  ]);
  return (
    <div className="chats" data-open={search.id !== undefined || undefined}>
      <div className="chats-list">
        <Find search={search} go={go} />
        <QueryView
          query={query}
          skeleton={<Skeleton rows={8} height={72} />}
          right={t('chats.right')}
        >
          {(found) =>
            found.length === 0 ? (
              <Nothing box={box} search={search} go={go} />
            ) : (
              <>
                <ul ref={list} aria-label={t('chats.list')}>
                  {found.map((row) => (
                    <Row key={row.id} row={row} shown={row.id === shown} search={search} />
                  ))}
                </ul>
                {query.hasNextPage && (
                  <Button
                    variant="subtle"
                    className="chats-more"
                    loading={query.isFetchingNextPage}
                    onClick={() => void query.fetchNextPage()}
                  >
                    {t('chats.more')}
                  </Button>
                )}
              </>
            )
          }
        </QueryView>
      </div>
      {shown !== undefined && (
        <ThreadPanel key={shown} id={shown} back={{ ...search, id: undefined }} />
      )}
    </div>
  );
}

function Find({ search, go }: Pick<ChatsProps, 'search' | 'go'>) {
  const { t } = useTranslation('conversations');
  const [text, setText] = useState(search.q ?? '');
  const field = useRef<HTMLInputElement>(null);
  useShortcuts([{ keys: '/', label: t('chats.find'), run: () => field.current?.focus() }]);
  const ask = useRef(go);
  ask.current = go;
  const latest = useRef(search);
  latest.current = search;
  useEffect(() => {
    if (text === (latest.current.q ?? '')) return;
    const timer = window.setTimeout(() => {
      ask.current({ ...latest.current, id: undefined, q: text === '' ? undefined : text });
    }, TYPING_MS);
    return () => window.clearTimeout(timer);
  }, [text]);
  return (
    <TextInput
      ref={field}
      className="chats-find"
      size="sm"
      aria-label={t('chats.find')}
      placeholder={t('chats.findHint')}
      leftSection={<IconSearch size={16} stroke={1.5} aria-hidden />}
      rightSection={
        text === '' ? null : (
          <CloseButton size="sm" aria-label={t('chats.findClear')} onClick={() => setText('')} />
        )
      }
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  );
}

function Nothing({ box, search, go }: ChatsProps) {
  const { t } = useTranslation('conversations');
  const { owner, channel, q } = search;
  if (owner !== undefined || channel !== undefined || q !== undefined)
    return (
      <EmptyByFilter title={t('chats.emptyByFilter')} onReset={() => go({ box: search.box })} />
    );
  return <Empty title={t(`chats.empty.${box}`)} text={t('chats.emptyText')} />;
}

interface RowProps {
  row: ConversationRow;
  shown: boolean;
  search: InboxSearch;
}

function Row({ row, shown, search }: RowProps) {
  const { t } = useTranslation('conversations');
  const { lastMessage: last } = row;
  const isOurs = last?.direction === 'outbound';
  return (
    <li>
      <Link
        to="/inbox"
        search={{ ...search, id: row.id }}
        state={{ fromList: true }}
        className="inbox-entry chats-row"
        activeProps={{}}
        data-entry={row.id}
        data-unread={row.unread > 0 || undefined}
        aria-current={shown ? 'true' : undefined}
      >
        <span className="inbox-line">
          <b>{row.company ?? row.contact?.name ?? row.sender ?? t('hidden')}</b>
          <Time at={row.lastMessageAt} />
        </span>
        <span className="inbox-excerpt">
          {isOurs && <i>{t(`chats.by.${last.author as 'user'}`)} </i>}
          {last?.excerpt ?? (last ? t(`chats.kind.${last.kind}`) : t('chats.noMessage'))}
        </span>
        <span className="inbox-line">
          <span className="inbox-who">
            <ChannelIcon channel={row.channel} />
            {row.contact?.name ?? row.sender ?? t('chats.nobody')}
          </span>
          <span className="chats-marks">
            {row.unread > 0 && (
              <span className="chats-unread rl-num">
                {row.unread}
                <span className="rl-hidden"> {t('chats.unread', { count: row.unread })}</span>
              </span>
            )}
            {row.state === 'open' && row.waiting === null ? (
              <WindowLeft until={row.windowExpiresAt} />
            ) : (
              <ChatTag chat={row} />
            )}
          </span>
        </span>
      </Link>
    </li>
  );
}
