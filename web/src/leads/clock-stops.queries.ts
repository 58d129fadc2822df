import { queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../core/api';
import { workKeys } from './work-keys.queries';

export type ClockStop = Schemas['ClockStop'];
export type Decision = 'approval' | 'refusal';

export const clockStopsQuery = (leadId: string) =>
  queryOptions({
    queryKey: workKeys.clockStops(leadId),
    queryFn: () =>
      call(api.GET('/v1/leads/{id}/clock-stops', { params: { path: { id: leadId } } })),
  });

export const requestClockStop = (
  leadId: string,
  body: Schemas['RequestClockStop'],
  intent: string,
): Promise<ClockStop> =>
  call(
    api.POST('/v1/leads/{id}/clock-stops', {
      params: { path: { id: leadId } },
      headers: { 'idempotency-key': intent },
      body,
    }),
  );

const path = ({ id, leadId }: ClockStop) => ({ params: { path: { id: leadId, stopId: id } } });

export function decideClockStop(
  stop: ClockStop,
  decision: Decision,
  reason: string,
): Promise<ClockStop> {
  const request = { ...path(stop), body: { reason } };
  return decision === 'approval'
    ? call(api.POST('/v1/leads/{id}/clock-stops/{stopId}/approval', request))
    : call(api.POST('/v1/leads/{id}/clock-stops/{stopId}/refusal', request));
}

/** Whoever asked for it does not any more. */
export const withdrawClockStop = (stop: ClockStop): Promise<ClockStop> =>
  call(api.POST('/v1/leads/{id}/clock-stops/{stopId}/withdrawal', path(stop)));

export const endClockStop = (stop: ClockStop): Promise<ClockStop> =>
  call(api.POST('/v1/leads/{id}/clock-stops/{stopId}/end', path(stop)));
