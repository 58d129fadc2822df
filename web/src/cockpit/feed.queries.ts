import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../core/api';
import type { FeedGroup } from './feed-keys.queries';

export type Feed = Schemas['Feed'];
export type FeedItem = Schemas['FeedItem'];

const MOST_SHOWN = 50;

/** What is asked for: whose, of what, about whom. */
export interface FeedAsk {
  readonly scope?: 'own';
  readonly filter?: FeedGroup;
  readonly q?: string;
}

export const feedKeys = {
  all: ['cockpit', 'feed'] as const,
  one: (ask: FeedAsk) => ['cockpit', 'feed', ask] as const,
};

const read = (ask: FeedAsk, after?: string): Promise<Feed> =>
  call(
    api.GET('/api/dashboard/feed', {
      params: { query: after === undefined ? ask : { ...ask, after } },
    }),
  );

export const feedQuery = (ask: FeedAsk) =>
  queryOptions({ queryKey: feedKeys.one(ask), queryFn: () => read(ask) });

/** Newer over older in the order of the log, each fact once, at most fifty. */
export function joined(newer: Feed, older: Feed): Feed {
  const byId = new Map([...older.items, ...newer.items].map((item) => [item.id, item]));
  const items = [...byId.values()].sort((a, b) => (a.sequence < b.sequence ? 1 : -1));
  return { ...newer, since: older.since, items: items.slice(0, MOST_SHOWN) };
}

/** Reads what is newer into every feed on the screen. */
export async function readNewer(queries: QueryClient): Promise<void> {
  const shown = queries.getQueryCache().findAll({ queryKey: feedKeys.all, type: 'active' });
  await Promise.all(
    shown.map(async ({ queryKey }) => {
      const feed = queries.getQueryData<Feed>(queryKey);
      if (!feed) return;
      const newer = await read(queryKey[2] as FeedAsk, feed.asOfSequence);
      queries.setQueryData<Feed>(queryKey, (now) => joined(newer, now ?? feed));
    }),
  );
}
