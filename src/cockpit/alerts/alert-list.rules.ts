/** What a value is of: a part of one, seconds, or things; a flag is true or not and has no measure. */
export type Unit = 'share' | 'seconds' | 'count' | 'flag';

export interface AlertKind {
  readonly severity: 'warning' | 'critical';
  /** How long its condition must hold before anybody is told. */
  readonly forSeconds: number;
  readonly unit: Unit;
}

const kind = (severity: AlertKind['severity'], forSeconds: number, unit: Unit): AlertKind => ({
  severity,
  forSeconds,
  unit,
});

/** Every alert that the product evaluates itself, under the names that Prometheus uses. */
export const ALERTS = {
  FollowUpErrorRateHigh: kind('warning', 300, 'share'),
  FollowUpSchedulerSilent: kind('critical', 0, 'seconds'),
  FollowUpsOverdue: kind('warning', 1800, 'count'),
  CanaryLate: kind('critical', 0, 'seconds'),
  EventConsumerLag: kind('warning', 300, 'seconds'),
  EventHorizonOld: kind('warning', 0, 'seconds'),
  DeadLetters: kind('warning', 0, 'count'),
  LiveLatencyHigh: kind('warning', 300, 'seconds'),
  ApiLatencyHigh: kind('warning', 600, 'seconds'),
  ApiErrors: kind('critical', 600, 'share'),
  ProviderBreakerOpen: kind('warning', 300, 'flag'),
  // Providers are asked once a minute: one answer that got lost wakes nobody.
  AllProvidersDown: kind('critical', 60, 'flag'),
  BounceRateHigh: kind('warning', 0, 'count'),
  ComplaintRateHigh: kind('warning', 0, 'count'),
  UnknownSendsOpen: kind('warning', 0, 'count'),
  WebhookSilent: kind('critical', 600, 'seconds'),
  SignatureFailures: kind('warning', 0, 'count'),
  WebhookBacklog: kind('warning', 0, 'seconds'),
  TemplatePaused: kind('warning', 0, 'flag'),
  NumberQualityRed: kind('critical', 0, 'flag'),
  OptOutSpike: kind('warning', 0, 'count'),
  DatabaseUnavailable: kind('critical', 30, 'seconds'),
  PoolExhausted: kind('warning', 60, 'count'),
  DiskFilling: kind('warning', 0, 'share'),
  MemoryHigh: kind('critical', 0, 'share'),
} as const satisfies Record<string, AlertKind>;

export type AlertName = keyof typeof ALERTS;
export const ALERT_NAMES = Object.keys(ALERTS) as [AlertName, ...AlertName[]];

/** A condition that holds just now. */
export interface Finding {
  readonly name: AlertName;
  /** What it is about: a consumer, a provider, a template, a process; empty when it is about the whole. */
  readonly subject: string;
  readonly value: number;
  readonly limit: number;
  /** A code that says more: the hop of the canary, the state of a template. */
  readonly detail: string | null;
}
