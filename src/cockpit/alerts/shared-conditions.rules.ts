import type { AlertName, Finding } from './alert-list.rules';

/** What is true of the whole installation, whichever process asks. Null is what nobody can measure here. */
export interface SharedMeasures {
  readonly lags: readonly { readonly consumer: string; readonly lagSeconds: number }[];
  readonly horizonSeconds: number | null;
  readonly deadLetters: number;
  readonly followUps: {
    readonly overdue: number;
    /** How long the first that is due has waited for a decision; null when nothing is due. */
    readonly undecidedSeconds: number | null;
  };
  readonly canary: {
    readonly ageSeconds: number | null;
    readonly periodSeconds: number;
    readonly hop: string | null;
  } | null;
  readonly mail: {
    /** Of the last 1,000 that left. */
    readonly bounced: number;
    readonly complained: number;
    readonly unknownOverDay: number;
  };
  readonly whatsapp: {
    readonly oldestPendingSeconds: number | null;
    readonly deadLetters: number;
    readonly badSignaturesPerMinute: number;
    readonly stoppedTemplates: readonly { readonly name: string; readonly status: string }[];
    readonly quality: 'green' | 'yellow' | 'red' | null;
    readonly blockedBy: string | null;
  } | null;
}

const SILENT_SECONDS = 600;
const LAG_SECONDS = 60;
const HORIZON_SECONDS = 5;
const CANARY_PERIODS = 2;
/** 5 % and 0.3 % of 1,000; of fewer mails as many, since one of twenty is no trend. */
const MOST_BOUNCES = 50;
const MOST_COMPLAINTS = 3;
const WAITING_SECONDS = 60;
const SIGNATURES_PER_MINUTE = 5;

export const found = (
  name: AlertName,
  value: number | null,
  limit: number,
  more: { readonly subject?: string; readonly detail?: string | null } = {},
): Finding[] =>
  value !== null && value > limit
    ? [{ name, subject: more.subject ?? '', value, limit, detail: more.detail ?? null }]
    : [];

/** The conditions that hold of the whole installation. */
export function sharedConditions(measured: SharedMeasures): Finding[] {
  const { followUps, mail } = measured;
  return [
    ...found('FollowUpSchedulerSilent', followUps.undecidedSeconds, SILENT_SECONDS),
    ...found('FollowUpsOverdue', followUps.overdue, 0),
    ...canary(measured.canary),
    ...measured.lags.flatMap(({ consumer, lagSeconds }) =>
      found('EventConsumerLag', lagSeconds, LAG_SECONDS, { subject: consumer }),
    ),
    ...found('EventHorizonOld', measured.horizonSeconds, HORIZON_SECONDS),
    ...found('DeadLetters', measured.deadLetters, 0),
    ...found('BounceRateHigh', mail.bounced, MOST_BOUNCES),
    ...found('ComplaintRateHigh', mail.complained, MOST_COMPLAINTS),
    ...found('UnknownSendsOpen', mail.unknownOverDay, 0),
    ...whatsapp(measured.whatsapp),
  ];
}

function canary(measured: SharedMeasures['canary']): Finding[] {
  if (!measured) return [];
  const { ageSeconds, periodSeconds, hop } = measured;
  return found('CanaryLate', ageSeconds, CANARY_PERIODS * periodSeconds, { detail: hop });
}

function whatsapp(measured: SharedMeasures['whatsapp']): Finding[] {
  if (!measured) return [];
  const { quality, blockedBy, oldestPendingSeconds } = measured;
  const isStopped = quality === 'red' || blockedBy !== null;
  const waiting = found('WebhookBacklog', oldestPendingSeconds, WAITING_SECONDS);
  return [
    ...found('SignatureFailures', measured.badSignaturesPerMinute, SIGNATURES_PER_MINUTE),
    ...waiting,
    ...found('DeadLetters', measured.deadLetters, 0, { subject: 'webhook' }),
    ...measured.stoppedTemplates.flatMap(({ name, status }) =>
      found('TemplatePaused', 1, 0, { subject: name, detail: status }),
    ),
    ...found('NumberQualityRed', isStopped ? 1 : 0, 0, { detail: blockedBy ?? quality }),
  ];
}

/** A door to the outside, and whether it took its last question. */
export interface ProviderState {
  readonly route: string;
  readonly provider: string;
  readonly isDown: boolean;
}

/** The conditions of the doors through which messages leave. */
export function providerConditions(providers: readonly ProviderState[]): Finding[] {
  const down = providers.filter(({ isDown }) => isDown);
  const routes = [...new Set(providers.map(({ route }) => route))].filter((route) =>
    providers.every((one) => one.route !== route || one.isDown),
  );
  return [
    ...down.flatMap(({ provider }) => found('ProviderBreakerOpen', 1, 0, { subject: provider })),
    ...routes.flatMap((route) => {
      const doors = providers.filter((one) => one.route === route).length;
      return found('AllProvidersDown', doors, 0, { subject: route });
    }),
  ];
}
