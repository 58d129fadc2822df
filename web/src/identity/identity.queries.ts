import { queryOptions } from '@tanstack/react-query';
import { api, call } from '../core/api';

export const sessionsQuery = queryOptions({
  queryKey: ['identity', 'sessions'],
  queryFn: () => call(api.GET('/v1/sessions')),
});

export const endSession = (id: string): Promise<unknown> =>
  call<unknown>(api.DELETE('/v1/sessions/{id}', { params: { path: { id } } }));

export const changePassword = (current: string, next: string): Promise<unknown> =>
  call<unknown>(api.POST('/v1/me/password', { body: { current, next } }));
