import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { LEAD_STATUSES, type LeadStatus } from '../api/lists';
import { api, call, type Schemas } from '../core/api';

export type Lead = Schemas['LeadRow'];

const MOST_ENTRIES = 50;
const FIRST_ENTRIES = 20;

export type FeedKind = 'registered' | 'assigned' | 'status' | 'changed';

/** One fact of the feed. Events carry no texts: those of the lead come by REST, with the reader's own rights. */
export interface FeedEntry {
  readonly id: string;
  readonly kind: FeedKind;
  readonly at: string;
  readonly leadId: string;
  readonly status: string | null;
}

export interface Feed {
  readonly entries: readonly FeedEntry[];
  /** The leads named, as far as they were read; null for those that the reader may not see. */
  readonly leads: Readonly<Record<string, Lead | null>>;
  /** The place in the log that the answer below was read at. */
  readonly asOfSequence: string;
}

export interface Counts {
  readonly byStatus: Readonly<Record<LeadStatus, number>>;
  readonly asOfSequence: string;
}

export const cockpitKeys = {
  feed: ['cockpit', 'feed'] as const,
  counts: ['cockpit', 'counts'] as const,
  ownCounts: ['cockpit', 'own-counts'] as const,
};

export const registeredEntry = (leadId: string, at: string): FeedEntry => ({
  id: `registered:${leadId}`,
  kind: 'registered',
  at,
  leadId,
  status: null,
});

/** Newest first, each fact once, at most fifty, and only the leads that are still named. */
export function withEntries(feed: Feed, entries: readonly FeedEntry[]): Feed {
  const byId = new Map([...entries, ...feed.entries].map((entry) => [entry.id, entry]));
  const newest = [...byId.values()]
    .sort((one, other) => Date.parse(other.at) - Date.parse(one.at))
    .slice(0, MOST_ENTRIES);
  const named = new Set(newest.map(({ leadId }) => leadId));
  return {
    entries: newest,
    leads: Object.fromEntries(Object.entries(feed.leads).filter(([id]) => named.has(id))),
    asOfSequence: feed.asOfSequence,
  };
}

/** What happened before the page was opened: the newest registrations; what the stream brought since stays. */
export const feedQuery = (queries: QueryClient) =>
  queryOptions({
    queryKey: cockpitKeys.feed,
    queryFn: async (): Promise<Feed> => {
      const page = await call(
        api.GET('/v1/leads', {
          params: { query: { sort: '-registeredAt', limit: FIRST_ENTRIES } },
        }),
      );
      const known = queries.getQueryData<Feed>(cockpitKeys.feed) ?? { entries: [], leads: {} };
      const read = Object.fromEntries(page.items.map((lead) => [lead.id, lead]));
      return withEntries(
        {
          entries: known.entries,
          leads: { ...known.leads, ...read },
          asOfSequence: page.asOfSequence,
        },
        page.items.map((lead) => registeredEntry(lead.id, lead.registeredAt)),
      );
    },
  });

async function countLeads(who: { owner?: string[] }): Promise<Counts> {
  const views = LEAD_STATUSES.map((status) => ({
    key: status,
    filter: { status: [status], ...who },
  }));
  const { counts, asOfSequence } = await call(api.POST('/v1/leads/counts', { body: { views } }));
  return { byStatus: counts as Record<LeadStatus, number>, asOfSequence };
}

/** Of all that a person sees; of those whose view is wider, also what they own themselves. */
export const leadCountsQuery = (isOwn: boolean) =>
  queryOptions<Counts, Error, Counts, readonly string[]>({
    queryKey: isOwn ? cockpitKeys.ownCounts : cockpitKeys.counts,
    queryFn: () => countLeads(isOwn ? { owner: ['me'] } : {}),
  });
