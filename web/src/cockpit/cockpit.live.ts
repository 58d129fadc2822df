import { LEAD_STATUSES, type LeadStatus } from '../api/lists';
import type { LiveCache, LiveRoom, LiveTable } from '../core/live';
import type { Frame } from '../core/stream';
import { cockpitKeys, type Counts } from './cockpit.queries';

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
  'metrics.update': onNumbers,
  snapshot: onNumbers,
};

export const cockpitRoom: LiveRoom = {
  table: cockpitTable,
  read: () => Promise.resolve(),
  liveKeys: [cockpitKeys.counts, cockpitKeys.ownCounts],
};
