import {
  type BeforeApplicationShutdown,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Gauge } from 'prom-client';
import { Clock } from '../../core/clock';
import { Database, systemDbScope, type Tx } from '../../core/database';
import { Loops } from '../../core/loops';
import { WebhookCounts } from './webhook-counts.service';
import { WebhookFiguresQueries } from './webhook-figures.queries';

const EVERY_SECONDS = 10;
const DAY_MS = 86_400_000;
/** Longer than a provider repeats itself, and than days with returned mail are counted. */
const DAYS_KEPT = 30;
const BATCH = 1000;

const ADD = `
  INSERT INTO email_webhook_hours AS h (provider, hour, rejected) VALUES ($1, $2, $3)
  ON CONFLICT (provider, hour) DO UPDATE SET rejected = h.rejected + EXCLUDED.rejected`;
const FORGET = `
  DELETE FROM email_provider_events WHERE id IN (
    SELECT id FROM email_provider_events WHERE provider = ANY ('{sendgrid,ses}') AND received_at < $1
       AND state <> 'pending' LIMIT $2)`;

/** Writes down what was turned away, measures how late we are, and forgets what is long done. */
@Injectable()
export class WebhookMeasureRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly loops: Loops,
    private readonly counts: WebhookCounts,
    private readonly figures: WebhookFiguresQueries,
    @InjectMetric('crm_email_webhook_lag_seconds') private readonly lag: Gauge,
  ) {}

  /** In every process: each has turned others away. */
  onApplicationBootstrap(): void {
    this.loops.register({
      name: 'email.webhook-measure',
      everySeconds: EVERY_SECONDS,
      step: () => this.step(),
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.step();
  }

  async step(): Promise<boolean> {
    const taken = this.counts.take();
    try {
      await this.db.transaction(systemDbScope('email.webhook-measure'), async (tx) => {
        for (const { provider, hour, rejected } of taken)
          await tx.rows(ADD, [provider, hour, rejected], 'email.webhook.count');
        await this.measure(tx);
        await this.forget(tx);
      });
    } catch (error) {
      this.counts.giveBack(taken);
      throw error;
    }
    return false;
  }

  private async measure(tx: Tx): Promise<void> {
    for (const { provider, lag } of await this.figures.lags(tx)) this.lag.set({ provider }, lag);
  }

  private async forget(tx: Tx): Promise<void> {
    const before = new Date(this.clock.now().getTime() - DAYS_KEPT * DAY_MS);
    await tx.rows(FORGET, [before, BATCH], 'email.webhook.forget');
    await tx.rows('DELETE FROM email_webhook_hours WHERE hour < $1', [before]);
  }
}
