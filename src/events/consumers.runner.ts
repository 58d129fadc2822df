import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { OnEvent } from '@nestjs/event-emitter';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter, Gauge } from 'prom-client';
import { Config } from '../core/config';
import { Database, systemDbScope, type Tx } from '../core/database';
import { Log } from '../core/log';
import { Loops } from '../core/loops';
import { CONSUME, type ConsumerMetadata, type Handler, type Rebuilding } from './consume';
import { LIVE_BATCH, type LiveBatch } from './live';
import { type Cursor, LogPages, sequenceOf } from './log-pages.queries';
import { Parking } from './parking';
import { parsed, type RecordedEvent } from './recorded-event';
import { Unseen } from './unseen.rules';

export interface Consumer extends ConsumerMetadata {
  readonly handler: Handler;
  readonly unseen: Unseen;
}

/** Between two batches, so that under load, when they take longer, a batch holds many events. */
const LEAST_REST_SECONDS = 0.02;
const MOST_REST_SECONDS = 0.15;
const REST_BY_WORK = 5;

/**
 * Runs the durable consumers: a batch of events, the handler's writes and the cursor are one transaction.
 * One process at a time reads for a consumer; the lock on its cursor row decides which.
 */
@Injectable()
export class ConsumersRunner implements OnApplicationBootstrap {
  private readonly consumers = new Map<string, Consumer>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly reflector: Reflector,
    private readonly db: Database,
    private readonly config: Config,
    private readonly loops: Loops,
    private readonly parking: Parking,
    private readonly log: Log,
    private readonly pages: LogPages,
    @InjectMetric('crm_events_consumed_total') private readonly consumed: Counter,
    @InjectMetric('crm_event_consumer_lag_seconds') private readonly lag: Gauge,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    for (const consumer of this.discover()) await this.add(consumer);
    if (!this.config.runs('worker')) return;
    this.loops.register({
      name: 'events.parked',
      everySeconds: 5,
      step: () => this.parking.retryDue(this.consumers),
    });
  }

  list(): Consumer[] {
    return [...this.consumers.values()];
  }

  get(name: string): Consumer | undefined {
    return this.consumers.get(name);
  }

  /** Wakes those whose business it is. What is nobody's here is passed over by a loop's own look, once in a while. */
  @OnEvent(LIVE_BATCH, { suppressErrors: false })
  hear({ events, gap }: LiveBatch): void {
    for (const { name, definitions, unseen } of this.consumers.values()) {
      const last = events.findLast(({ type }) => definitions.some((d) => d.type === type));
      if (last) unseen.heard(last.sequence);
      if (last || gap) this.loops.wake(`consume:${name}`);
    }
  }

  /** One batch of one consumer. @returns true when the batch was full and more may wait */
  async step(consumer: Consumer): Promise<boolean> {
    return this.db.transaction(systemDbScope(`consume:${consumer.name}`), async (tx) => {
      const [cursor] = await tx.rows<Cursor>(
        `SELECT epoch, tx::text AS tx, position, reached_at FROM event_cursors WHERE consumer = $1
            FOR UPDATE SKIP LOCKED`,
        [consumer.name],
        'consumers.cursor',
      );
      if (cursor) return this.consume(tx, consumer, cursor);
      consumer.unseen.forget();
      return false;
    });
  }

  /** Whether committed events lie beyond its cursor, above the horizon included. */
  private async isBehind(consumer: Consumer): Promise<boolean> {
    const [row] = await this.db.transaction(systemDbScope(`consume:${consumer.name}`), (tx) =>
      tx.rows<{ behind: boolean }>(
        `SELECT EXISTS (SELECT FROM event_log l
            WHERE (l.epoch, l.tx, l.position) > (c.epoch, c.tx, c.position)
              AND l.recorded_at > c.reached_at - interval '1 day') AS behind
           FROM event_cursors c WHERE c.consumer = $1`,
        [consumer.name],
        'consumers.behind',
      ),
    );
    return row?.behind ?? false;
  }

  private async consume(tx: Tx, consumer: Consumer, cursor: Cursor): Promise<boolean> {
    const limit = this.config.get('EVENTS_BATCH_SIZE') * (consumer.batchesAtOnce ?? 1);
    const types = consumer.definitions.map((d) => d.type);
    const page = await this.pages.next(tx, cursor, types, limit);
    if (!page) {
      this.lag.set({ consumer: consumer.name }, 0);
      consumer.unseen.missed(sequenceOf(cursor));
      return false;
    }
    await this.apply(tx, consumer, await this.parking.holdBack(tx, consumer, page.events));
    const [moved] = await tx.rows<{ lag: number }>(
      `UPDATE event_cursors SET epoch = $2, tx = $3::text::xid8, position = $4, reached_at = $5, updated_at = now()
        WHERE consumer = $1 RETURNING extract(epoch FROM clock_timestamp() - $5::timestamptz)::float8 AS lag`,
      [consumer.name, page.epoch, page.tx, page.position, page.recorded_at],
      'consumers.move',
    );
    tx.afterCommit(() => {
      this.lag.set({ consumer: consumer.name }, Math.max(0, moved?.lag ?? 0));
      consumer.unseen.reached(sequenceOf(page));
    });
    return page.reached === limit;
  }

  /** All at once; if that fails, one by one, so that a bad event stops nobody but its own subject. */
  private async apply(tx: Tx, consumer: Consumer, events: RecordedEvent[]): Promise<void> {
    if (events.length === 0) return;
    try {
      await tx.savepoint(() => invoke(consumer, tx, events));
      this.count(tx, consumer, 'done', events.length);
    } catch (error) {
      this.log.warn('consumer.batch.failed', { consumer: consumer.name, message: String(error) });
      await this.applyOneByOne(tx, consumer, events);
    }
  }

  private async applyOneByOne(tx: Tx, consumer: Consumer, events: RecordedEvent[]): Promise<void> {
    for (const event of events) {
      const [free] = await this.parking.holdBack(tx, consumer, [event]);
      if (!free) continue;
      try {
        await tx.savepoint(() => invoke(consumer, tx, [event]));
        this.count(tx, consumer, 'done', 1);
      } catch (error) {
        this.log.error('consumer.event.parked', error, {
          consumer: consumer.name,
          event: event.id,
        });
        await this.parking.park(tx, consumer, event, error);
        this.count(tx, consumer, 'parked', 1);
      }
    }
  }

  private count(tx: Tx, consumer: Consumer, result: string, by: number): void {
    tx.afterCommit(() => {
      this.consumed.inc({ consumer: consumer.name, result }, by);
    });
  }

  /** Gives the consumer its cursor and its loop. */
  private async add(consumer: Consumer): Promise<void> {
    if (this.consumers.has(consumer.name))
      throw new Error(`The consumer ${consumer.name} exists twice.`);
    this.consumers.set(consumer.name, consumer);
    if (!this.config.runs('worker')) return;
    await this.db.transaction(systemDbScope(`consume:${consumer.name}`), (tx) =>
      tx.rows(
        `INSERT INTO event_cursors (consumer, epoch, tx, position, reached_at)
         SELECT $1, CASE WHEN $2 THEN 0 ELSE epoch END,
                CASE WHEN $2 THEN '0'::xid8 ELSE pg_snapshot_xmin(pg_current_snapshot()) END, -1,
                CASE WHEN $2 THEN '-infinity'::timestamptz ELSE now() END
           FROM event_epoch ON CONFLICT DO NOTHING`,
        [consumer.name, consumer.from === 'beginning'],
      ),
    );
    this.loops.register({
      name: `consume:${consumer.name}`,
      everySeconds: this.config.get('EVENTS_POLL_SECONDS'),
      restSeconds: (tookSeconds) => consumer.restSeconds ?? restAfter(tookSeconds),
      step: () => this.step(consumer),
      retrySeconds: () => consumer.unseen.retrySeconds,
      isBehind: () => this.isBehind(consumer),
    });
  }

  private discover(): Consumer[] {
    return this.discovery.getProviders().flatMap(({ instance }: { instance?: unknown }) => {
      if (typeof instance !== 'object' || instance === null) return [];
      return this.scanner
        .getAllMethodNames(Object.getPrototypeOf(instance) as object)
        .flatMap((method) => {
          const handler: unknown = Reflect.get(instance, method);
          if (typeof handler !== 'function') return [];
          const metadata = this.reflector.get<ConsumerMetadata | undefined>(CONSUME, handler);
          return metadata
            ? [{ ...metadata, handler: handler.bind(instance) as Handler, unseen: new Unseen() }]
            : [];
        });
    });
  }
}

function restAfter(tookSeconds: number): number {
  return Math.min(MOST_REST_SECONDS, Math.max(LEAST_REST_SECONDS, tookSeconds * REST_BY_WORK));
}

/** Parses every event with its own schema before the handler sees it. */
export async function invoke(
  consumer: Consumer,
  tx: Tx,
  events: RecordedEvent[],
  rebuilding?: Rebuilding,
): Promise<void> {
  const definitions = new Map(consumer.definitions.map((d) => [d.type, d]));
  await consumer.handler(
    tx,
    events.map((event) => {
      const definition = definitions.get(event.type);
      return definition ? parsed(event, definition) : event;
    }),
    ...(consumer.finishes && rebuilding ? [rebuilding] : []),
  );
}
