import { keepPreviousData, type QueryClient, queryOptions, skipToken } from '@tanstack/react-query';
import { api, call, type Schemas } from '../core/api';
import { Problem } from '../core/problem';
import { uuid } from '../core/url';
import {
  type CustomerFilter,
  type CustomerSort,
  type CustomersSearch,
  FIRST_VIEW,
  VIEW_KEYS,
  type ViewKey,
  VIEWS,
} from './customers-search.queries';

export type CustomerRow = Schemas['CustomerRow'];
export type CustomerView = Schemas['CustomerView'];
export type CustomerPage = Schemas['CustomerPage'];
export type OrderView = Schemas['CustomerOrder'];
export type CustomerTimeline = Pick<
  Schemas['CustomerTimeline'],
  'items' | 'nextCursor' | 'asOf' | 'asOfSequence'
>;
export type Evaluation = Schemas['ConversionEvaluation'];

/** The parts of the filter that are chips, in the order of the screen. */
export const FILTER_KEYS = ['owner', 'status', 'territory', 'businessType'] as const;
export type FilterKey = (typeof FILTER_KEYS)[number];

export interface CustomerList {
  readonly filter: CustomerFilter;
  readonly sort: CustomerSort;
  readonly limit: number;
  readonly cursor: string | undefined;
}

const own = (search: CustomersSearch): CustomerFilter =>
  Object.fromEntries(
    FILTER_KEYS.flatMap((key) => (search[key] === undefined ? [] : [[key, search[key]]])),
  );

export const isChanged = (search: CustomersSearch): boolean => Object.keys(own(search)).length > 0;

/** Filters in the URL replace those of the view as a whole; the search text narrows either. */
export function listOfSearch(search: CustomersSearch): CustomerList {
  const base = isChanged(search) ? own(search) : VIEWS[search.view ?? FIRST_VIEW];
  return {
    filter: search.q === undefined ? base : { ...base, q: search.q },
    sort: search.sort ?? '-createdAt',
    limit: Number(search.limit ?? 50),
    cursor: search.cursor,
  };
}

const sameFilter = (one: CustomerFilter, other: CustomerFilter): boolean =>
  FILTER_KEYS.every(
    (key) => [...(one[key] ?? [])].sort().join() === [...(other[key] ?? [])].sort().join(),
  );

/** The search after a chip changed: the view that says just this, if there is one, else the filters themselves. */
export function withFilter(
  search: CustomersSearch,
  key: FilterKey,
  values: readonly string[],
): CustomersSearch {
  const { q: _, ...before } = listOfSearch(search).filter;
  const next = { ...before, [key]: values.length > 0 ? values : undefined } as CustomerFilter;
  const rest: CustomersSearch = { q: search.q, sort: search.sort, limit: search.limit };
  const view = VIEW_KEYS.find((candidate) => sameFilter(VIEWS[candidate], next));
  if (view !== undefined) return { ...rest, view: view === FIRST_VIEW ? undefined : view };
  return { ...rest, ...(next as CustomersSearch), view: search.view };
}

export const withoutFilters = (search: CustomersSearch): CustomersSearch => ({
  q: search.q,
  sort: search.sort,
  limit: search.limit,
});

export const searchOfView = (search: CustomersSearch, view: ViewKey): CustomersSearch => ({
  ...withoutFilters(search),
  view: view === FIRST_VIEW ? undefined : view,
});

export const customersKeys = {
  lists: ['customers', 'list'],
  list: (list: CustomerList) => ['customers', 'list', list] as const,
  changes: (list: CustomerList) => ['customers', 'changes', list] as const,
  counts: ['customers', 'counts'],
  all: ['customers', 'one'],
  one: (id: string) => ['customers', 'one', id] as const,
  orders: (id: string) => ['customers', 'orders', id] as const,
  allOrders: ['customers', 'orders'],
  timeline: (id: string) => ['customers', 'timeline', id] as const,
  allTimelines: ['customers', 'timeline'],
  trace: (leadId: string) => ['customers', 'trace', leadId] as const,
  allTraces: ['customers', 'trace'],
  ofLead: (leadId: string) => ['customers', 'of-lead', leadId] as const,
  allOfLeads: ['customers', 'of-lead'],
};

export const customerListQuery = (list: CustomerList, queries: QueryClient) =>
  queryOptions({
    queryKey: customersKeys.list(list),
    queryFn: async (): Promise<CustomerPage> => {
      const { filter, sort, limit, cursor } = list;
      const page = await call(
        api.GET('/v1/customers', { params: { query: { ...filter, sort, limit, cursor } } }),
      );
      queries.setQueryData(customersKeys.changes(list), []);
      return page;
    },
    placeholderData: keepPreviousData,
  });

/** Ids of customers that may have come into a list since it was read; frames write it, nothing fetches it. */
export const listChangesQuery = (list: CustomerList) =>
  queryOptions<string[]>({
    queryKey: customersKeys.changes(list),
    queryFn: skipToken,
    initialData: [],
    staleTime: Infinity,
  });

export const customerCountsQuery = (views: readonly { key: string; filter: CustomerFilter }[]) =>
  queryOptions({
    queryKey: [...customersKeys.counts, views] as const,
    queryFn: () => call(api.POST('/v1/customers/counts', { body: { views: [...views] } })),
    placeholderData: keepPreviousData,
  });

export const customerQuery = (id: string) =>
  queryOptions({
    queryKey: customersKeys.one(id),
    queryFn: () => {
      // An address typed wrong is no fault of the form: there is no such customer.
      if (uuid(id) === undefined)
        throw new Problem('customer-not-found', 404, '', '', [], null, null, {});
      return call(api.GET('/v1/customers/{id}', { params: { path: { id } } }));
    },
  });

