import { keepPreviousData, type QueryClient, queryOptions, skipToken } from '@tanstack/react-query';
import { BUSINESS_TYPES, LEAD_SOURCES, LEAD_STATUSES, OPEN_STATUSES } from '../api/lists';
import { api, call, type Schemas } from '../core/api';
import { Problem } from '../core/problem';
import { anyText, listOf, oneOf, type Reader, searchOf, uuid } from '../core/url';

export type LeadRow = Schemas['LeadRow'];
export type LeadView = Schemas['LeadView'];
export type LeadFilter = Schemas['LeadFilter'];
export type LeadPage = Schemas['LeadPage'];

const LEAD_SORTS = [
  '-registeredAt',
  'registeredAt',
  'company',
  '-company',
  '-lastActivityAt',
] as const;
type LeadSort = (typeof LEAD_SORTS)[number];

const owner: Reader<string> = (text) => (text === 'me' || text === 'none' ? text : uuid(text));
const code: Reader<string> = (text) => (/^[A-Z0-9_-]{1,30}$/.test(text) ? text : undefined);

/** The parts of the filter that are chips, in the order of the screen. */
export const FILTER_KEYS = [
  'owner',
  'status',
  'territory',
  'businessType',
  'source',
  'import',
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

/** The URL of the leads list; defaults are left out. */
export const leadsSearch = searchOf({
  view: oneOf(VIEW_KEYS),
  q: anyText(120),
  status: listOf(oneOf(LEAD_STATUSES)),
  owner: listOf(owner),
  territory: listOf(code),
  businessType: listOf(oneOf(BUSINESS_TYPES)),
  source: listOf(oneOf(LEAD_SOURCES)),
  import: listOf(uuid),
  sort: oneOf(LEAD_SORTS),
  limit: oneOf(['50', '100', '200']),
  cursor: anyText(1000),
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

/** Filters in the URL replace those of the view as a whole; the search text narrows either. */
export function listOfSearch(search: LeadsSearch): LeadList {
  const changed = own(search);
  const base = Object.keys(changed).length > 0 ? changed : VIEWS[search.view ?? FIRST_VIEW];
  return {
    filter: search.q === undefined ? base : { ...base, q: search.q },
    sort: search.sort ?? '-registeredAt',
    limit: Number(search.limit ?? 50),
    cursor: search.cursor,
  };
}

export const isChanged = (search: LeadsSearch): boolean => Object.keys(own(search)).length > 0;

const sameFilter = (one: LeadFilter, other: LeadFilter): boolean =>
  FILTER_KEYS.every(
    (key) => [...(one[key] ?? [])].sort().join() === [...(other[key] ?? [])].sort().join(),
  );

/** The search after a chip changed: the view that says just this, if there is one, else the filters themselves. */
export function withFilter(
  search: LeadsSearch,
  key: FilterKey,
  values: readonly string[],
): LeadsSearch {
  const { q: _, ...before } = listOfSearch(search).filter;
  const next = { ...before, [key]: values.length > 0 ? values : undefined } as LeadFilter;
  const rest: LeadsSearch = { q: search.q, sort: search.sort, limit: search.limit };
  const view = VIEW_KEYS.find((candidate) => sameFilter(VIEWS[candidate], next));
  if (view !== undefined) return { ...rest, view: view === FIRST_VIEW ? undefined : view };
  return { ...rest, ...next, view: search.view };
}

export const leadsKeys = {
  lists: ['leads', 'list'],
  list: (list: LeadList) => ['leads', 'list', list] as const,
  changes: ['leads', 'changes'],
  listChanges: (list: LeadList) => ['leads', 'changes', list] as const,
  counts: ['leads', 'counts'],
  one: (id: string) => ['leads', 'one', id] as const,
};

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

export const leadCountsQuery = (views: readonly { key: string; filter: LeadFilter }[]) =>
  queryOptions({
    queryKey: [...leadsKeys.counts, views] as const,
    queryFn: () => call(api.POST('/v1/leads/counts', { body: { views: [...views] } })),
    placeholderData: keepPreviousData,
  });

const etagOf = (lead: LeadView): string => `"lead-${lead.id}-${lead.version}"`;

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

export const colleaguesQuery = queryOptions({
  queryKey: ['colleagues'],
  queryFn: () => call(api.GET('/v1/colleagues')),
});

/** The latest imports, to filter by one. */
export const importsToFilterQuery = queryOptions({
  queryKey: ['leads', 'imports'],
  queryFn: () => call(api.GET('/v1/lead-imports', { params: { query: { limit: 50 } } })),
  // An import ends without a word of the stream.
  staleTime: 0,
});

export const territoriesQuery = queryOptions({
  queryKey: ['territories'],
  queryFn: () => call(api.GET('/v1/territories')),
  staleTime: Infinity,
});

export const registerLead = (lead: Schemas['RegisterLead'], intent: string): Promise<LeadView> =>
  call(api.POST('/v1/leads', { body: lead, headers: { 'idempotency-key': intent } }));

export const changeLead = (lead: LeadView, change: Schemas['ChangeLead']): Promise<LeadView> =>
  call(
    api.PATCH('/v1/leads/{id}', {
      params: { path: { id: lead.id }, header: { 'If-Match': etagOf(lead) } },
      body: change,
    }),
  );

/** @returns nothing when the lead has left what the caller may see */
export const assignLead = (
  id: string,
  ownerId: string,
  reason?: string,
): Promise<LeadView | undefined> =>
  call<LeadView | undefined>(
    api.POST('/v1/leads/{id}/assignment', { params: { path: { id } }, body: { ownerId, reason } }),
  );

export const loseLead = (id: string, reason: string): Promise<LeadView> =>
  call(api.POST('/v1/leads/{id}/loss', { params: { path: { id } }, body: { reason } }));

export const reopenLead = (id: string, reason: string): Promise<LeadView> =>
  call(api.POST('/v1/leads/{id}/reopening', { params: { path: { id } }, body: { reason } }));

export function setCollaborator(id: string, userId: string, isOne: boolean): Promise<LeadView> {
  const params = { path: { id, userId } };
  return call(
    isOne
      ? api.PUT('/v1/leads/{id}/collaborators/{userId}', { params })
      : api.DELETE('/v1/leads/{id}/collaborators/{userId}', { params }),
  );
}

/** Puts an answer of a write into every place that shows the lead. */
export function keepLead(queries: QueryClient, lead: LeadView): void {
  queries.setQueryData(leadsKeys.one(lead.id), lead);
  replaceRows(queries, [lead]);
  void queries.invalidateQueries({ queryKey: leadsKeys.counts });
}

const rowFields = (row: LeadRow): LeadRow => ({
  id: row.id,
  version: row.version,
  company: row.company,
  city: row.city,
  country: row.country,
  territory: row.territory,
  businessType: row.businessType,
  status: row.status,
  stage: row.stage,
  ownerId: row.ownerId,
  ownerName: row.ownerName,
  source: row.source,
  primaryContact: row.primaryContact,
  annualVolume: row.annualVolume,
  registeredAt: row.registeredAt,
  lastActivityAt: row.lastActivityAt,
  lastHeardFromAt: row.lastHeardFromAt,
  nextTouch: row.nextTouch,
  simulated: row.simulated,
  free: row.free,
});

/** Replaces rows on screen in place; nothing is inserted, removed or reordered under the hand. */
export function replaceRows(queries: QueryClient, rows: readonly LeadRow[]): void {
  const byId = new Map(rows.map((row) => [row.id, row]));
  queries.setQueriesData<LeadPage>({ queryKey: leadsKeys.lists }, (page) => {
    if (!page?.items.some(({ id, version }) => (byId.get(id)?.version ?? 0) > version)) return page;
    return {
      ...page,
      items: page.items.map((old) => {
        const row = byId.get(old.id);
        return row && row.version > old.version ? rowFields(row) : old;
      }),
    };
  });
}

const MOST_FOUND = 8;

/** For the palette: the leads that match a few letters. */
export async function searchLeads(q: string): Promise<LeadRow[]> {
  const page = await call(api.GET('/v1/leads', { params: { query: { q, limit: MOST_FOUND } } }));
  return page.items;
}
