import { api, call } from '../core/api';
import type { LiveCache, LiveRoom, LiveTable } from '../core/live';
import type { Frame } from '../core/stream';
import {
  type CustomerList,
  type CustomerPage,
  customersKeys,
  replaceRows,
} from './customers.queries';
import { opportunityKeys } from './opportunities.queries';

/** Stands among the ids to read for the counts above the list, so that they are asked once a second at most. */
const COUNTS = 'counts';

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** A row on screen is read again; a new customer may have come into a list, which says so. */
function onCustomer({ queries, refresh }: LiveCache, { data }: Frame): void {
  const id = text((data as { customerId?: unknown } | null)?.customerId);
  if (id === null) return;
  refresh(COUNTS);
  for (const [key, page] of queries.getQueriesData<CustomerPage>({
    queryKey: customersKeys.lists,
  })) {
    const list = key[2] as CustomerList;
    if (!page) continue;
    if (page.items.some((row) => row.id === id)) refresh(id);
    else if (list.cursor === undefined)
      queries.setQueryData<string[]>(customersKeys.changes(list), (before = []) =>
        before.includes(id) ? before : [...before, id],
      );
  }
  for (const queryKey of [
    customersKeys.one(id),
    customersKeys.orders(id),
    customersKeys.timeline(id),
  ])
    void queries.invalidateQueries({ queryKey });
}

/** What a lead is to us may have changed: its customer, and why. */
function onLead(cache: LiveCache, frame: Frame): void {
  const leadId = text((frame.data as { leadId?: unknown } | null)?.leadId);
  if (leadId === null) return;
  void cache.queries.invalidateQueries({ queryKey: customersKeys.ofLead(leadId) });
  void cache.queries.invalidateQueries({ queryKey: customersKeys.trace(leadId) });
  onCustomer(cache, frame);
}

/** An opportunity of a lead or a customer, on whichever page it is shown. */
function onOpportunity(cache: LiveCache, frame: Frame): void {
  void cache.queries.invalidateQueries({ queryKey: opportunityKeys.all });
  onCustomer(cache, frame);
}

export const customersTable: LiveTable = {
  'crm.opportunity.opened.v1': onOpportunity,
  'crm.opportunity.changed.v1': onOpportunity,
  'crm.customer.changed.v1': onCustomer,
  'crm.customer.activated.v1': onCustomer,
  'crm.customer.order.recorded.v1': onCustomer,
  'crm.lead.converted.v1': onLead,
  'crm.conversion.reviewed.v1': onLead,
  'crm.conversion.undone.v1': onLead,
  'crm.response.classified.v1': onLead,
};

export const customersRoom: LiveRoom = {
  table: customersTable,
  read: async (queries, ids) => {
    if (ids.includes(COUNTS)) void queries.invalidateQueries({ queryKey: customersKeys.counts });
    const id = ids.filter((one) => one !== COUNTS);
    if (id.length === 0) return;
    const page = await call(
      api.GET('/v1/customers', { params: { query: { id, limit: id.length } } }),
    );
    replaceRows(queries, page.items);
  },
  liveKeys: [
    customersKeys.lists,
    customersKeys.counts,
    customersKeys.all,
    customersKeys.allOrders,
    customersKeys.allTimelines,
    customersKeys.allTraces,
    customersKeys.allOfLeads,
    opportunityKeys.all,
  ],
};
