import { LEAD_STATUSES, type LeadStatus } from '../api/lists';
import { api, call } from '../core/api';
import type { LiveCache, LiveRoom, LiveTable } from '../core/live';
import type { Frame } from '../core/stream';
import {
  cockpitKeys,
  type Counts,
  type Feed,
  type FeedEntry,
  type FeedKind,
  registeredEntry,
  withEntries,
} from './cockpit.queries';

const KINDS: Readonly<Record<string, FeedKind>> = {
  'crm.lead.registered.v1': 'registered',
  'crm.lead.assigned.v1': 'assigned',
  'crm.lead.status.changed.v1': 'status',
  'crm.lead.changed.v1': 'changed',
};

export function entryOf(frame: Frame): FeedEntry | null {
  const kind = KINDS[frame.type];
  const data = frame.data as { leadId?: unknown; to?: unknown } | null;
  if (kind === undefined || typeof data?.leadId !== 'string') return null;
  if (kind === 'registered') return registeredEntry(data.leadId, frame.time);
  const status = kind === 'status' && typeof data.to === 'string' ? data.to : null;
  return { id: frame.id, kind, at: frame.time, leadId: data.leadId, status };
}

function onFact({ queries, refresh }: LiveCache, frame: Frame): void {
  const entry = entryOf(frame);
  if (!entry) return;
  queries.setQueryData<Feed>(cockpitKeys.feed, (feed) => feed && withEntries(feed, [entry]));
  refresh(entry.leadId);
}

/** Absolute numbers replace what is shown, unless they are older: nothing can drift. */
function onNumbers({ queries }: LiveCache, frame: Frame): void {
  const byStatus = countsOf(frame.data);
  if (!byStatus) return;
  const asOfSequence = sequenceOf(frame);
  queries.setQueryData<Counts>(cockpitKeys.counts, (counts) =>
    counts && counts.asOfSequence > asOfSequence ? counts : { byStatus, asOfSequence },
  );
  void queries.invalidateQueries({ queryKey: cockpitKeys.ownCounts });
}

function sequenceOf({ data, seq }: Frame): string {
  const read = (data as { as_of_sequence?: unknown }).as_of_sequence;
  return typeof read === 'string' ? read : seq;
}

function countsOf(data: unknown): Record<LeadStatus, number> | null {
  const leads = (data as { numbers?: { leads?: Record<string, unknown> } } | null)?.numbers?.leads;
  if (!leads || !LEAD_STATUSES.every((status) => typeof leads[status] === 'number')) return null;
  return leads as Record<LeadStatus, number>;
}

export const cockpitTable: LiveTable = {
  ...Object.fromEntries(Object.keys(KINDS).map((type) => [type, onFact])),
  'metrics.update': onNumbers,
  snapshot: onNumbers,
};

export const cockpitRoom: LiveRoom = {
  table: cockpitTable,
  read: async (queries, ids) => {
    const page = await call(
      api.GET('/v1/leads', { params: { query: { id: ids, limit: ids.length } } }),
    );
    const found = new Map(page.items.map((lead) => [lead.id, lead]));
    queries.setQueryData<Feed>(
      cockpitKeys.feed,
      (feed) =>
        feed && {
          ...feed,
          leads: {
            ...feed.leads,
            ...Object.fromEntries(ids.map((id) => [id, found.get(id) ?? null])),
          },
        },
    );
  },
  liveKeys: [cockpitKeys.feed, cockpitKeys.counts, cockpitKeys.ownCounts],
};
