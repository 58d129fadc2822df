import { queryOptions, skipToken } from '@tanstack/react-query';
import { api, call, type Schemas } from '../core/api';

export type BulkAct = Schemas['BulkAct'];
export type BulkWork = Schemas['BulkWork'];
/** What a person chooses; to distribute is a way to assign. */
export type BulkKind = Exclude<BulkAct['kind'], 'distribute'>;
/** Of the act itself, or of taking it back. */
export type RefusedOf = 'act' | 'reversal';

const WORKING = ['COLLECTING', 'RUNNING', 'REVERTING'] as const;
export type WorkingAct = BulkAct & { readonly state: (typeof WORKING)[number] };
const POLL_MS = 1_000;
const MOST_REFUSALS = 200;

export const isWorking = (act: BulkAct): act is WorkingAct =>
  WORKING.some((state) => state === act.state);

export const bulkKeys = {
  one: (id: string) => ['leads', 'bulk', id] as const,
  refusals: (id: string, of: RefusedOf) => ['leads', 'bulk', id, 'refusals', of] as const,
};

/** Polled while it works: the stream tells of each lead, not of the job. */
export const bulkActQuery = (id: string | undefined) =>
  queryOptions({
    queryKey: bulkKeys.one(id ?? ''),
    queryFn:
      id === undefined
        ? skipToken
        : () => call(api.GET('/v1/lead-bulk-acts/{id}', { params: { path: { id } } })),
    staleTime: 0,
    refetchInterval: ({ state: { data } }) => (data && isWorking(data) ? POLL_MS : false),
  });

export const refusalsQuery = (id: string, of: RefusedOf) =>
  queryOptions({
    queryKey: bulkKeys.refusals(id, of),
    queryFn: () =>
      call(
        api.GET('/v1/lead-bulk-acts/{id}/refusals', {
          params: { path: { id }, query: { of, limit: MOST_REFUSALS } },
        }),
      ),
    staleTime: Infinity,
  });

export const startBulkAct = (body: Schemas['StartBulkAct'], intent: string): Promise<BulkAct> =>
  call(api.POST('/v1/lead-bulk-acts', { body, headers: { 'idempotency-key': intent } }));

export const revertBulkAct = (id: string): Promise<BulkAct> =>
  call(api.POST('/v1/lead-bulk-acts/{id}/reversal', { params: { path: { id } } }));

export const teamsQuery = queryOptions({
  queryKey: ['teams'],
  queryFn: () => call(api.GET('/v1/teams')),
});
