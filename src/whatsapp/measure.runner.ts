import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Gauge } from 'prom-client';
import { Clock } from '../core/clock';
import { Config } from '../core/config';
import { Database, systemDbScope, type Tx } from '../core/database';
import { Loops } from '../core/loops';
import { WebhookQueries } from './intake/webhook.queries';
import { modeOf } from './mode.rules';
import { MessageRoutes } from './sending/routes.queries';
import type { TemplateState } from './whatsapp.queries';

const EVERY_SECONDS = 10;
const WAITING = ['queued', 'claimed', 'unknown'] as const;
const STATUSES: readonly TemplateState['status'][] = [
  'draft',
  'pending',
  'approved',
  'rejected',
  'paused',
  'disabled',
];
const QUALITIES = { green: 1, yellow: 2, red: 3 } as const;
/** Longer than WhatsApp repeats anything (7 days), and than anybody looks for a fault. */
const DAYS_OF_BODIES = 30;
const MOST_FORGOTTEN = 500;

const FORGET = `
  DELETE FROM whatsapp_payloads WHERE id IN (
    SELECT p.id FROM whatsapp_payloads p WHERE p.received_at < $1
       AND NOT EXISTS (SELECT FROM whatsapp_items i WHERE i.payload_id = p.id AND i.state <> 'done')
     ORDER BY p.received_at LIMIT $2) RETURNING id`;

/** Of messages that somebody else sent from our number. */
const FORGET_RECEIPTS = `
  DELETE FROM whatsapp_receipts WHERE id IN (
    SELECT id FROM whatsapp_receipts WHERE message_id IS NULL AND received_at < $1 ORDER BY received_at LIMIT $2)`;

/** Measures the channel, so that no scrape reads its tables, and forgets bodies that are old. */
@Injectable()
export class MeasureRunner implements OnApplicationBootstrap {
  constructor(
    private readonly config: Config,
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly loops: Loops,
    private readonly webhook: WebhookQueries,
    private readonly routes: MessageRoutes,
    @InjectMetric('crm_webhook_backlog') private readonly backlog: Gauge,
    @InjectMetric('crm_webhook_oldest_pending_seconds') private readonly oldest: Gauge,
    @InjectMetric('crm_webhook_dead_letters') private readonly dead: Gauge,
    @InjectMetric('crm_webhook_last_received_timestamp_seconds') private readonly last: Gauge,
    @InjectMetric('crm_messages_queue_depth') private readonly depth: Gauge,
    @InjectMetric('crm_messages_templates') private readonly templates: Gauge,
    @InjectMetric('crm_messages_number_quality') private readonly quality: Gauge,
    @InjectMetric('crm_messages_blocked') private readonly blocked: Gauge,
  ) {}

  onApplicationBootstrap(): void {
    if (modeOf(this.config) === 'off' || !this.config.runs('worker')) return;
    this.loops.register({
      name: 'whatsapp.measure',
      everySeconds: EVERY_SECONDS,
      step: () => this.step(),
    });
  }

  async step(): Promise<boolean> {
    return this.db.transaction(systemDbScope('whatsapp.measure'), async (tx) => {
      const now = this.clock.now();
      await this.measureIntake(tx, now);
      await this.measureSending(tx);
      const before = new Date(now.getTime() - DAYS_OF_BODIES * 86_400_000);
      const gone = await tx.rows(FORGET, [before, MOST_FORGOTTEN], 'whatsapp.forget');
      await tx.rows(FORGET_RECEIPTS, [before, MOST_FORGOTTEN], 'whatsapp.forget-receipts');
      return gone.length === MOST_FORGOTTEN;
    });
  }

  private async measureIntake(tx: Tx, now: Date): Promise<void> {
    const { pending, oldestAt, dead } = await this.webhook.backlog(tx);
    this.backlog.set(pending);
    this.oldest.set(oldestAt ? Math.max(0, (now.getTime() - oldestAt.getTime()) / 1000) : 0);
    this.dead.set(dead);
    const last = await this.webhook.lastReceivedAt(tx);
    if (last) this.last.set(last.getTime() / 1000);
  }

  private async measureSending(tx: Tx): Promise<void> {
    const waiting = await this.routes.depths(tx);
    for (const state of WAITING)
      this.depth.set({ state }, waiting.find((row) => row.state === state)?.n ?? 0);
    const templates = await tx.rows<{ status: string; n: number }>(
      'SELECT status, count(*)::int AS n FROM whatsapp_templates GROUP BY status',
    );
    for (const status of STATUSES)
      this.templates.set({ status }, templates.find((row) => row.status === status)?.n ?? 0);
    const number = await this.webhook.number(tx);
    this.quality.set(number?.quality ? QUALITIES[number.quality] : 0);
    this.blocked.set(number?.blockedBy ? 1 : 0);
  }
}
