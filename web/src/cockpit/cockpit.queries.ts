import { queryOptions } from '@tanstack/react-query';
import { LEAD_STATUSES, type LeadStatus } from '../api/lists';
import { api, call } from '../core/api';

export interface Counts {
  readonly byStatus: Readonly<Record<LeadStatus, number>>;
  readonly asOfSequence: string;
}

export const cockpitKeys = {
  counts: ['cockpit', 'counts'] as const,
  ownCounts: ['cockpit', 'own-counts'] as const,
};

async function countLeads(who: { owner?: string[] }): Promise<Counts> {
  const views = LEAD_STATUSES.map((status) => ({
    key: status,
    filter: { status: [status], ...who },
  }));
  const { counts, asOfSequence } = await call(api.POST('/v1/leads/counts', { body: { views } }));
  return { byStatus: counts as Record<LeadStatus, number>, asOfSequence };
}

/** Of all that a person sees; of those whose view is wider, also what they own themselves. */
export const leadCountsQuery = (isOwn: boolean) =>
  queryOptions<Counts, Error, Counts, readonly string[]>({
    queryKey: isOwn ? cockpitKeys.ownCounts : cockpitKeys.counts,
    queryFn: () => countLeads(isOwn ? { owner: ['me'] } : {}),
  });
