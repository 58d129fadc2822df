import { api, call } from '../core/api';
import type { LiveCache, LiveRoom, LiveTable } from '../core/live';
import type { Frame } from '../core/stream';
import {
  type FollowUpList,
  type FollowUpPage,
  followUpsKeys,
  replaceRows,
} from './follow-ups.queries';

/** Stands among the ids to read for the counts above the list, so that they are asked once a second at most. */
const COUNTS = 'counts';

interface Facts {
  readonly followUpId: string;
  readonly step: string | null;
  readonly channel: string | null;
}

export function factsOf({ data }: Frame): Facts | null {
  const { followUpId, step, channel } = (data ?? {}) as Record<string, unknown>;
  if (typeof followUpId !== 'string') return null;
  return {
    followUpId,
    step: typeof step === 'string' ? step : null,
    channel: typeof channel === 'string' ? channel : null,
  };
}

/** Whether a follow-up with these facts may stand in a list: false only when a fact rules it out. */
export function mayMatch({ filter }: FollowUpList, { step, channel }: Facts): boolean {
  const fits = (wanted: readonly string[] | undefined, value: string | null) =>
    wanted === undefined || value === null || wanted.includes(value);
  return fits(filter.step, step) && fits(filter.channel, channel);
}

/** A row on screen is read again; what is not on screen may have come into a list, which says so. */
function onFact({ queries, refresh }: LiveCache, frame: Frame): void {
  const facts = factsOf(frame);
  if (!facts) return;
  refresh(COUNTS);
  for (const [key, page] of queries.getQueriesData<FollowUpPage>({
    queryKey: followUpsKeys.lists,
  })) {
    const list = key[2] as FollowUpList;
    if (!page || list.cursor !== undefined) continue;
    if (page.items.some(({ id }) => id === facts.followUpId)) refresh(facts.followUpId);
    else if (mayMatch(list, facts))
      queries.setQueryData<string[]>(followUpsKeys.changes(list), (before = []) =>
        before.includes(facts.followUpId) ? before : [...before, facts.followUpId],
      );
  }
}

/** A pause is about all steps of a lead. */
function onPause({ queries, refresh }: LiveCache, frame: Frame): void {
  const { leadId } = (frame.data ?? {}) as { leadId?: unknown };
  refresh(COUNTS);
  const rows = queries
    .getQueriesData<FollowUpPage>({ queryKey: followUpsKeys.lists })
    .flatMap(([, page]) => page?.items.filter((row) => row.leadId === leadId) ?? []);
  for (const { id } of rows) refresh(id);
}

/** Something that no fact tells of has changed: a hand-over was written, a lead has moved. */
function onNumbers({ queries, refresh }: LiveCache, frame: Frame): void {
  const numbers = (frame.data as { numbers?: { followups?: unknown } } | null)?.numbers;
  if (!numbers?.followups) return;
  refresh(COUNTS);
  const queued = queries
    .getQueriesData<FollowUpPage>({ queryKey: followUpsKeys.lists })
    .flatMap(([, page]) => page?.items.filter(({ state }) => state === 'queued') ?? []);
  for (const { id } of queued) refresh(id);
}

export const followUpsTable: LiveTable = {
  'crm.lead.followup.planned.v1': onFact,
  'crm.lead.followup.processed.v1': onFact,
  'crm.lead.followup.cancelled.v1': onFact,
  'crm.lead.followup.paused.v1': onPause,
  'crm.lead.followup.resumed.v1': onPause,
  'metrics.update': onNumbers,
};

export const followUpsRoom: LiveRoom = {
  table: followUpsTable,
  read: async (queries, ids) => {
    if (ids.includes(COUNTS))
      for (const queryKey of [followUpsKeys.counts, followUpsKeys.forecast, followUpsKeys.outage])
        void queries.invalidateQueries({ queryKey });
    const id = ids.filter((one) => one !== COUNTS);
    if (id.length === 0) return;
    const page = await call(
      api.GET('/v1/follow-ups', { params: { query: { id, limit: id.length } } }),
    );
    replaceRows(queries, page.items);
  },
  liveKeys: [
    followUpsKeys.lists,
    followUpsKeys.counts,
    followUpsKeys.forecast,
    followUpsKeys.outage,
  ],
};
