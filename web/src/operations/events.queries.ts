import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../core/api';
import type { EventsSearch } from './operations-search.queries';

export type FoundEvent = Schemas['FoundEvent'];
export type FoundEvents = Schemas['FoundEvents'];
export type EventType = Schemas['EventType'];

const ROWS = 50;

/** The newest first; they are asked for again when somebody wants them, since a list in use does not move. */
export const eventsQuery = ({ type, subject, correlation, cursor }: EventsSearch) => {
  const query = {
    limit: ROWS,
    ...(type !== undefined && { type: [type] }),
    ...(subject !== undefined && { subject }),
    ...(correlation !== undefined && { correlation }),
    ...(cursor !== undefined && { cursor }),
  };
  return queryOptions({
    queryKey: ['operations', 'events', query] as const,
    queryFn: () => call(api.GET('/v1/recent-events', { params: { query } })),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
};

/** One event; null when it is not found before the place. */
export const eventQuery = (id: string, near: string | undefined) =>
  queryOptions({
    queryKey: ['operations', 'event', id, near] as const,
    queryFn: async () => {
      const query = { id, limit: 1, ...(near !== undefined && { cursor: near }) };
      const { items } = await call(api.GET('/v1/recent-events', { params: { query } }));
      return items[0] ?? null;
    },
  });

export const typesQuery = queryOptions({
  queryKey: ['operations', 'event-types'] as const,
  queryFn: () => call(api.GET('/v1/event-types')),
});
