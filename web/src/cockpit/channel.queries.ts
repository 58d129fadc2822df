import { queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../core/api';

export type ChannelStatus = Schemas['WebhookStatus']['data'];
export type ChannelMetrics = Schemas['WebhookMetrics']['data'];
type Width = 'own' | 'wide';

/** What is of the last minutes changes with the time alone. */
const TIME_PASSES_MS = 60_000;

export const channelKeys = {
  status: ['cockpit', 'channel-status'] as const,
  metrics: ['cockpit', 'channel-metrics'] as const,
  hot: ['cockpit', 'hot-clicks'] as const,
};

const whose = (width: Width) => (width === 'own' ? { owner: ['me'] } : {});

export const channelStatusQuery = queryOptions({
  queryKey: channelKeys.status,
  queryFn: () => call(api.GET('/api/webhook/status')),
  refetchInterval: TIME_PASSES_MS,
});

export const channelMetricsQuery = (width: Width, days: number) =>
  queryOptions({
    queryKey: [...channelKeys.metrics, width, days] as const,
    queryFn: () =>
      call(api.GET('/api/webhook/metrics', { params: { query: { days, ...whose(width) } } })),
    refetchInterval: TIME_PASSES_MS,
  });

export const hotClicksQuery = (width: Width) =>
  queryOptions({
    queryKey: [...channelKeys.hot, width] as const,
    queryFn: () =>
      call(
        api.GET('/api/webhook/hot-clicks', {
          params: { query: width === 'own' ? { owner: 'me' as const } : {} },
        }),
      ),
  });
