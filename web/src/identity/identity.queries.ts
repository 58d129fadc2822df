import { queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../core/api';

export const sessionsQuery = queryOptions({
  queryKey: ['identity', 'sessions'],
  queryFn: () => call(api.GET('/v1/sessions')),
});

export const endSession = (id: string): Promise<unknown> =>
  call<unknown>(api.DELETE('/v1/sessions/{id}', { params: { path: { id } } }));

export const changePassword = (current: string, next: string): Promise<unknown> =>
  call<unknown>(api.POST('/v1/me/password', { body: { current, next } }));

export const apiTokensQuery = queryOptions({
  queryKey: ['identity', 'api-tokens'],
  queryFn: () => call(api.GET('/v1/api-tokens')),
});

export const allTokensQuery = queryOptions({
  queryKey: ['identity', 'api-tokens', 'everybody'],
  queryFn: () => call(api.GET('/v1/api-tokens', { params: { query: { of: 'everybody' } } })),
});

export const issueApiToken = (body: Schemas['IssueApiToken']): Promise<Schemas['IssuedApiToken']> =>
  call(api.POST('/v1/api-tokens', { body }));

export const revokeApiToken = (id: string): Promise<unknown> =>
  call<unknown>(api.DELETE('/v1/api-tokens/{id}', { params: { path: { id } } }));
