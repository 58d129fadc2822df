import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../core/api';
import type { Chats, ChatSearch } from './inbox-search.queries';

export type ConversationRow = Schemas['ConversationRow'];
export type ConversationView = Schemas['ConversationView'];
export type ThreadMessage = Schemas['ThreadMessage'];
export type SendableTemplate = Schemas['SendableTemplates']['items'][number];

const PAGE = 50;

export const chatKeys = {
  lists: ['conversations', 'chats'] as const,
  counts: ['conversations', 'chat-counts'] as const,
  chats: ['conversations', 'chat'] as const,
  chat: (id: string) => ['conversations', 'chat', id] as const,
  threads: ['conversations', 'thread'] as const,
  thread: (id: string) => ['conversations', 'thread', id] as const,
  templates: (id: string) => ['conversations', 'chat-templates', id] as const,
};

/** The filter of a box, as the list and its count understand it. */
export function chatFilter(box: Chats, { owner, channel, q }: ChatSearch) {
  return {
    box,
    ...(owner && { owner: [owner] }),
    ...(channel && channel !== 'person' && { channel: [channel] }),
    ...(q && q.length >= 2 && { q }),
  };
}

export const chatListQuery = (box: Chats, search: ChatSearch) => {
  const filter = chatFilter(box, search);
  return infiniteQueryOptions({
    queryKey: [...chatKeys.lists, filter] as const,
    queryFn: ({ pageParam }) =>
      call(
        api.GET('/v1/conversations', {
          params: { query: { ...filter, limit: PAGE, ...(pageParam && { cursor: pageParam }) } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
  });
};

/** Boxes whose names say how many conversations are in them. */
const COUNTED = ['waiting', 'open'] as const;

/** How many conversations wait and are open, for the names of the boxes; narrowed like the lists. */
export const chatCountQuery = ({ owner, channel }: ChatSearch) => {
  const views = COUNTED.map((key) => ({ key, filter: chatFilter(key, { owner, channel }) }));
  return queryOptions({
    queryKey: [...chatKeys.counts, views] as const,
    queryFn: () => call(api.POST('/v1/conversations/counts', { body: { views } })),
  });
};

export const chatQuery = (id: string) =>
  queryOptions({
    queryKey: chatKeys.chat(id),
    queryFn: () => call(api.GET('/v1/conversations/{id}', { params: { path: { id } } })),
  });

/** The newest first; older ones by the cursor. */
export const threadQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: chatKeys.thread(id),
    queryFn: ({ pageParam }) =>
      call(
        api.GET('/v1/conversations/{id}/messages', {
          params: {
            path: { id },
            query: { limit: PAGE, ...(pageParam && { cursor: pageParam }) },
          },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor,
    select: ({ pages }) => pages.flatMap(({ items }) => items),
  });

export const chatTemplatesQuery = (id: string) =>
  queryOptions({
    queryKey: chatKeys.templates(id),
    queryFn: () => call(api.GET('/v1/conversations/{id}/templates', { params: { path: { id } } })),
  });

export const sendMessage = (
  id: string,
  body: Schemas['SendMessage'],
  intent: string,
): Promise<ThreadMessage> =>
  call(
    api.POST('/v1/conversations/{id}/messages', {
      params: { path: { id } },
      headers: { 'idempotency-key': intent },
      body,
    }),
  );

/** One act on a conversation as it was seen. */
const seen = ({ id, version }: Pick<ConversationRow, 'id' | 'version'>) => ({
  params: { path: { id }, header: { 'If-Match': `"conversation-${id}-${String(version)}"` } },
});

export const assign = (chat: ConversationRow, assigneeId: string | null) =>
  call(api.POST('/v1/conversations/{id}/assignment', { ...seen(chat), body: { assigneeId } }));

export const close = (chat: ConversationRow, reason: 'resolved' | 'inactive') =>
  call(api.POST('/v1/conversations/{id}/closing', { ...seen(chat), body: { reason } }));

export const reopen = (chat: ConversationRow) =>
  call(api.POST('/v1/conversations/{id}/reopening', seen(chat)));

export const snooze = (chat: ConversationRow, until: string | null) =>
  call(api.POST('/v1/conversations/{id}/snooze', { ...seen(chat), body: { until } }));

export const markRead = (id: string) =>
  call(api.POST('/v1/conversations/{id}/reading', { params: { path: { id } } }));

const MINUTE_MS = 60_000;

/** Minutes until the customer service window closes; 0 when it is closed, null where there is none. */
export function minutesLeft(windowExpiresAt: string | null, now: Date): number | null {
  if (windowExpiresAt === null) return null;
  return Math.max(0, Math.ceil((Date.parse(windowExpiresAt) - now.getTime()) / MINUTE_MS));
}
