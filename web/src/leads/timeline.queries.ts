import { type QueryClient, queryOptions, skipToken } from '@tanstack/react-query';
import { api, call, type Schemas } from '../core/api';
import { type News, type TimelineGroup, timelineKeys } from './work-keys.queries';

export type TimelineItem = Schemas['TimelineItem'];

/** What is loaded of a timeline, the newest first. */
export interface Timeline {
  readonly items: readonly TimelineItem[];
  readonly nextCursor: string | null;
  readonly asOf: string;
  readonly asOfSequence: string;
}

const PAGE = 50;
const MOST_NEW = 200;

const read = (
  id: string,
  query: { filter?: TimelineGroup; after?: string; cursor?: string; limit: number },
): Promise<Timeline> =>
  call(api.GET('/v1/leads/{id}/timeline', { params: { path: { id }, query } }));

/** Newer over older, each fact once, in the order of the log. */
export function joined(one: readonly TimelineItem[], other: readonly TimelineItem[]) {
  const byId = new Map([...other, ...one].map((item) => [item.id, item]));
  return [...byId.values()].sort((a, b) => (a.sequence < b.sequence ? 1 : -1));
}

export const timelineQuery = (
  id: string,
  filter: TimelineGroup | undefined,
  queries: QueryClient,
) =>
  queryOptions({
    queryKey: timelineKeys.one(id, filter),
    queryFn: async (): Promise<Timeline> => {
      const first = await read(id, { filter, limit: PAGE });
      const before = queries.getQueryData<Timeline>(timelineKeys.one(id, filter));
      const border = first.items.at(-1)?.sequence;
      if (!before || border === undefined || first.nextCursor === null) return first;
      // Facts do not change: what had been loaded below the first page stays, if it reaches up to it.
      const older = before.items.filter(({ sequence }) => sequence < border);
      const touches = before.items.some(({ sequence }) => sequence >= border);
      if (older.length === 0 || !touches) return first;
      return { ...first, items: [...first.items, ...older], nextCursor: before.nextCursor };
    },
  });

/** Adds the page below what is loaded. */
export async function readOlder(
  queries: QueryClient,
  id: string,
  filter: TimelineGroup | undefined,
): Promise<void> {
  const key = timelineKeys.one(id, filter);
  const cursor = queries.getQueryData<Timeline>(key)?.nextCursor;
  if (!cursor) return;
  const page = await read(id, { filter, cursor, limit: PAGE });
  queries.setQueryData<Timeline>(key, (now) =>
    now?.nextCursor === cursor
      ? { ...now, items: joined(now.items, page.items), nextCursor: page.nextCursor }
      : now,
  );
}

/** Adds what is newer than what is loaded; more than fits into one answer is read from the top. */
export async function readNewer(
  queries: QueryClient,
  id: string,
  filter: TimelineGroup | undefined,
): Promise<void> {
  const key = timelineKeys.one(id, filter);
  const loaded = queries.getQueryData<Timeline>(key);
  if (!loaded) return;
  const page = await read(id, { filter, after: loaded.asOfSequence, limit: MOST_NEW });
  if (page.nextCursor !== null) await queries.invalidateQueries({ queryKey: key });
  else
    queries.setQueryData<Timeline>(key, (now) =>
      now ? { ...page, items: joined(page.items, now.items), nextCursor: now.nextCursor } : now,
    );
}

export const newsQuery = (id: string) =>
  queryOptions<News>({
    queryKey: timelineKeys.news(id),
    queryFn: skipToken,
    initialData: {},
    staleTime: Infinity,
  });

/** A fact with those that belong to the same act. */
export interface Act extends TimelineItem {
  readonly inner: readonly TimelineItem[];
}

/**
 * What one line each is enough for: facts of one act stand within the one that leads, and a mail that was queued says
 * no more once the decision or a later fact of the same mail stands there as well.
 */
export function lines(items: readonly TimelineItem[]): Act[] {
  const told = new Map<string, number>();
  const acts = new Map<string, TimelineItem[]>();
  for (const { act } of items) if (act.leads) acts.set(act.key, []);
  for (const { mail } of items)
    if (mail) told.set(mail.messageId, (told.get(mail.messageId) ?? 0) + 1);
  const shown = items.filter((item) => {
    const { type, mail, act } = item;
    const within = act.leads ? undefined : acts.get(act.key);
    within?.push(item);
    if (within) return false;
    return type !== 'crm.email.queued.v1' || !mail || (told.get(mail.messageId) ?? 0) === 1;
  });
  return shown.map((item) => ({
    ...item,
    inner: (item.act.leads && acts.get(item.act.key)) || [],
  }));
}

/** A value of a fact's data as text; empty when it is none. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
