import { Injectable } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { Clock } from '../../core/clock';
import { wordOf } from './meaning.rules';
import type { Refusal, Reporter } from './webhook.rules';

const HOUR_MS = 3_600_000;

export type EventOutcome =
  'kept' | 'duplicate' | 'ignored' | 'malformed' | 'applied' | 'retry' | 'orphan' | 'dead';

export interface HourOfRefusals {
  readonly provider: Reporter;
  readonly hour: Date;
  readonly rejected: number;
}

/** Counts what comes in and what is turned away; the latter is written down by the hour, since nothing else of it is. */
@Injectable()
export class WebhookCounts {
  private hours = new Map<string, HourOfRefusals>();

  constructor(
    private readonly clock: Clock,
    @InjectMetric('crm_email_webhook_events_total') private readonly events: Counter,
    @InjectMetric('crm_email_webhook_rejected_total') private readonly rejections: Counter,
  ) {}

  count(provider: Reporter, kind: string, outcome: EventOutcome): void {
    this.events.inc({ provider, event: wordOf(kind), outcome });
  }

  rejected(provider: Reporter, reason: Refusal): void {
    this.rejections.inc({ provider, reason });
    const hour = new Date(Math.floor(this.clock.now().getTime() / HOUR_MS) * HOUR_MS);
    this.add({ provider, hour, rejected: 1 });
  }

  /** Hands over what was turned away; what is not written down comes back by {@link giveBack}. */
  take(): HourOfRefusals[] {
    const taken = [...this.hours.values()];
    this.hours = new Map();
    return taken;
  }

  giveBack(taken: readonly HourOfRefusals[]): void {
    for (const hour of taken) this.add(hour);
  }

  private add({ provider, hour, rejected }: HourOfRefusals): void {
    const key = `${provider} ${hour.toISOString()}`;
    const known = this.hours.get(key)?.rejected ?? 0;
    this.hours.set(key, { provider, hour, rejected: known + rejected });
  }
}
