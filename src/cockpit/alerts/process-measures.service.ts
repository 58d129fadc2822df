import { hostname } from 'node:os';
import { Injectable } from '@nestjs/common';
import { register } from 'prom-client';
import { Clock } from '../../core/clock';
import { Database } from '../../core/database';
import { ProcessState } from '../../core/process-state';
import type { ProcessMeasures } from './process-conditions.rules';
import { remembered, type Sample } from './samples.rules';

/** Histograms whose quantiles are asked for, by the name of their buckets in a sample. */
const HISTOGRAMS = {
  http: 'crm_http_request_duration_seconds',
  live: 'crm_event_live_latency_seconds',
} as const;

interface Counted {
  readonly key: string;
  readonly metric: string;
  readonly isMeant?: (labels: Labels) => boolean;
}
type Labels = Readonly<Partial<Record<string, string | number>>>;

const COUNTERS: readonly Counted[] = [
  { key: 'followUpErrors', metric: 'followup_errors_total' },
  { key: 'followUpsProcessed', metric: 'followup_processed_total' },
  {
    key: 'messagesAccepted',
    metric: 'crm_messages_attempts_total',
    isMeant: ({ outcome }) => outcome === 'accepted',
  },
  { key: 'optOuts', metric: 'crm_messages_opt_outs_total' },
];

/** Measures this process by its own metrics, of which it remembers an hour. */
@Injectable()
export class ProcessMeasuresService {
  /** Names this process among all that look. */
  readonly name = `${hostname()}/${String(process.pid)}`;
  /** A process that has just begun has counted nothing. */
  private samples: Sample[] = [{ atSeconds: performance.now() / 1000, counts: {} }];

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly state: ProcessState,
  ) {}

  async measure(): Promise<ProcessMeasures> {
    const next = { atSeconds: performance.now() / 1000, counts: await counts() };
    this.samples = remembered(this.samples, next);
    const heardAt = await gaugeOf('crm_webhook_last_received_timestamp_seconds');
    const memory = this.state.memory();
    const disk = this.state.disk();
    return {
      samples: this.samples,
      webhookSilentSeconds: heardAt ? this.clock.now().getTime() / 1000 - heardAt : null,
      waitingForConnection: this.database.poolState().waiting,
      diskUsed: disk.used / disk.limit,
      memoryUsed: memory.used / memory.limit,
    };
  }
}

async function counts(): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  const add = (key: string, value: number) => {
    found[key] = (found[key] ?? 0) + value;
  };
  for (const { key, metric, isMeant } of COUNTERS)
    for (const { labels, value } of await valuesOf(metric))
      if (isMeant?.(labels) ?? true) add(key, value);
  for (const [name, metric] of Object.entries(HISTOGRAMS))
    for (const { labels, value, part } of await valuesOf(metric)) {
      if (part === 'bucket') add(`${name}:${String(labels['le'])}`, value);
      if (name !== 'http' || part !== 'count') continue;
      add('requests', value);
      if (String(labels['status']).startsWith('5')) add('requestsFailed', value);
    }
  return found;
}

/** @returns of a histogram also which part of it a value is */
async function valuesOf(
  metric: string,
): Promise<{ labels: Labels; value: number; part: string }[]> {
  const { values } = (await register.getSingleMetric(metric)?.get()) ?? { values: [] };
  return values.map(({ labels, value, ...rest }) => {
    const { metricName = metric } = rest as { metricName?: string };
    return { labels, value, part: metricName.slice(metric.length + 1) };
  });
}

/** What a gauge of this process shows; null for one that shows nothing. */
export async function gaugeOf(name: string): Promise<number | null> {
  const value = (await register.getSingleMetric(name)?.get())?.values[0]?.value;
  return value === undefined || Number.isNaN(value) ? null : value;
}
