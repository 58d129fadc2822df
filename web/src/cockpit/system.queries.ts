import { queryOptions } from '@tanstack/react-query';
import { api, call, type Schemas } from '../core/api';

export type Alert = Schemas['Alert'];
export type AlertName = Alert['name'];
export type SystemState = Schemas['SystemState'];

/** How the machines are changes by the second; what the stream tells comes at once. */
const TIME_PASSES_MS = 30_000;

export const systemKeys = {
  alerts: ['cockpit', 'alerts'] as const,
  state: ['cockpit', 'system'] as const,
};

export const openAlertsQuery = queryOptions({
  queryKey: systemKeys.alerts,
  queryFn: () => call(api.GET('/v1/alerts', { params: { query: { state: 'open' } } })),
  refetchInterval: TIME_PASSES_MS,
});

export const systemQuery = queryOptions({
  queryKey: systemKeys.state,
  queryFn: () => call(api.GET('/api/dashboard/system')),
  refetchInterval: TIME_PASSES_MS,
});

const CONSUMERS = '/operations/consumers';
const PROVIDERS = '/operations/providers';
const WEBHOOK = '/operations/webhook';
const JOBS = '/operations/jobs';
const LETTERS = '/operations/dead-letters';
type AlertPage =
  typeof CONSUMERS | typeof PROVIDERS | typeof WEBHOOK | typeof JOBS | typeof LETTERS;

/** The page that shows what an alert is about. */
const PAGES: Readonly<Record<AlertName, AlertPage>> = {
  FollowUpErrorRateHigh: JOBS,
  FollowUpSchedulerSilent: JOBS,
  FollowUpsOverdue: JOBS,
  CanaryLate: JOBS,
  EventConsumerLag: CONSUMERS,
  EventHorizonOld: CONSUMERS,
  DeadLetters: LETTERS,
  LiveLatencyHigh: CONSUMERS,
  ApiLatencyHigh: JOBS,
  ApiErrors: JOBS,
  ProviderBreakerOpen: PROVIDERS,
  AllProvidersDown: PROVIDERS,
  BounceRateHigh: PROVIDERS,
  ComplaintRateHigh: PROVIDERS,
  UnknownSendsOpen: LETTERS,
  WebhookSilent: WEBHOOK,
  SignatureFailures: WEBHOOK,
  WebhookBacklog: WEBHOOK,
  TemplatePaused: WEBHOOK,
  NumberQualityRed: WEBHOOK,
  OptOutSpike: WEBHOOK,
  DatabaseUnavailable: JOBS,
  PoolExhausted: JOBS,
  DiskFilling: JOBS,
  MemoryHigh: JOBS,
};

export const isAlertName = (name: unknown): name is AlertName =>
  typeof name === 'string' && Object.hasOwn(PAGES, name);

export const pageOf = ({ name, subject }: Pick<Alert, 'name' | 'subject'>): AlertPage =>
  name === 'DeadLetters' && subject === 'webhook' ? WEBHOOK : PAGES[name];
