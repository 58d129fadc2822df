import { queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../core/api';
import { workKeys } from './work-keys.queries';

export type Sample = Schemas['Sample'];
export type SampleMove = 'packing' | 'shipment' | 'delivery' | 'cancellation';

/** What may be done next with a box, the usual first. */
export const MOVES: Readonly<Record<Sample['state'], readonly SampleMove[]>> = {
  REQUESTED: ['packing', 'shipment', 'cancellation'],
  PACKED: ['shipment', 'cancellation'],
  SHIPPED: ['delivery'],
  DELIVERED: [],
  FEEDBACK: [],
  CANCELLED: [],
};

export const samplesQuery = (leadId: string) =>
  queryOptions({
    queryKey: workKeys.samples(leadId),
    queryFn: () => call(api.GET('/v1/leads/{id}/samples', { params: { path: { id: leadId } } })),
  });

export const requestSample = (leadId: string, contents: string, intent: string): Promise<Sample> =>
  call(
    api.POST('/v1/leads/{id}/samples', {
      params: { path: { id: leadId } },
      headers: { 'idempotency-key': intent },
      body: { contents },
    }),
  );

export const moveSample = (
  { id, leadId }: Pick<Sample, 'id' | 'leadId'>,
  move: SampleMove,
  body: Schemas['MoveSample'] = {},
): Promise<Sample> =>
  call(
    api.POST('/v1/leads/{id}/samples/{sampleId}/{move}', {
      params: { path: { id: leadId, sampleId: id, move } },
      body,
    }),
  );

/** When a box came to where it is. */
export function reachedAt(sample: Sample): string {
  return (
    { SHIPPED: sample.shippedAt, DELIVERED: sample.deliveredAt, REQUESTED: sample.requestedAt }[
      sample.state as string
    ] ?? sample.changedAt
  );
}
