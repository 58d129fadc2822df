import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../core/api';
import { instantAt } from '../core/zoned';
import type { AuditSearch } from './audit-search.queries';

export type AuditRow = Schemas['AuditRow'];

const DAY_MS = 86_400_000;

/** The day after, on the calendar. */
const nextDay = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);

/** The newest first; the days are those of the reader's zone, the last one included. */
export const auditQuery = (search: Omit<AuditSearch, 'item'>, timeZone: string) => {
  const { actor, act, subject, from, until, cursor } = search;
  return queryOptions({
    queryKey: ['admin', 'audit', { actor, act, subject, from, until, cursor, timeZone }],
    queryFn: () =>
      call(
        api.GET('/v1/audit-log', {
          params: {
            query: {
              actorId: actor,
              act,
              subjectId: subject,
              from: from && instantAt(from, '00:00', timeZone).toISOString(),
              until: until && instantAt(nextDay(until), '00:00', timeZone).toISOString(),
              limit: 100,
              cursor,
            },
          },
        }),
      ),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
};

export const auditActsQuery = queryOptions({
  queryKey: ['admin', 'audit-acts'],
  queryFn: () => call(api.GET('/v1/audit-log/acts')),
});

export const verifyAudit = (): Promise<Schemas['AuditVerification']> =>
  call(api.GET('/v1/audit-log/verification'));
