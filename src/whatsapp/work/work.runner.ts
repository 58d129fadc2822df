import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { ZodError } from 'zod';
import { Clock } from '../../core/clock';
import { Config } from '../../core/config';
import { Database, systemDbScope, type Tx } from '../../core/database';
import { Log } from '../../core/log';
import { Loops } from '../../core/loops';
import { type Item, type ItemKind, readEnvelope } from '../intake/envelope.rules';
import { WORK_LOOP } from '../intake/intake.service';
import { modeOf } from '../mode.rules';
import { Inbound } from './inbound.service';
import { Notices } from './notices.service';
import { Receipts } from './receipts.service';

const BATCH = 100;
export const MOST_ATTEMPTS = 5;
const FIRST_RETRY_SECONDS = 2;
const RETRY_FACTOR = 5;

interface Pending {
  readonly id: string;
  readonly key: string;
  readonly kind: ItemKind;
  readonly lane: string;
  readonly position: number;
  readonly attempts: number;
  readonly waits: boolean;
  readonly payloadId: string;
  readonly body: string;
  readonly receivedAt: Date;
}

interface Failure {
  readonly id: string;
  readonly attempts: number;
  readonly error: string;
  readonly dead: boolean;
}

/** Lanes with something due, that no other process works on. Whoever waits for a retry keeps its whole lane waiting. */
const LANES = `
  WITH due AS MATERIALIZED (
    SELECT i.lane, min(i.id::text) AS head FROM (
      SELECT lane, id FROM whatsapp_items WHERE state = 'pending' AND (retry_at IS NULL OR retry_at <= now())
       ORDER BY id LIMIT $1) i
     WHERE NOT EXISTS (SELECT FROM whatsapp_items e
                        WHERE e.lane = i.lane AND e.state = 'pending' AND e.id < i.id AND e.retry_at > now())
     GROUP BY i.lane
  )
  SELECT lane FROM due WHERE pg_try_advisory_xact_lock(hashtextextended('whatsapp-lane:' || lane, 0)) ORDER BY head`;

/** A new look, with the lanes locked: what another process did meanwhile is seen. */
const PENDING = `
  SELECT i.id, i.key, i.kind, i.lane, i.position, i.attempts, coalesce(i.retry_at > now(), false) AS waits,
         i.payload_id AS "payloadId", p.body, i.received_at AS "receivedAt"
    FROM whatsapp_items i JOIN whatsapp_payloads p ON p.id = i.payload_id
   WHERE i.lane = ANY ($1) AND i.state = 'pending' ORDER BY i.id LIMIT $2`;

const DONE = `
  UPDATE whatsapp_items SET state = 'done', settled_at = $2, retry_at = NULL WHERE id = ANY ($1::uuid[])`;
const FAILED = `
  UPDATE whatsapp_items SET attempts = $2, error = $3, state = CASE WHEN $4 THEN 'dead' ELSE 'pending' END,
         settled_at = CASE WHEN $4 THEN $5::timestamptz END,
         retry_at = CASE WHEN NOT $4 THEN now() + make_interval(secs => $6) END
   WHERE id = $1`;

/** Works off what was kept: one person's messages in their order, everybody's side by side. */
@Injectable()
export class WorkRunner implements OnApplicationBootstrap {
  constructor(
    private readonly config: Config,
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly loops: Loops,
    private readonly inbound: Inbound,
    private readonly receipts: Receipts,
    private readonly notices: Notices,
    @InjectMetric('crm_webhook_worked_total') private readonly worked: Counter,
  ) {}

  onApplicationBootstrap(): void {
    if (modeOf(this.config) === 'off' || !this.config.runs('worker')) return;
    this.loops.register({
      name: WORK_LOOP,
      everySeconds: this.config.get('WHATSAPP_POLL_SECONDS'),
      step: () => this.step(),
    });
  }

  async step(): Promise<boolean> {
    return this.db.transaction(systemDbScope('whatsapp.work'), async (tx) => {
      const lanes = await tx.rows<{ lane: string }>(LANES, [BATCH], 'whatsapp.lanes');
      if (lanes.length === 0) return false;
      const values = [lanes.map(({ lane }) => lane), BATCH];
      const pending = await tx.rows<Pending>(PENDING, values, 'whatsapp.pending');
      await this.workAll(tx, pending);
      return pending.length > 0;
    });
  }

  private async workAll(tx: Tx, pending: readonly Pending[]): Promise<void> {
    const bodies = new Map<string, readonly Item[]>();
    const held = new Set<string>();
    const done: string[] = [];
    for (const one of pending) {
      if (one.waits) held.add(one.lane);
      if (held.has(one.lane)) continue;
      const failure = await this.work(tx, one, itemOf(bodies, one));
      if (!failure) done.push(one.id);
      else {
        await this.fail(tx, failure);
        if (!failure.dead) held.add(one.lane);
      }
      const outcome = !failure ? 'done' : failure.dead ? 'dead' : 'retry';
      tx.afterCommit(() => this.worked.inc({ kind: one.kind, outcome }));
    }
    if (done.length > 0) await tx.rows(DONE, [done, this.clock.now()], 'whatsapp.done');
  }

  private async work(tx: Tx, one: Pending, item: Item | undefined): Promise<Failure | null> {
    try {
      if (!item) throw new Error('The body holds no such item.');
      await tx.savepoint(() => this.enter(tx, item, one.receivedAt));
      return null;
    } catch (error) {
      const attempts = one.attempts + 1;
      // What nobody can read today is not readable tomorrow.
      const dead = attempts >= MOST_ATTEMPTS || error instanceof ZodError || !item;
      this.log.error('webhook.item.failed', error, { id: one.id, kind: one.kind, attempts, dead });
      return { id: one.id, attempts, dead, error: errorText(error) };
    }
  }

  private async enter(tx: Tx, item: Item, receivedAt: Date): Promise<void> {
    if (item.kind === 'message') await this.inbound.enter(tx, item, receivedAt);
    else if (item.kind === 'receipt') await this.receipts.enter(tx, item.data, receivedAt);
    else await this.notices.enter(tx, item);
  }

  private async fail(tx: Tx, { id, attempts, error, dead }: Failure): Promise<void> {
    const seconds = FIRST_RETRY_SECONDS * RETRY_FACTOR ** (attempts - 1);
    await tx.rows(FAILED, [id, attempts, error, dead, this.clock.now(), seconds]);
  }
}

function itemOf(bodies: Map<string, readonly Item[]>, one: Pending): Item | undefined {
  let items = bodies.get(one.payloadId);
  if (!items) {
    const envelope = readEnvelope(one.body);
    items = envelope.kind === 'work' ? envelope.items : [];
    bodies.set(one.payloadId, items);
  }
  return items[one.position];
}

/** Never the text of a message: of what cannot be read only where it is. */
function errorText(error: unknown): string {
  if (error instanceof ZodError)
    return error.issues.map(({ path, code }) => `${path.join('.')}: ${code}`).join('; ');
  return error instanceof Error ? error.message.slice(0, 500) : 'unknown';
}
