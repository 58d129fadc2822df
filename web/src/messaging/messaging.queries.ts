import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../core/api';

export type Status = Schemas['WebhookStatus']['data'];
export type Metrics = Schemas['WebhookMetrics'];
export type Buttons = Schemas['WebhookButtons']['data'];
export type Chat = Schemas['WebhookMetrics']['data']['chat'];

export const DAYS = ['1', '7', '30', '90'] as const;
export type Days = (typeof DAYS)[number];
const DEFAULT_DAYS: Days = '7';
/** A minute of the intake is over in a minute. */
const TIME_PASSES_MS = 60_000;
const RECENT = 50;

export const INTERACTIONS = ['click', 'in', 'out'] as const;
export type Interaction = (typeof INTERACTIONS)[number];
export type News = Schemas['WebhookRecent'];
/** Shorter words find everything. */
const SHORTEST = 2;

/** The URL of the channel's numbers; a week is the first one. */
export interface MessagingSearch {
  days?: Days | undefined;
  owner?: 'me' | undefined;
  view?: 'table' | undefined;
  /** What of the last events is shown. */
  what?: Interaction | undefined;
  q?: string | undefined;
}

const asked = ({ days, owner }: MessagingSearch) => ({
  params: { query: { days: Number(days ?? DEFAULT_DAYS), ...(owner && { owner: [owner] }) } },
});

export const messagingKeys = {
  figures: ['messaging', 'figures'] as const,
  news: ['messaging', 'news'] as const,
  channel: ['messaging', 'channel'] as const,
  dead: ['messaging', 'dead'] as const,
};

export const metricsQuery = (search: MessagingSearch) =>
  queryOptions({
    queryKey: [...messagingKeys.figures, 'metrics', asked(search).params.query] as const,
    queryFn: () => call(api.GET('/api/webhook/metrics', asked(search))),
  });

export const buttonsQuery = (search: MessagingSearch) =>
  queryOptions({
    queryKey: [...messagingKeys.figures, 'buttons', asked(search).params.query] as const,
    queryFn: () => call(api.GET('/api/webhook/button-analytics', asked(search))),
  });

export const peopleQuery = (search: MessagingSearch) =>
  queryOptions({
    queryKey: [...messagingKeys.figures, 'people', asked(search).params.query] as const,
    queryFn: () => call(api.GET('/api/webhook/crm-analytics', asked(search))),
  });

export const hotClicksQuery = ({ owner }: MessagingSearch) =>
  queryOptions({
    queryKey: [...messagingKeys.news, 'hot', owner] as const,
    queryFn: () =>
      call(api.GET('/api/webhook/hot-clicks', { params: { query: owner ? { owner } : {} } })),
    refetchInterval: TIME_PASSES_MS,
  });

export const recentAsk = ({ what, q }: MessagingSearch) => ({
  ...(what && { what: [what] }),
  ...(q !== undefined && q.length >= SHORTEST && { q }),
});

export const recentQuery = (search: MessagingSearch) => {
  const query = { limit: RECENT, ...recentAsk(search) };
  return queryOptions({
    queryKey: [...messagingKeys.news, 'recent', query] as const,
    queryFn: () => call(api.GET('/api/webhook/events/recent', { params: { query } })),
  });
};

export const statusQuery = queryOptions({
  queryKey: [...messagingKeys.channel, 'status'] as const,
  queryFn: () => call(api.GET('/api/webhook/status')),
  refetchInterval: TIME_PASSES_MS,
});

export const realtimeQuery = queryOptions({
  queryKey: [...messagingKeys.channel, 'realtime'] as const,
  queryFn: () => call(api.GET('/api/webhook/stats/realtime')),
  refetchInterval: TIME_PASSES_MS,
});

export const deadQuery = infiniteQueryOptions({
  queryKey: messagingKeys.dead,
  queryFn: ({ pageParam }) =>
    call(
      api.GET('/api/webhook/dead-letters', {
        params: { query: pageParam ? { cursor: pageParam } : {} },
      }),
    ),
  initialPageParam: '',
  getNextPageParam: ({ nextCursor }) => nextCursor,
  select: ({ pages }) => pages.flatMap(({ data }) => data.items),
});

export const replayDead = (id: string) =>
  call(api.POST('/api/webhook/dead-letters/{id}/replay', { params: { path: { id } } }));
