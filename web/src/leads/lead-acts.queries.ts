import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../core/api';
import {
  type LeadFilter,
  type LeadPage,
  type LeadRow,
  leadsKeys,
  type LeadView,
} from './leads.queries';

const etagOf = (lead: LeadView): string => `"lead-${lead.id}-${lead.version}"`;

/** The latest imports, to filter by one. */
export const importsToFilterQuery = queryOptions({
  queryKey: ['leads', 'imports'],
  queryFn: () => call(api.GET('/v1/lead-imports', { params: { query: { limit: 50 } } })),
  // An import ends without a word of the stream.
  staleTime: 0,
});

/** Tags that leads have, to filter by. */
export const tagsQuery = queryOptions({
  queryKey: ['leads', 'tags'],
  queryFn: () => call(api.GET('/v1/leads/tags')),
  staleTime: 60_000,
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

export const qualifyLead = (id: string): Promise<LeadView> =>
  call(api.POST('/v1/leads/{id}/qualification', { params: { path: { id } } }));

export const unqualifyLead = (id: string): Promise<LeadView> =>
  call(api.DELETE('/v1/leads/{id}/qualification', { params: { path: { id } } }));

export const loseLead = (id: string, reason: string): Promise<LeadView> =>
  call(api.POST('/v1/leads/{id}/loss', { params: { path: { id } }, body: { reason } }));

export const reopenLead = (id: string, reason: string): Promise<LeadView> =>
  call(api.POST('/v1/leads/{id}/reopening', { params: { path: { id } }, body: { reason } }));

const leadAct = (id: string) => ({ params: { path: { id } } });

export const extendProtection = (
  id: string,
  body: Schemas['ExtendProtection'],
): Promise<LeadView> => call(api.POST('/v1/leads/{id}/extension', { ...leadAct(id), body }));

export const backdateProtection = (id: string, body: Schemas['Backdate']): Promise<LeadView> =>
  call(api.POST('/v1/leads/{id}/backdating', { ...leadAct(id), body }));

export const documentFirstContact = (
  id: string,
  body: Schemas['FirstContact'],
): Promise<LeadView> => call(api.POST('/v1/leads/{id}/first-contact', { ...leadAct(id), body }));

export const scorePointsQuery = queryOptions({
  queryKey: ['leads', 'score-points'],
  queryFn: () => call(api.GET('/v1/lead-score-points')),
  staleTime: Infinity,
});

/** The leads of a list as a file, in the words of a language. */
export function exportPath(filter: LeadFilter, format: 'xlsx' | 'csv', language: string): string {
  const values = Object.entries(filter).map(([key, value]) => [
    key,
    Array.isArray(value) ? value.join(',') : value,
  ]);
  const query = new URLSearchParams([...values, ['language', language === 'de' ? 'de' : 'en']]);
  return `/v1/lead-exports.${format}?${query.toString()}`;
}

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
  statusSince: row.statusSince,
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
  protection: row.protection,
  score: row.score,
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
