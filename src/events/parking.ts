import { Injectable } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Gauge } from 'prom-client';
import { Database, systemDbScope, type Tx } from '../core/database';
import { Ids } from '../core/ids';
import { Log } from '../core/log';
import type { Handler } from './consume';
import type { EventDefinition } from './catalogue';
import { OF_PARKED } from './consumers.queries';
import { fromRow, LOG_COLUMNS, type LogRow, type RecordedEvent } from './recorded-event';
import { parseSequence } from './sequence.rules';

/** Waits before the retries of a parked event; five of them in less than ten minutes, then it is dead. */
export const RETRY_SECONDS = [5, 20, 60, 150, 300] as const;

interface ParkedConsumer {
  readonly name: string;
  readonly definitions: readonly EventDefinition[];
  readonly handler: Handler;
}

interface ParkedRow extends LogRow {
  parked_id: string;
  attempts: number;
}

const NEXT_OF_SUBJECT = `
  SELECT p.id AS parked_id, p.attempts, ${LOG_COLUMNS}
    FROM event_parked p JOIN event_log l ${OF_PARKED}
   WHERE p.consumer = $1 AND p.subject = $2 ORDER BY p.epoch, p.tx, p.position LIMIT 1`;

/**
 * Events that a consumer could not take. The cursor moves on without them, but later events of the same
 * lead or customer queue behind, so that a handler never sees one subject's events out of order.
 */
@Injectable()
export class Parking {
  constructor(
    private readonly db: Database,
    private readonly ids: Ids,
    private readonly log: Log,
    @InjectMetric('crm_event_dead_letters') private readonly dead: Gauge,
  ) {}

  /** Queues those whose subject is parked for this consumer. @returns the others */
  async holdBack(
    tx: Tx,
    consumer: ParkedConsumer,
    events: RecordedEvent[],
  ): Promise<RecordedEvent[]> {
    if (events.length === 0) return events;
    const parked = await tx.rows<{ subject: string }>(
      'SELECT DISTINCT subject FROM event_parked WHERE consumer = $1 AND subject = ANY ($2::text[])',
      [consumer.name, events.map(parkedBy)],
      'parking.parked',
    );
    if (parked.length === 0) return events;
    const held = new Set(parked.map((p) => p.subject));
    for (const event of events) {
      if (held.has(parkedBy(event))) await this.insert(tx, consumer.name, event, null);
    }
    return events.filter((event) => !held.has(parkedBy(event)));
  }

  async park(
    tx: Tx,
    consumer: ParkedConsumer,
    event: RecordedEvent,
    error: unknown,
  ): Promise<void> {
    await this.insert(tx, consumer.name, event, String(error));
  }

  /**
   * Retries the subjects whose time has come. What is parked for a consumer that this process does not have waits for one
   * that has, and keeps nobody else from being tried.
   * @returns true when at least one event went through
   */
  async retryDue(consumers: ReadonlyMap<string, ParkedConsumer>): Promise<boolean> {
    const scope = systemDbScope('events:parked');
    const due = await this.db.transaction(scope, (tx) =>
      tx.rows<{ consumer: string; subject: string }>(
        `SELECT consumer, subject FROM event_parked WHERE state = 'retrying' AND due_at <= now() AND consumer = ANY ($1)
          ORDER BY due_at LIMIT 50`,
        [[...consumers.keys()]],
      ),
    );
    let done = 0;
    for (const { consumer: name, subject } of due) {
      const consumer = consumers.get(name);
      if (consumer) done += (await this.replay(consumer, subject)).done;
    }
    await this.countDead();
    return done > 0;
  }

  /**
   * Hands a subject's parked events to its consumer, in order, until one fails.
   * @returns how many went through, and whether the subject is free again
   */
  async replay(
    consumer: ParkedConsumer,
    subject: string,
  ): Promise<{ done: number; free: boolean }> {
    for (let done = 0; ; done++) {
      const result = await this.replayNext(consumer, subject);
      if (result !== 'done') return { done, free: result === 'empty' };
    }
  }

