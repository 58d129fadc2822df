import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Gauge } from 'prom-client';
import { Clock } from '../../core/clock';
import { Config } from '../../core/config';
import { Database, systemDbScope } from '../../core/database';
import { Health } from '../../core/health';
import { Loops } from '../../core/loops';
import { EmailProviders } from '../providers/email-providers.service';
import { SendingFigures } from './figures.queries';
import { STREAMS } from './message.entity';
import { QueueQueries } from './queue.queries';

const EVERY_SECONDS = 10;
const WAITING = ['queued', 'claimed', 'unknown'] as const;
const RECENT = ['sent', 'bounced', 'complained'] as const;

/** Measures the queue for metrics and health, so that no scrape and no probe reads it. */
@Injectable()
export class QueueRunner implements OnApplicationBootstrap {
  constructor(
    private readonly config: Config,
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly loops: Loops,
    private readonly health: Health,
    private readonly providers: EmailProviders,
    private readonly queue: QueueQueries,
    @InjectMetric('crm_email_queue_depth') private readonly depth: Gauge,
    @InjectMetric('crm_email_due_lag_seconds') private readonly lag: Gauge,
    @InjectMetric('crm_email_unknown_open') private readonly unknown: Gauge,
    @InjectMetric('crm_email_recent') private readonly recent: Gauge,
    private readonly figures: SendingFigures,
  ) {}

  onApplicationBootstrap(): void {
    this.health.register('email', () => this.probe());
    if (!this.config.runs('worker')) return;
    this.loops.register({
      name: 'email.measure',
      everySeconds: EVERY_SECONDS,
      step: () => this.step(),
    });
  }

  async step(): Promise<boolean> {
    const { rows, health } = await this.db.transaction(
      systemDbScope('email.measure'),
      async (tx) => ({
        rows: await this.queue.depths(tx, this.clock.now()),
        health: await this.figures.health(tx),
      }),
    );
    for (const outcome of RECENT) this.recent.set({ outcome }, health[outcome]);
    for (const stream of STREAMS)
      for (const status of WAITING) {
        const row = rows.find((r) => r.stream === stream && r.status === status);
        this.depth.set({ stream, status }, row?.mails ?? 0);
      }
    this.lag.set(
      Math.max(0, ...rows.filter(({ status }) => status === 'queued').map(({ lag }) => lag)),
    );
    this.unknown.set(
      rows.filter(({ status }) => status === 'unknown').reduce((sum, { mails }) => sum + mails, 0),
    );
    return false;
  }

  private async probe() {
    const mode = this.config.get('EMAIL_MODE');
    if (mode === 'off' || !this.config.runs('worker'))
      return { state: 'off' as const, detail: mode };
    const asked = await this.providers.verify();
    const down = asked.filter(({ fault }) => fault !== null).length;
    if (down === asked.length) throw new Error('No provider would take mail.');
    return { state: down > 0 ? ('degraded' as const) : ('ok' as const), detail: mode };
  }
}
