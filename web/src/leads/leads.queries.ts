import { keepPreviousData, type QueryClient, queryOptions, skipToken } from '@tanstack/react-query';
import {
  BUSINESS_TYPES,
  LEAD_COLUMNS,
  LEAD_SOURCES,
  LEAD_STATUSES,
  OPEN_STATUSES,
} from '../api/lists';
import { api, call, type Schemas } from '../core/api';
import { Problem } from '../core/problem';
import { anyText, listOf, oneOf, type Reader, searchOf, uuid } from '../core/url';

export type LeadRow = Schemas['LeadRow'];
export type LeadView = Schemas['LeadView'];
export type LeadFilter = Schemas['LeadFilter'];
export type LeadPage = Schemas['LeadPage'];
export type SavedView = Schemas['SavedView'];

const LEAD_SORTS = [
  '-registeredAt',
  'registeredAt',
  'company',
  '-company',
  '-lastActivityAt',
  'lastActivityAt',
  '-score',
  'score',
] as const;
export type LeadSort = (typeof LEAD_SORTS)[number];
const FIRST_SORT: LeadSort = '-registeredAt';

const owner: Reader<string> = (text) => (text === 'me' || text === 'none' ? text : uuid(text));
const code: Reader<string> = (text) => (/^[A-Z0-9_-]{1,30}$/.test(text) ? text : undefined);

export type LeadColumn = (typeof LEAD_COLUMNS)[number];
/** What the table shows unless somebody chose otherwise. */
export const FIRST_COLUMNS: readonly LeadColumn[] = [
  'company',
  'contact',
  'status',
  'owner',
  'nextTouch',
  'score',
  'protection',
  'volume',
  'lastActivity',
];

const columns: Reader<LeadColumn[]> = (text) => {
  const read = listOf(oneOf(LEAD_COLUMNS))(text);
  return read && [...new Set(read)];
};

/** When the next touch of a lead is due. */
export const DUES = ['overdue', 'today', 'week', 'none'] as const;

/** Ranges of the score from which one chooses; a URL may say others. */
export const SCORE_BANDS = ['75..', '50..74', '25..49', '..24'] as const;

/** Both ends of a range such as `50..`, included. */
export function scoreRange(text: string): readonly [from: number, to: number] | null {
  const found = /^(\d{0,3})\.\.(\d{0,3})$/.exec(text);
  if (!found || text === '..') return null;
  const [from, to] = [Number(found[1]), Number(found[2] || 100)];
  return from <= to && to <= 100 ? [from, to] : null;
}
const score: Reader<string> = (text) => (scoreRange(text) ? text : undefined);

export const PROTECTION_STATES = [
  'PROTECTED',
  'REMINDER_DUE',
  'GRACE',
  'STOPPED',
  'LAPSED',
] as const;

/** The parts of the filter that are chips, in the order of the screen. */
export const FILTER_KEYS = [
  'owner',
  'status',
  'territory',
  'businessType',
  'source',
  'tag',
  'import',
  'clock',
  'due',
  'score',
  'protection',
] as const;
export type FilterKey = (typeof FILTER_KEYS)[number];

export const VIEWS = {
  open: { status: [...OPEN_STATUSES] },
  mine: { owner: ['me'], status: [...OPEN_STATUSES] },
  registered: { status: ['REGISTERED'] },
  qualified: { status: ['QUALIFIED'] },
  free: { owner: ['none'] },
  all: {},
} as const satisfies Record<string, LeadFilter>;
export type ViewKey = keyof typeof VIEWS;
const VIEW_KEYS = Object.keys(VIEWS) as ViewKey[];
export const FIRST_VIEW: ViewKey = 'open';
const shipped = oneOf(VIEW_KEYS);

/** The view that everybody has; null when the URL names one that somebody saved. */
export const shippedView = ({ view }: { view?: string | undefined }): ViewKey | null =>
  view === undefined ? FIRST_VIEW : (shipped(view) ?? null);

