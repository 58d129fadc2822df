import { queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../core/api';

export type TeamWork = Schemas['TeamWork'];
export type Member = TeamWork['members'][number];

/** What is overdue and what was sent lately change with the time alone. */
const TIME_PASSES_MS = 60_000;

export const teamKeys = { all: ['cockpit', 'team'] as const };

export const teamQuery = queryOptions({
  queryKey: teamKeys.all,
  queryFn: () => call(api.GET('/api/dashboard/team')),
  refetchInterval: TIME_PASSES_MS,
});
