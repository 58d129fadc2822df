import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Gauge } from 'prom-client';
import { Clock } from '../../core/clock';
import { Config } from '../../core/config';
import { Database, systemDbScope } from '../../core/database';
import { Health } from '../../core/health';
import { Loops } from '../../core/loops';
import { EmailProvider } from '../providers/email.provider';
import { STREAMS } from './message.entity';

const EVERY_SECONDS = 10;
const WAITING = ['queued', 'claimed', 'unknown'] as const;

interface Depth {
  readonly stream: string;
  readonly status: string;
  readonly mails: number;
  readonly lag: number;
}

/** Measures the queue for metrics and health, so that no scrape and no probe reads it. */
@Injectable()
export class QueueRunner implements OnApplicationBootstrap {
  constructor(
    private readonly config: Config,
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly loops: Loops,
    private readonly health: Health,
    private readonly provider: EmailProvider,
    @InjectMetric('crm_email_queue_depth') private readonly depth: Gauge,
    @InjectMetric('crm_email_due_lag_seconds') private readonly lag: Gauge,
    @InjectMetric('crm_email_unknown_open') private readonly unknown: Gauge,
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
    const rows = await this.db.transaction(systemDbScope('email.measure'), (tx) =>
      tx.rows<Depth>(
        `SELECT stream, status, count(*)::int AS mails,
                greatest(0, extract(epoch FROM $1 - min(due_at)))::float8 AS lag
           FROM email_messages WHERE status IN ('queued', 'claimed', 'unknown') GROUP BY stream, status`,
        [this.clock.now()],
        'email.measure',
      ),
    );
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
    await this.provider.verify();
    return { state: 'ok' as const, detail: mode };
  }
}