/** The URL of the leads list; defaults are left out. */
export const leadsSearch = searchOf({
  view: (text: string) => shipped(text) ?? uuid(text),
  q: anyText(120),
  status: listOf(oneOf(LEAD_STATUSES)),
  owner: listOf(owner),
  territory: listOf(code),
  businessType: listOf(oneOf(BUSINESS_TYPES)),
  source: listOf(oneOf(LEAD_SOURCES)),
  tag: listOf(anyText(40)),
  import: listOf(uuid),
  clock: listOf(oneOf(['requested', 'running'])),
  due: listOf(oneOf(DUES)),
  score: listOf(score),
  protection: listOf(oneOf(PROTECTION_STATES)),
  sort: oneOf(LEAD_SORTS),
  layout: oneOf(['board']),
  /** Columns of the table but the first, in their order; the first alone when there are no others. */
  cols: columns,
  limit: oneOf(['50', '100', '200']),
  cursor: anyText(1000),
  /** An act on several leads that is under way. */
  bulk: uuid,
});
export type LeadsSearch = ReturnType<typeof leadsSearch>;

export interface LeadList {
  readonly filter: LeadFilter;
  readonly sort: LeadSort;
  readonly limit: number;
  readonly cursor: string | undefined;
}

const own = (search: LeadsSearch): LeadFilter =>
  Object.fromEntries(
    FILTER_KEYS.flatMap((key) => (search[key] === undefined ? [] : [[key, search[key]]])),
  );

/** Whether the URL has filters of its own. */
export const isNarrowed = (search: LeadsSearch): boolean => Object.keys(own(search)).length > 0;

/**
 * Filters in the URL replace those of the view as a whole; the search text narrows either, and replaces that of a saved
 * view.
 * @param saved the view of somebody that the URL names; null while nobody knows it, or when it is none any more
 */
export function listOfSearch(search: LeadsSearch, saved: SavedView | null = null): LeadList {
  const ofView = VIEWS[shippedView(search) ?? FIRST_VIEW];
  const base: LeadFilter = isNarrowed(search) ? own(search) : (saved?.filter ?? ofView);
  return {
    filter: search.q === undefined ? base : { ...base, q: search.q },
    sort: search.sort ?? saved?.sort ?? FIRST_SORT,
    limit: Number(search.limit ?? 50),
    cursor: search.cursor,
  };
}

const [FIRST_COLUMN] = LEAD_COLUMNS;
const columnsOfView = (saved: SavedView | null): readonly LeadColumn[] =>
  saved?.columns ?? FIRST_COLUMNS;
const sameColumns = (one: readonly LeadColumn[], other: readonly LeadColumn[]): boolean =>
  one.join() === other.join();

/** What the table shows, the first column always first. */
export function columnsOfSearch(
  { cols }: LeadsSearch,
  saved: SavedView | null = null,
): readonly LeadColumn[] {
  const wanted = cols ?? columnsOfView(saved);
  return [FIRST_COLUMN, ...wanted.filter((column) => column !== FIRST_COLUMN)];
}

/** The search after columns were chosen: those of the view are left out of it. */
export function withColumns(
  search: LeadsSearch,
  wanted: readonly LeadColumn[],
  saved: SavedView | null = null,
): LeadsSearch {
  if (sameColumns(wanted, columnsOfSearch({}, saved))) return { ...search, cols: undefined };
  const others = wanted.filter((column) => column !== FIRST_COLUMN);
  return { ...search, cols: others.length > 0 ? others : [FIRST_COLUMN] };
}

/** As a view keeps them: null for what the table shows by itself. */
export function columnsToKeep(search: LeadsSearch, saved: SavedView | null): LeadColumn[] | null {
  const shown = columnsOfSearch(search, saved);
  return sameColumns(shown, FIRST_COLUMNS) ? null : [...shown];
}

/** Whether the list is another than that of its view. */
export function isChanged(search: LeadsSearch, saved: SavedView | null = null): boolean {
  if (isNarrowed(search)) return true;
  if (!sameColumns(columnsOfSearch(search, saved), columnsOfSearch({}, saved))) return true;
  if (saved === null) return false;
  const isResorted = search.sort !== undefined && search.sort !== (saved.sort ?? FIRST_SORT);
  return isResorted || (search.q !== undefined && search.q !== saved.filter?.q);
}

const sameFilter = (one: LeadFilter, other: LeadFilter): boolean =>
  FILTER_KEYS.every(
    (key) => [...(one[key] ?? [])].sort().join() === [...(other[key] ?? [])].sort().join(),
  );

