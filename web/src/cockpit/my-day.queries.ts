import { queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../core/api';

export type MyDay = Schemas['MyDay'];
/** `own` narrows what a person sees to what they own; `wide` is all that they see. */
type Width = 'own' | 'wide';

/** Some numbers change with the time alone: what becomes due. */
const TIME_PASSES_MS = 60_000;

export const myDayKeys = {
  all: ['cockpit', 'my-day'] as const,
  one: (width: Width) => ['cockpit', 'my-day', width] as const,
};

export const myDayQuery = (width: Width) =>
  queryOptions({
    queryKey: myDayKeys.one(width),
    queryFn: () =>
      call(
        api.GET('/api/dashboard/my-day', {
          params: { query: width === 'own' ? { scope: 'own' } : {} },
        }),
      ),
    refetchInterval: TIME_PASSES_MS,
  });
