import { queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../core/api';

export type Metrics = Schemas['FollowUpMetrics'];
export type Decision = Schemas['FollowUpDecisions']['items'][number];
/** `own` narrows what a person sees to what they own; `wide` is all that they see. */
export type Width = 'own' | 'wide';

const SHOWN_DECISIONS = 8;
/** Some numbers change with the time alone: what becomes overdue, and midnight. */
const TIME_PASSES_MS = 60_000;

export const metricsKeys = {
  all: ['cockpit', 'follow-ups'] as const,
  one: (width: Width) => ['cockpit', 'follow-ups', width] as const,
  decisions: ['cockpit', 'decisions'] as const,
};

export const metricsQuery = (width: Width) =>
  queryOptions({
    queryKey: metricsKeys.one(width),
    queryFn: () =>
      call(
        api.GET('/api/dashboard/followup-metrics', {
          params: { query: width === 'own' ? { scope: 'own' } : {} },
        }),
      ),
    refetchInterval: TIME_PASSES_MS,
  });

/** What the newest decisions say in words; the numbers name the same ones in codes. */
export const decisionsQuery = (width: Width) =>
  queryOptions({
    queryKey: [...metricsKeys.decisions, width] as const,
    queryFn: () =>
      call(
        api.GET('/v1/follow-up-decisions', {
          params: {
            query: { limit: SHOWN_DECISIONS, ...(width === 'own' && { owner: ['me'] }) },
          },
        }),
      ),
  });