/** The search for a filter: the view that says just this, if there is one, else the filters themselves. */
function searchFor(search: LeadsSearch, saved: SavedView | null, wanted: LeadFilter): LeadsSearch {
  const { q, ...filter } = wanted;
  const { sort, limit, layout, cols } = search;
  const rest: LeadsSearch = { q, sort, limit, layout, cols };
  if (saved?.filter && q === saved.filter.q && sameFilter(saved.filter, filter))
    return { ...rest, q: undefined, view: search.view };
  const view = VIEW_KEYS.find((candidate) => sameFilter(VIEWS[candidate], filter));
  // Without a filter of its own the URL would mean the saved view as it is.
  const staysSaved = saved !== null && view !== 'all';
  if (view !== undefined && !staysSaved)
    return { ...rest, view: view === FIRST_VIEW ? undefined : view };
  return { ...rest, ...filter, view: search.view };
}

/** The search after a chip changed. */
export function withFilter(
  search: LeadsSearch,
  key: FilterKey,
  values: readonly string[],
  saved: SavedView | null = null,
): LeadsSearch {
  const before = listOfSearch(search, saved).filter;
  const next = { ...before, [key]: values.length > 0 ? values : undefined };
  return searchFor(search, saved, next);
}

/** The search after the text changed. */
export function withWords(
  search: LeadsSearch,
  words: string,
  saved: SavedView | null = null,
): LeadsSearch {
  const q = words || undefined;
  if (saved === null) return { ...search, q, cursor: undefined };
  return searchFor(search, saved, { ...listOfSearch(search, saved).filter, q });
}

export const leadsKeys = {
  lists: ['leads', 'list'],
  list: (list: LeadList) => ['leads', 'list', list] as const,
  changes: ['leads', 'changes'],
  listChanges: (list: LeadList) => ['leads', 'changes', list] as const,
  counts: ['leads', 'counts'],
  one: (id: string) => ['leads', 'one', id] as const,
  savedViews: ['leads', 'saved-views'],
};

export const savedViewsQuery = queryOptions({
  queryKey: leadsKeys.savedViews,
  queryFn: () => call(api.GET('/v1/saved-views')),
});

/** Reads the list of a URL ahead of its page. */
export async function readAhead(queries: QueryClient, search: LeadsSearch): Promise<void> {
  const views =
    shippedView(search) === null
      ? (await queries.query({ ...savedViewsQuery, staleTime: 'static' })).items
      : [];
  const saved = views.find(({ id }) => id === search.view) ?? null;
  await queries.query({
    ...leadListQuery(listOfSearch(search, saved), queries),
    staleTime: 'static',
  });
}

export const leadListQuery = (list: LeadList, queries: QueryClient) =>
  queryOptions({
    queryKey: leadsKeys.list(list),
    queryFn: async (): Promise<LeadPage> => {
      const { filter, sort, limit, cursor } = list;
      const page = await call(
        api.GET('/v1/leads', { params: { query: { ...filter, sort, limit, cursor } } }),
      );
      queries.setQueryData(leadsKeys.listChanges(list), []);
      return page;
    },
    placeholderData: keepPreviousData,
  });

/** Ids of leads that came into or left a list since it was read; frames write it, nothing fetches it. */
export const listChangesQuery = (list: LeadList) =>
  queryOptions<string[]>({
    queryKey: leadsKeys.listChanges(list),
    queryFn: skipToken,
    initialData: [],
    staleTime: Infinity,
  });

interface Counted {
  readonly key: string;
  readonly filter: LeadFilter;
}

/** @param volumes also what the leads may buy in a year */
export const leadCountsQuery = (views: readonly Counted[], volumes?: true) =>
  queryOptions({
    queryKey: [...leadsKeys.counts, views, volumes] as const,
    queryFn: () => call(api.POST('/v1/leads/counts', { body: { views: [...views], volumes } })),
    placeholderData: keepPreviousData,
  });

export const leadQuery = (id: string) =>
  queryOptions({
    queryKey: leadsKeys.one(id),
    queryFn: () => {
      // An address typed wrong is no fault of the form: there is no such lead.
      if (uuid(id) === undefined)
        throw new Problem('lead-not-found', 404, '', '', [], null, null, {});
      return call(api.GET('/v1/leads/{id}', { params: { path: { id } } }));
    },
  });