  /** Gives up one parked event; what queued behind it is then tried. */
  async dismiss(tx: Tx, parkedId: string): Promise<void> {
    await tx.rows(
      `WITH gone AS (DELETE FROM event_parked WHERE id = $1 RETURNING consumer, subject)
       UPDATE event_parked p SET state = 'retrying', due_at = now(), attempts = 0 FROM gone
        WHERE p.consumer = gone.consumer AND p.subject = gone.subject AND p.id <> $1
          AND p.id = (SELECT q.id FROM event_parked q WHERE q.consumer = gone.consumer AND q.subject = gone.subject
                         AND q.id <> $1 ORDER BY q.epoch, q.tx, q.position LIMIT 1)`,
      [parkedId],
    );
  }

  /** One event, in one transaction with the removal of its row; the cursor lock keeps the batch reader out. */
  private async replayNext(
    consumer: ParkedConsumer,
    subject: string,
  ): Promise<'done' | 'failed' | 'empty'> {
    return this.db.transaction(systemDbScope(`replay:${consumer.name}`), async (tx) => {
      await tx.rows('SELECT 1 FROM event_cursors WHERE consumer = $1 FOR UPDATE', [consumer.name]);
      const [row] = await tx.rows<ParkedRow>(NEXT_OF_SUBJECT, [consumer.name, subject]);
      if (!row) return 'empty';
      const event = fromRow(row);
      const definition = consumer.definitions.find((d) => d.type === event.type);
      try {
        await tx.savepoint(() =>
          consumer.handler(tx, [{ ...event, data: definition?.schema.parse(event.data) }]),
        );
      } catch (error) {
        this.log.error('consumer.retry.failed', error, {
          consumer: consumer.name,
          event: event.id,
        });
        await this.failAgain(tx, row, error);
        return 'failed';
      }
      await tx.rows('DELETE FROM event_parked WHERE id = $1', [row.parked_id]);
      return 'done';
    });
  }

  private async failAgain(tx: Tx, row: ParkedRow, error: unknown): Promise<void> {
    const pause = RETRY_SECONDS[row.attempts + 1];
    await tx.rows(
      `UPDATE event_parked SET attempts = attempts + 1, error = $2, state = $3,
              due_at = CASE WHEN $3 = 'retrying' THEN now() + make_interval(secs => $4) END WHERE id = $1`,
      [
        row.parked_id,
        String(error).slice(0, 2000),
        pause === undefined ? 'dead' : 'retrying',
        pause ?? 0,
      ],
    );
  }

  private async insert(
    tx: Tx,
    consumer: string,
    event: RecordedEvent,
    error: string | null,
  ): Promise<void> {
    const place = parseSequence(event.sequence);
    if (!place) throw new Error(`The event ${event.id} has no place in the log.`);
    await tx.rows(
      `INSERT INTO event_parked (id, consumer, subject, epoch, tx, position, recorded_at, event_id, type, state, due_at, error)
       VALUES ($1, $2, $3, $4, $5::text::xid8, $6, $7, $8, $9, CASE WHEN $10::text IS NULL THEN 'waiting' ELSE 'retrying' END,
               CASE WHEN $10::text IS NULL THEN NULL ELSE now() + make_interval(secs => $11) END, $10)
       ON CONFLICT (consumer, event_id) DO NOTHING`,
      [
        this.ids.uuid(),
        consumer,
        parkedBy(event),
        place.epoch,
        String(place.tx),
        String(place.position),
        event.recordedAt,
        event.id,
        event.type,
        error?.slice(0, 2000) ?? null,
        RETRY_SECONDS[0],
      ],
    );
  }

  private async countDead(): Promise<void> {
    const [row] = await this.db.transaction(systemDbScope('events:parked'), (tx) =>
      tx.rows<{ n: number }>(`SELECT count(*)::int AS n FROM event_parked WHERE state = 'dead'`),
    );
    this.dead.set(row?.n ?? 0);
  }
}

/** Whose events wait together: the lead or customer, else the thing itself. */
function parkedBy(event: RecordedEvent): string {
  return event.subjectId ?? event.subject;
}
