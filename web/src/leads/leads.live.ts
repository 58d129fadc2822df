import type { QueryClient } from '@tanstack/react-query';
import { api, call } from '../core/api';
import { Spaced } from '../core/spaced';
import type { LiveCache, LiveRoom, LiveTable } from '../core/live';
import type { Frame } from '../core/stream';
import { replaceRows } from './lead-acts.queries';
import {
  type LeadFilter,
  type LeadList,
  type LeadPage,
  leadsKeys,
  type LeadView,
} from './leads.queries';

/** What an event says about a lead; events carry ids and codes, never texts. */
interface LeadFacts {
  readonly leadId: string;
  readonly version: number;
  readonly values: Values;
  /** The same facts before the event; null when there was no lead yet. */
  readonly before: Values | null;
}

type Values = Partial<Record<FactKey, string | null>>;

type FactKey = 'owner' | 'status' | 'source' | 'territory' | 'businessType';
const FACT_KEYS: readonly FactKey[] = ['owner', 'status', 'source', 'territory', 'businessType'];

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

export function factsOf(frame: Frame): LeadFacts | null {
  const data = frame.data as Record<string, unknown> | null;
  const leadId = text(data?.['leadId']);
  if (!data || leadId === null) return null;
  const version = typeof data['version'] === 'number' ? data['version'] : 1;
  const moved = { 'crm.lead.assigned.v1': 'owner', 'crm.lead.status.changed.v1': 'status' }[
    frame.type
  ];
  if (moved !== undefined)
    return {
      leadId,
      version,
      values: { [moved]: text(data['to']) },
      before: { [moved]: text(data['from']) },
    };
  const values: Values = {};
  if ('ownerId' in data) values.owner = text(data['ownerId']);
  for (const key of ['status', 'source', 'territory', 'businessType'] as const)
    if (typeof data[key] === 'string') values[key] = data[key];
  return { leadId, version, values, before: null };
}

/** Whether a lead with these facts may stand in a list: false only when a fact rules it out. */
export function mayMatch(filter: LeadFilter, values: Values, me: string | null): boolean {
  // What an event says does not tell which import a lead came with, nor its tags, its score or what is planned.
  if (filter.id ?? filter.tag ?? filter.import ?? filter.clock ?? filter.due ?? filter.score)
    return false;
  return FACT_KEYS.every((key) => {
    const wanted = filter[key] as readonly string[] | undefined;
    if (!wanted || !(key in values)) return true;
    const value = values[key] ?? 'none';
    return wanted.includes(value) || (key === 'owner' && value === me && wanted.includes('me'));
  });
}

const me = (queries: QueryClient): string | null =>
  queries.getQueryData<{ user: { id: string } }>(['session'])?.user.id ?? null;

/** Adds the lead to the changes of each loaded list that it came into or left. */
function noteMembership({ queries }: LiveCache, facts: LeadFacts): void {
  for (const [key, page] of queries.getQueriesData<LeadPage>({ queryKey: leadsKeys.lists })) {
    if (!page) continue;
    const list = key[2] as LeadList;
    const isShown = page.items.some(({ id }) => id === facts.leadId);
    const was = facts.before !== null && mayMatch(list.filter, facts.before, me(queries));
    const is = mayMatch(list.filter, facts.values, me(queries));
    if (isShown ? is : was || !is) continue;
    queries.setQueryData<string[]>(leadsKeys.listChanges(list), (before = []) =>
      before.includes(facts.leadId) ? before : [...before, facts.leadId],
    );
  }
}

/** Asks for the new texts of a lead that is on screen somewhere in an older version. */
function refreshIfOlder({ queries, refresh }: LiveCache, { leadId, version }: LeadFacts): void {
  const pages = queries.getQueriesData<LeadPage>({ queryKey: leadsKeys.lists });
  const isOlder = pages.some(([, page]) =>
    page?.items.some((row) => row.id === leadId && row.version < version),
  );
  if (isOlder) refresh(leadId);
  const one = queries.getQueryData<LeadView>(leadsKeys.one(leadId));
  if (one && one.version < version)
    void queries.invalidateQueries({ queryKey: leadsKeys.one(leadId) });
}

const RECOUNT_MS = 3_000;
const recounts = new WeakMap<QueryClient, Spaced>();

/** An import registers hundreds a second: counting at each flush would ask more than the server answers one person. */
function recount({ queries }: LiveCache): void {
  const spaced = recounts.get(queries) ?? new Spaced(RECOUNT_MS);
  recounts.set(queries, spaced);
  spaced.run(() => void queries.invalidateQueries({ queryKey: leadsKeys.counts }));
}

function onMembership(cache: LiveCache, frame: Frame): void {
  const facts = factsOf(frame);
  if (!facts) return;
  noteMembership(cache, facts);
  refreshIfOlder(cache, facts);
  recount(cache);
}

function onChange(cache: LiveCache, frame: Frame): void {
  const facts = factsOf(frame);
  if (facts) refreshIfOlder(cache, facts);
}

export const leadsTable: LiveTable = {
  'crm.lead.registered.v1': onMembership,
  'crm.lead.assigned.v1': onMembership,
  'crm.lead.status.changed.v1': onMembership,
  'crm.lead.changed.v1': onChange,
};

export const leadsRoom: LiveRoom = {
  table: leadsTable,
  read: async (queries, ids) => {
    const page = await call(
      api.GET('/v1/leads', { params: { query: { id: ids, limit: ids.length } } }),
    );
    replaceRows(queries, page.items);
  },
  liveKeys: [leadsKeys.lists, leadsKeys.counts, ['leads', 'one']],
};
