import { Injectable } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter, Gauge, Histogram } from 'prom-client';
import { Clock } from '../../core/clock';
import { ACK_LIMITS_MS, bucketOf } from './ack.rules';

export const OUTCOMES = [
  'accepted',
  'duplicate',
  'bad_signature',
  'malformed',
  'ignored',
  'unavailable',
] as const;
export type IntakeOutcome = (typeof OUTCOMES)[number];

/** What was counted in one minute and is not written down yet. */
export interface MinuteCounts {
  readonly minute: Date;
  requests: number;
  readonly outcomes: Record<IntakeOutcome, number>;
  ackCount: number;
  ackSumMs: number;
  readonly ackBuckets: number[];
}

const MINUTE_MS = 60_000;

/** Counts in memory; a loop writes it down, so that no request pays for it. */
@Injectable()
export class IntakeCounts {
  private minutes = new Map<number, MinuteCounts>();

  constructor(
    private readonly clock: Clock,
    @InjectMetric('crm_webhook_items_total') private readonly items: Counter,
    @InjectMetric('crm_webhook_ack_seconds') private readonly ack: Histogram,
    @InjectMetric('crm_webhook_last_received_timestamp_seconds') private readonly last: Gauge,
  ) {}

  add(outcome: IntakeOutcome, count = 1): void {
    if (count === 0) return;
    this.items.inc({ outcome }, count);
    this.current().outcomes[outcome] += count;
  }

  /** One request was answered. */
  answered(milliseconds: number): void {
    const minute = this.current();
    minute.requests += 1;
    minute.ackCount += 1;
    minute.ackSumMs += milliseconds;
    const bucket = bucketOf(milliseconds);
    minute.ackBuckets[bucket] = (minute.ackBuckets[bucket] ?? 0) + 1;
    this.ack.observe(milliseconds / 1000);
    this.last.set(this.clock.now().getTime() / 1000);
  }

  /** One request was turned away. */
  refused(): void {
    this.current().requests += 1;
    this.add('bad_signature');
  }

  /** Hands over what was counted; what is not written down comes back by {@link giveBack}. */
  take(): MinuteCounts[] {
    const taken = [...this.minutes.values()];
    this.minutes = new Map();
    return taken;
  }

  giveBack(counts: readonly MinuteCounts[]): void {
    for (const given of counts) {
      const known = this.of(given.minute.getTime());
      known.requests += given.requests;
      for (const outcome of OUTCOMES) known.outcomes[outcome] += given.outcomes[outcome];
      known.ackCount += given.ackCount;
      known.ackSumMs += given.ackSumMs;
      given.ackBuckets.forEach((n, at) => {
        known.ackBuckets[at] = (known.ackBuckets[at] ?? 0) + n;
      });
    }
  }

  private current(): MinuteCounts {
    return this.of(Math.floor(this.clock.now().getTime() / MINUTE_MS) * MINUTE_MS);
  }

  private of(minute: number): MinuteCounts {
    const known = this.minutes.get(minute);
    if (known) return known;
    const made: MinuteCounts = {
      minute: new Date(minute),
      requests: 0,
      outcomes: {
        accepted: 0,
        duplicate: 0,
        bad_signature: 0,
        malformed: 0,
        ignored: 0,
        unavailable: 0,
      },
      ackCount: 0,
      ackSumMs: 0,
      ackBuckets: Array.from({ length: ACK_LIMITS_MS.length + 1 }, () => 0),
    };
    this.minutes.set(minute, made);
    return made;
  }
}
