import { queryOptions } from '@tanstack/react-query';
import { api, call } from '../core/api';
import { operationsKeys } from './operations.queries';

const WORKING: readonly string[] = ['UPLOADING', 'ANALYSING', 'EXECUTING', 'REVERTING'];
/** What runs was begun lately. */
const LOOKED_AT = 200;
const SOON_MS = 10_000;

export const runningImportsQuery = queryOptions({
  queryKey: [...operationsKeys.work, 'imports'] as const,
  queryFn: () => call(api.GET('/v1/lead-imports', { params: { query: { limit: LOOKED_AT } } })),
  select: ({ items }) => items.filter(({ state }) => WORKING.includes(state)),
  refetchInterval: SOON_MS,
});

export const runningCampaignsQuery = queryOptions({
  queryKey: [...operationsKeys.work, 'campaigns'] as const,
  queryFn: () => call(api.GET('/v1/campaigns')),
  select: ({ items }) => items.filter(({ state }) => state === 'running'),
  refetchInterval: SOON_MS,
});
