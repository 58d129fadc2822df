import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../core/api';
import { Problem } from '../core/problem';

export type MergeResult = Schemas['MergeResult'];
export type MergeField = MergeResult['fields'][number]['field'];
export type Side = MergeResult['fields'][number]['takes'];
export type Choices = Partial<Record<MergeField, Side>>;

export const duplicatesQuery = (id: string) =>
  queryOptions({
    queryKey: ['leads', 'duplicates', id],
    queryFn: () => call(api.GET('/v1/leads/{id}/duplicates', { params: { path: { id } } })),
    staleTime: 0,
  });

/** What would happen; changes nothing. */
export const mergePreviewQuery = (id: string, otherId: string, fields: Choices) =>
  queryOptions({
    queryKey: ['leads', 'merge-preview', id, otherId, fields],
    queryFn: () =>
      call(
        api.POST('/v1/leads/{id}/merge', {
          params: { path: { id } },
          body: { mergeLeadId: otherId, dryRun: true, fields },
        }),
      ),
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });

/** The leads as the preview showed them; refused when either is another one by now. */
export const mergeLead = (
  { leadId: id, mergedLeadId, versions }: MergeResult,
  { reason, fields }: { reason: string; fields: Choices },
): Promise<MergeResult> =>
  call(
    api.POST('/v1/leads/{id}/merge', {
      params: {
        path: { id },
        header: { 'If-Match': `"lead-${id}-${String(versions.survivor)}"` },
      },
      body: {
        mergeLeadId: mergedLeadId,
        mergeVersion: versions.merged,
        reason,
        dryRun: false,
        fields,
      },
    }),
  );

/** Somebody changed one of the leads since they were shown. */
export const isStale = (error: unknown): boolean =>
  error instanceof Problem && error.status === 412;

export const unmergeLead = (id: string, reason: string): Promise<Schemas['UnmergeResult']> =>
  call(api.POST('/v1/leads/{id}/unmerge', { params: { path: { id } }, body: { reason } }));

/** Two leads have changed in everything that is shown of them. */
export async function askAnew(queries: QueryClient): Promise<void> {
  await queries.invalidateQueries({ queryKey: ['leads'] });
}

const FAULTS = ['same_lead', 'customer', 'survivor_lost', 'reverted'] as const;

/** Why two leads cannot become one, as far as that is what went wrong. */
export function faultIn(error: unknown): (typeof FAULTS)[number] | undefined {
  return error instanceof Problem
    ? FAULTS.find((fault) => fault === error.members['fault'])
    : undefined;
}
