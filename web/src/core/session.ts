import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, call, type Schemas } from './api';
import { Problem } from './problem';
import { queryClient } from './queries';

export type Session = Schemas['SessionView'];

/** Asks the server who is signed in; null when nobody is. */
export async function readSession(): Promise<Session | null> {
  try {
    return await call(api.GET('/v1/session'));
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return null;
    throw error;
  }
}

/** Who is signed in; null when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: readSession,
  staleTime: Infinity,
});

/** The session inside the signed-in frame, where there always is one. */
export function useSession(): Session {
  const { data } = useQuery(sessionQuery);
  if (!data) throw new Error('useSession is for pages inside the signed-in frame');
  return data;
}

export async function signIn(email: string, password: string): Promise<Session> {
  const session = await call(api.POST('/v1/session', { body: { email, password } }));
  queryClient.setQueryData(sessionQuery.queryKey, session);
  return session;
}

export async function signOut(): Promise<void> {
  await call(api.DELETE('/v1/session'));
}

export async function changeMe(change: Schemas['Preferences']): Promise<Session> {
  const session = await call(api.PATCH('/v1/me', { body: change }));
  // An answer from before the change may still be on its way.
  await queryClient.cancelQueries({ queryKey: sessionQuery.queryKey });
  queryClient.setQueryData(sessionQuery.queryKey, session);
  return session;
}
