import { keepPreviousData, type QueryClient, queryOptions, skipToken } from '@tanstack/react-query';
import { FOLLOW_UP_STATES } from '../api/lists';
import { api, call, type Schemas } from '../core/api';
import { anyText, listOf, oneOf, type Reader, searchOf, uuid } from '../core/url';

export type FollowUpRow = Schemas['FollowUpRow'];
export type FollowUpFilter = Schemas['FollowUpFilter'];
export type FollowUpPage = Schemas['FollowUpPage'];

const owner: Reader<string> = (text) => (text === 'me' || text === 'none' ? text : uuid(text));
const code: Reader<string> = (text) => (/^[A-Z0-9_-]{1,40}$/.test(text) ? text : undefined);
const instant: Reader<string> = (text) =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z$/.test(text) ? text : undefined;

const DONE_STATES = ['handed_over', 'skipped', 'cancelled', 'failed', 'unknown'] as const;

/** The tabs above the queue; each is a filter of the API, so that its count is its list. */
export const TABS = {
  today: { due: 'today' },
  tomorrow: { due: 'tomorrow' },
  overdue: { state: ['overdue'] },
  approval: { state: ['deferred'], reason: ['AWAITING_APPROVAL'] },
  deferred: { state: ['deferred'] },
  planned: { state: ['planned'] },
  done: { state: [...DONE_STATES] },
} as const satisfies Record<string, FollowUpFilter>;
export type TabKey = keyof typeof TABS;
export const TAB_KEYS = Object.keys(TABS) as TabKey[];
export const FIRST_TAB: TabKey = 'today';

const filterReaders = {
  state: listOf(oneOf(FOLLOW_UP_STATES)),
  step: listOf(code),
  due: oneOf(['today', 'tomorrow']),
  dueFrom: instant,
  dueBefore: instant,
  sent: oneOf(['today', '7d', 'previous-7d', 'first-30d']),
  skipped: oneOf(['7d', 'previous-7d']),
  owner: listOf(owner),
  territory: listOf(code),
  reason: listOf(code),
  channel: listOf(oneOf(['email', 'whatsapp'])),
};
export const FILTER_KEYS = Object.keys(filterReaders) as (keyof typeof filterReaders)[];

/** The URL of the queue has the names of the API's filter; the first tab is left out. */
export const followUpsSearch = searchOf({
  ...filterReaders,
  sort: oneOf(['dueAt', '-dueAt']),
  limit: oneOf(['50', '100', '200']),
  cursor: anyText(1000),
  /** The lead whose reasons are open beside the list. */
  why: uuid,
});
export type FollowUpsSearch = ReturnType<typeof followUpsSearch>;

export interface FollowUpList {
  readonly filter: FollowUpFilter;
  readonly sort: 'dueAt' | '-dueAt';
  readonly limit: number;
  readonly cursor: string | undefined;
}

const own = (search: FollowUpsSearch): FollowUpFilter =>
  Object.fromEntries(
    FILTER_KEYS.flatMap((key) => (search[key] === undefined ? [] : [[key, search[key]]])),
  );

export const hasFilter = (search: FollowUpsSearch): boolean => Object.keys(own(search)).length > 0;

export function listOfSearch(search: FollowUpsSearch): FollowUpList {
  const filter: FollowUpFilter = hasFilter(search) ? own(search) : TABS[FIRST_TAB];
  const isPast = filter.state?.some((state) => DONE_STATES.some((done) => done === state));
  const isSent = filter.sent !== undefined || filter.skipped !== undefined;
  return {
    filter,
    sort: search.sort ?? (isPast === true || isSent ? '-dueAt' : 'dueAt'),
    limit: Number(search.limit ?? 50),
    cursor: search.cursor,
  };
}

export const followUpsKeys = {
  lists: ['follow-ups', 'list'],
  list: (list: FollowUpList) => ['follow-ups', 'list', list] as const,
  changes: (list: FollowUpList) => ['follow-ups', 'changes', list] as const,
  counts: ['follow-ups', 'counts'],
  forecast: ['follow-ups', 'forecast'],
  outage: ['follow-ups', 'outage'],
};

export const followUpListQuery = (list: FollowUpList, queries: QueryClient) =>
  queryOptions({
    queryKey: followUpsKeys.list(list),
    queryFn: async (): Promise<FollowUpPage> => {
      const { filter, sort, limit, cursor } = list;
      const page = await call(
        api.GET('/v1/follow-ups', { params: { query: { ...filter, sort, limit, cursor } } }),
      );
      queries.setQueryData(followUpsKeys.changes(list), []);
      return page;
    },
    placeholderData: keepPreviousData,
  });

/** Ids of follow-ups that may have come into a list since it was read; frames write it, nothing fetches it. */
export const listChangesQuery = (list: FollowUpList) =>
  queryOptions<string[]>({
    queryKey: followUpsKeys.changes(list),
    queryFn: skipToken,
    initialData: [],
    staleTime: Infinity,
  });

export const countsQuery = (views: readonly { key: string; filter: FollowUpFilter }[]) =>
  queryOptions({
    queryKey: [...followUpsKeys.counts, views] as const,
    queryFn: () => call(api.POST('/v1/follow-ups/counts', { body: { views: [...views] } })),
    placeholderData: keepPreviousData,
  });

/** What the navigation counts. */
export const PLANNED_VIEW = [{ key: 'planned', filter: TABS.planned }];

/** Replaces rows on screen in place; nothing is inserted, removed or reordered under the hand. */
export function replaceRows(queries: QueryClient, rows: readonly FollowUpRow[]): void {
  const byId = new Map(rows.map((row) => [row.id, row]));
  queries.setQueriesData<FollowUpPage>({ queryKey: followUpsKeys.lists }, (page) =>
    page?.items.some(({ id }) => byId.has(id))
      ? { ...page, items: page.items.map((old) => byId.get(old.id) ?? old) }
      : page,
  );
}