const MOST_ORDERS = 100;

export const ordersQuery = (id: string) =>
  queryOptions({
    queryKey: customersKeys.orders(id),
    queryFn: () =>
      call(
        api.GET('/v1/customers/{id}/orders', {
          params: { path: { id }, query: { limit: MOST_ORDERS } },
        }),
      ),
  });

const PAGE = 50;

/** What is loaded of a customer's history, the newest first; what was loaded below the first page stays. */
export const timelineQuery = (id: string, queries: QueryClient) =>
  queryOptions({
    queryKey: customersKeys.timeline(id),
    queryFn: async (): Promise<CustomerTimeline> => {
      const first = await readTimeline(id, undefined);
      const before = queries.getQueryData<CustomerTimeline>(customersKeys.timeline(id));
      const border = first.items.at(-1)?.sequence;
      if (!before || border === undefined || first.nextCursor === null) return first;
      const older = before.items.filter(({ sequence }) => sequence < border);
      const touches = before.items.some(({ sequence }) => sequence >= border);
      if (older.length === 0 || !touches) return first;
      return { ...first, items: [...first.items, ...older], nextCursor: before.nextCursor };
    },
  });

const readTimeline = (id: string, cursor: string | undefined): Promise<CustomerTimeline> =>
  call(
    api.GET('/v1/customers/{id}/timeline', {
      params: { path: { id }, query: { limit: PAGE, cursor } },
    }),
  );

/** Adds the page below what is loaded. */
export async function readOlder(queries: QueryClient, id: string): Promise<void> {
  const key = customersKeys.timeline(id);
  const cursor = queries.getQueryData<CustomerTimeline>(key)?.nextCursor;
  if (!cursor) return;
  const page = await readTimeline(id, cursor);
  queries.setQueryData<CustomerTimeline>(key, (now) =>
    now?.nextCursor === cursor
      ? { ...now, items: [...now.items, ...page.items], nextCursor: page.nextCursor }
      : now,
  );
}

/** Why answers of a lead had consequences or none, the newest first. */
export const traceQuery = (leadId: string) =>
  queryOptions({
    queryKey: customersKeys.trace(leadId),
    queryFn: () =>
      call(api.GET('/v1/leads/{id}/conversion-trace', { params: { path: { id: leadId } } })),
  });

/** The customer that a lead became; null when it is none. */
export const customerOfLeadQuery = (leadId: string) =>
  queryOptions({
    queryKey: customersKeys.ofLead(leadId),
    queryFn: async () => {
      const page = await call(
        api.GET('/v1/customers', { params: { query: { leadId, limit: 1 } } }),
      );
      return { customer: page.items[0] ?? null, asOfSequence: page.asOfSequence };
    },
  });

/** The answer by which a lead was converted, with what was heard in it. */
export const evidenceQuery = (responseId: string) =>
  queryOptions({
    queryKey: ['customers', 'evidence', responseId] as const,
    queryFn: () => call(api.GET('/v1/responses/{id}', { params: { path: { id: responseId } } })),
  });

export const territoriesQuery = queryOptions({
  queryKey: ['territories'],
  queryFn: () => call(api.GET('/v1/territories')),
  staleTime: Infinity,
});

export const changeCustomer = (
  { id, version }: Pick<CustomerView, 'id' | 'version'>,
  body: Schemas['ChangeCustomer'],
): Promise<CustomerView> =>
  call(
    api.PATCH('/v1/customers/{id}', {
      params: { path: { id }, header: { 'If-Match': `"customer-${id}-${String(version)}"` } },
      body,
    }),
  );

const once = (intent: string) => ({ 'idempotency-key': intent });

export const recordOrder = (
  id: string,
  body: Schemas['RecordOrder'],
  intent: string,
): Promise<OrderView> =>
  call(
    api.POST('/v1/customers/{id}/orders', {
      params: { path: { id } },
      headers: once(intent),
      body,
    }),
  );

export const convertLead = (
  leadId: string,
  body: Schemas['ConvertLead'],
  intent: string,
): Promise<Schemas['ConversionView']> =>
  call(
    api.POST('/v1/leads/{id}/conversion', {
      params: { path: { id: leadId } },
      headers: once(intent),
      body,
    }),
  );

export const undoConversion = (leadId: string, reason: string): Promise<unknown> =>
  call(
    api.POST('/v1/leads/{id}/conversion/reversal', {
      params: { path: { id: leadId } },
      body: { reason },
    }),
  );

/** Puts an answer of a write into every place that shows the customer. */
export function keepCustomer(queries: QueryClient, customer: CustomerView): void {
  queries.setQueryData(customersKeys.one(customer.id), customer);
  replaceRows(queries, [customer]);
  void queries.invalidateQueries({ queryKey: customersKeys.counts });
}

/** Replaces rows on screen in place; nothing is inserted, removed or reordered under the hand. */
export function replaceRows(queries: QueryClient, rows: readonly CustomerRow[]): void {
  const byId = new Map(rows.map((row) => [row.id, row]));
  queries.setQueriesData<CustomerPage>({ queryKey: customersKeys.lists }, (page) =>
    page?.items.some(({ id }) => byId.has(id))
      ? { ...page, items: page.items.map((old) => byId.get(old.id) ?? old) }
      : page,
  );
}

const MOST_FOUND = 5;

/** For the palette: the customers that match a few letters. */
export async function searchCustomers(q: string): Promise<CustomerRow[]> {
  const page = await call(
    api.GET('/v1/customers', { params: { query: { q, limit: MOST_FOUND } } }),
  );
  return page.items;
}
