import { queryOptions } from '@tanstack/react-query';
import { api, call } from '../core/api';

export const traceKeys = {
  all: ['trace'] as const,
  one: (leadId: string) => ['trace', leadId] as const,
};

export const traceQuery = (leadId: string) =>
  queryOptions({
    queryKey: traceKeys.one(leadId),
    queryFn: () =>
      call(api.GET('/v1/leads/{id}/follow-up-trace', { params: { path: { id: leadId } } })),
  });
