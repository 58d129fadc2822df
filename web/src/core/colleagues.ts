import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { api, call } from './api';

/** The people that one works with, by id and name. */
export const colleaguesQuery = queryOptions({
  queryKey: ['colleagues'],
  queryFn: () => call(api.GET('/v1/colleagues')),
});

/** The server names people by id; without a colleague of that id a sentence does without a name. */
export async function nameOfColleague(queries: QueryClient, id: unknown): Promise<string | null> {
  const { items } = await queries.query({ ...colleaguesQuery, staleTime: 'static' });
  return items.find((colleague) => colleague.id === id)?.name ?? null;
}
