import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database } from '../../core/database';
import type { Scope } from '../../identity';
import { type IntakeMinute, WebhookDeadLetters } from '../../whatsapp';
import { ChannelState } from './channel.service';
import { rateOf } from './figures.rules';
import { ProbesQueries } from './probes.queries';
import type {
  AskWebhook,
  AskWebhookDead,
  WebhookDead,
  WebhookMetrics,
  WebhookRealtime,
  WebhookReplay,
  WebhookStatus,
} from './webhook.dto';
import { WebhookFigures } from './webhook-figures.queries';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** What "a minute" is counted over. */
const RECENT_MINUTES = 5;
const P95 = 0.95;

const sum = (minutes: readonly IntakeMinute[], of: (minute: IntakeMinute) => number) =>
  minutes.reduce((all, minute) => all + of(minute), 0);

/** The channel as a whole: what came in, how fast it was acknowledged, what waits. Nobody is named in it. */
@Injectable()
export class WebhookChannelQueries {
  constructor(
    private readonly clock: Clock,
    private readonly state: ChannelState,
    private readonly probes: ProbesQueries,
    private readonly webhook: WebhookFigures,
    private readonly letters: WebhookDeadLetters,
    private readonly db: Database,
  ) {}

  async metrics(scope: Scope, ask: AskWebhook): Promise<WebhookMetrics> {
    const answer = await this.webhook.metrics(scope, ask);
    const { span, errorRate, peakHour, ...data } = answer.data;
    const now = this.clock.now();
    const startOfDay = new Date(
      Math.max(span.until.getTime() - DAY_MS, Math.min(span.since.getTime(), now.getTime())),
    );
    const { mode, number, templatesPaused, minutes, more } = await this.state.read(
      new Date(Math.min(span.since.getTime(), startOfDay.getTime())),
      (tx) => this.probes.count(tx, span.since, span.until),
    );
    const inside = minutes.filter(({ minute }) => minute >= span.since && minute < span.until);
    const today = minutes.filter(({ minute }) => minute >= startOfDay && minute < span.until);
    const measured = mode !== 'off';
    return {
      ...answer,
      data: {
        ...data,
        performance: {
          uptime_percentage: rateOf(more.healthy, more.probes),
          events_processed_today: measured ? sum(today, (m) => m.accepted) : null,
          duplicates: measured ? sum(inside, (m) => m.duplicate) : null,
          signature_failures: measured ? sum(inside, (m) => m.badSignature) : null,
          error_rate: errorRate,
          webhook_ack_p95_ms: this.state.intake.ackWithin(inside, P95),
          peak_hour: peakHour,
        },
        quality: number
          ? {
              phone_quality: number.quality,
              blocked_by: number.blockedBy,
              limit: number.limit,
              templates_paused: templatesPaused,
            }
          : null,
      },
    };
  }

  async status(): Promise<WebhookStatus> {
    const now = this.clock.now();
    const since = new Date(now.getTime() - DAY_MS);
    const { mode, backlog, number, minutes, faults, state, more, ...channel } =
      await this.state.read(since, async (tx) => ({
        probed: await this.probes.count(tx, since, new Date(now.getTime() + 1)),
        head: await this.webhook.head(tx, null),
      }));
    const measured = mode !== 'off';
    const counted = (of: (minute: IntakeMinute) => number) => (measured ? sum(minutes, of) : null);
    return {
      ...more.head,
      data: {
        state,
        mode,
        reasons: faults,
        last_event_at: channel.lastReceivedAt?.toISOString() ?? null,
        events_per_minute: measured ? perMinute(minutes, now) : null,
        queue_depth: measured ? backlog.pending : null,
        oldest_waiting_at: backlog.oldestAt?.toISOString() ?? null,
        dead_letters: measured ? backlog.dead : null,
        accepted_24h: counted((m) => m.accepted),
        duplicates_24h: counted((m) => m.duplicate),
        signature_failures_24h: counted((m) => m.badSignature),
        malformed_24h: counted((m) => m.malformed),
        ack_p50_ms: this.state.intake.ackWithin(minutes, 0.5),
        ack_p95_ms: this.state.intake.ackWithin(minutes, P95),
        uptime_24h: rateOf(more.probed.healthy, more.probed.probes),
        probes_24h: more.probed.probes,
        number: number && {
          quality: number.quality,
          limit: number.limit,
          blocked_by: number.blockedBy,
        },
        templates_paused: channel.templatesPaused,
      },
    };
  }

  async realtime(): Promise<WebhookRealtime> {
    const now = this.clock.now();
    const { mode, backlog, minutes, more } = await this.state.read(
      new Date(now.getTime() - HOUR_MS),
      (tx) => this.webhook.head(tx, null),
    );
    const measured = mode !== 'off';
    const byMinute = new Map(minutes.map((one) => [one.minute.getTime(), one]));
    const last = Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS;
    return {
      ...more,
      data: {
        minutes: Array.from({ length: 60 }, (_, index) => {
          const at = last - (59 - index) * MINUTE_MS;
          const minute = byMinute.get(at);
          return {
            at: new Date(at).toISOString(),
            accepted: minute?.accepted ?? 0,
            duplicates: minute?.duplicate ?? 0,
            signature_failures: minute?.badSignature ?? 0,
            malformed: minute?.malformed ?? 0,
            ack_p95_ms: minute ? this.state.intake.ackWithin([minute], P95) : null,
          };
        }),
        now: {
          events_per_minute: measured ? perMinute(minutes, now) : null,
          queue_depth: measured ? backlog.pending : null,
        },
      },
    };
  }

  /** What came in and could not be worked off. */
  async deadLetters(scope: Scope, { limit, cursor }: AskWebhookDead): Promise<WebhookDead> {
    return this.db.transaction(scope, async (tx) => {
      const found = await this.state.intake.deadLetters(tx, {
        limit: limit + 1,
        cursor: cursor ?? null,
      });
      const shown = found.slice(0, limit);
      return {
        ...(await this.webhook.head(tx, null)),
        nextCursor: found.length > limit ? (shown.at(-1)?.id ?? null) : null,
        data: {
          items: shown.map(({ id, kind, receivedAt, diedAt, attempts, error }) => ({
            id,
            kind,
            received_at: receivedAt.toISOString(),
            died_at: diedAt.toISOString(),
            attempts,
            error,
          })),
        },
      };
    });
  }

  /** @throws DeadLetterNotFound */
  async replay(scope: Scope, id: string): Promise<WebhookReplay> {
    await this.letters.replay(scope, id);
    return { success: true, done: true };
  }
}

function perMinute(minutes: readonly IntakeMinute[], now: Date): number {
  const since = now.getTime() - RECENT_MINUTES * MINUTE_MS;
  const recent = minutes.filter(({ minute }) => minute.getTime() > since);
  return Math.round((sum(recent, (m) => m.accepted) / RECENT_MINUTES) * 10) / 10;
}
