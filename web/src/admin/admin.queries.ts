import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../core/api';
import type { UsersSearch } from './admin-search.queries';

export type UserRow = Schemas['UserRow'];
export type TeamView = Schemas['TeamView'];

export const adminKeys = { users: ['admin', 'users'], teams: ['admin', 'teams'] } as const;

export const usersQuery = ({ q, state = 'ACTIVE', teamId, cursor }: UsersSearch) =>
  queryOptions({
    queryKey: [...adminKeys.users, { q, state, teamId, cursor }],
    queryFn: () =>
      call(
        api.GET('/v1/users', {
          params: {
            query: { q, teamId, cursor, state: state === 'ALL' ? undefined : state, limit: 100 },
          },
        }),
      ),
    placeholderData: keepPreviousData,
  });

export const userQuery = (id: string) =>
  queryOptions({
    queryKey: [...adminKeys.users, id],
    queryFn: () => call(api.GET('/v1/users/{id}', { params: { path: { id } } })),
  });

export const teamsQuery = queryOptions({
  queryKey: adminKeys.teams,
  queryFn: () => call(api.GET('/v1/teams')),
});

export const territoriesQuery = queryOptions({
  queryKey: ['territories'],
  queryFn: () => call(api.GET('/v1/territories')),
  staleTime: Infinity,
});

export const createUser = (user: Schemas['CreateUser']): Promise<Schemas['UserView']> =>
  call(api.POST('/v1/users', { body: user }));

export const changeUser = (
  user: UserRow,
  change: Schemas['ChangeUser'],
): Promise<Schemas['UserView']> =>
  call(
    api.PATCH('/v1/users/{id}', {
      params: {
        path: { id: user.id },
        header: { 'If-Match': `"user-${user.id}-${user.version}"` },
      },
      body: change,
    }),
  );

export const deactivateUser = (id: string, successorId: string): Promise<Schemas['UserView']> =>
  call(
    api.POST('/v1/users/{id}/deactivation', { params: { path: { id } }, body: { successorId } }),
  );

export const createTeam = (team: Schemas['CreateTeam']): Promise<TeamView> =>
  call(api.POST('/v1/teams', { body: team }));

export const changeTeam = (
  { id, version }: TeamView,
  change: Schemas['ChangeTeam'],
): Promise<TeamView> =>
  call(
    api.PATCH('/v1/teams/{id}', {
      params: { path: { id }, header: { 'If-Match': `"team-${id}-${String(version)}"` } },
      body: change,
    }),
  );
