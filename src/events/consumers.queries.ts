import { Injectable } from '@nestjs/common';
import type { Tx } from '../core/database';
import { fromRow, LOG_COLUMNS, type LogRow, type RecordedEvent } from './recorded-event';
import { formatSequence } from './sequence.rules';

export interface ParkedEvent {
  id: string;
  consumer: string;
  subject: string;
  eventId: string;
  type: string;
  state: 'retrying' | 'waiting' | 'dead';
  attempts: number;
  dueAt: Date | null;
  error: string | null;
  parkedAt: Date;
}

export interface ConsumerLag {
  consumer: string;
  /** Seconds between the newest settled event and the consumer's place; 0 when it has read all. */
  lagSeconds: number;
  /** Settled events of its types that it has not taken, counted up to {@link MOST_COUNTED}. */
  lagEvents: number;
  sequence: string;
  /** How long its place has not moved. */
  advancedSecondsAgo: number;
  parked: number;
  dead: number;
}

/** Whoever is further behind than this need not know how far. */
export const MOST_COUNTED = 10_000;

/** Where a parked event stands in the log; its instant went through JavaScript, and is here to prune partitions. */
export const OF_PARKED = `ON l.epoch = p.epoch AND l.tx = p.tx AND l.position = p.position
  AND l.recorded_at >= p.recorded_at AND l.recorded_at < p.recorded_at + interval '1 millisecond'`;
const PARKED = `id, consumer, subject, event_id AS "eventId", type, state, attempts, due_at AS "dueAt", error,
  parked_at AS "parkedAt"`;

/** What can be asked of those who read the log, and of what they could not take. */
@Injectable()
export class ConsumersQueries {
  /** The first 500, those given up before the others. */
  async parked(tx: Tx): Promise<ParkedEvent[]> {
    return tx.rows<ParkedEvent>(
      `SELECT ${PARKED} FROM event_parked
        ORDER BY (state = 'dead') DESC, consumer, subject, epoch, tx, position LIMIT 500`,
    );
  }

  async findParked(tx: Tx, id: string): Promise<ParkedEvent | null> {
    const [parked] = await tx.rows<ParkedEvent>(
      `SELECT ${PARKED} FROM event_parked WHERE id = $1`,
      [id],
    );
    return parked ?? null;
  }

  /** Given up, and still tried or waiting behind those. */
  async countParked(tx: Tx): Promise<{ dead: number; parked: number }> {
    const [row] = await tx.rows<{ dead: number; parked: number }>(
      `SELECT count(*) FILTER (WHERE state = 'dead')::int AS dead, count(*)::int AS parked FROM event_parked`,
    );
    return row ?? { dead: 0, parked: 0 };
  }

  /** What a consumer could not take, as it stands in the log; null when the log no longer has it. */
  async parkedEvent(tx: Tx, id: string): Promise<RecordedEvent | null> {
    const [row] = await tx.rows<LogRow>(
      `SELECT ${LOG_COLUMNS} FROM event_parked p JOIN event_log l ${OF_PARKED} WHERE p.id = $1`,
      [id],
    );
    return row ? fromRow(row) : null;
  }

  /** Later events of its subject that queue behind a parked one. */
  async countBehind(tx: Tx, { id, consumer, subject }: ParkedEvent): Promise<number> {
    const [row] = await tx.rows<{ n: number }>(
      `SELECT count(*)::int AS n FROM event_parked p JOIN event_parked q USING (consumer, subject)
        WHERE p.id = $1 AND p.consumer = $2 AND p.subject = $3
          AND (q.epoch, q.tx, q.position) > (p.epoch, p.tx, p.position)`,
      [id, consumer, subject],
    );
    return row?.n ?? 0;
  }

  /** What keeps a subject parked for a consumer: the first of its events in log order; null when it is free. */
  async firstParked(tx: Tx, consumer: string, subject: string): Promise<ParkedEvent | null> {
    const [first] = await tx.rows<ParkedEvent>(
      `SELECT ${PARKED} FROM event_parked WHERE consumer = $1 AND subject = $2
        ORDER BY epoch, tx, position LIMIT 1`,
      [consumer, subject],
    );
    return first ?? null;
  }

  /** How old the first settled event is that each consumer has not taken, in seconds; 0 when it has read all. */
  async lagSeconds(tx: Tx): Promise<Pick<ConsumerLag, 'consumer' | 'lagSeconds'>[]> {
    return tx.rows(
      `SELECT c.consumer, greatest(0, coalesce((SELECT extract(epoch FROM clock_timestamp() - l.recorded_at)
           FROM relance.log_after(c.epoch, c.tx, c.position, c.reached_at, NULL, 1) l), 0))::float8 AS "lagSeconds"
         FROM event_cursors c ORDER BY c.consumer`,
      [],
      'events.lag-seconds',
    );
  }

  /** How far each consumer is. @param types what each reads; of one that is not named, every event counts */
  async lags(tx: Tx, types: ReadonlyMap<string, readonly string[]>): Promise<ConsumerLag[]> {
    const rows = await tx.rows<
      Omit<ConsumerLag, 'lagSeconds' | 'sequence'> & {
        epoch: number;
        tx: string;
        position: string;
        lag: number;
      }
    >(
      `SELECT c.consumer, c.epoch, c.tx::text AS tx, greatest(c.position, 0) AS position,
              extract(epoch FROM clock_timestamp() - c.updated_at)::float8 AS "advancedSecondsAgo",
              coalesce((SELECT extract(epoch FROM clock_timestamp() - l.recorded_at)::float8
                         FROM relance.log_after(c.epoch, c.tx, c.position, c.reached_at, NULL, 1) l), 0) AS lag,
              (SELECT count(*)::int FROM relance.log_after(c.epoch, c.tx, c.position, c.reached_at,
                 (SELECT array_agg(t) FROM jsonb_array_elements_text($1::jsonb -> c.consumer) t), $2)) AS "lagEvents",
              (SELECT count(*)::int FROM event_parked p WHERE p.consumer = c.consumer) AS parked,
              (SELECT count(*)::int FROM event_parked p WHERE p.consumer = c.consumer AND p.state = 'dead') AS dead
         FROM event_cursors c ORDER BY c.consumer`,
      [JSON.stringify(Object.fromEntries(types)), MOST_COUNTED],
    );
    return rows.map(({ epoch, tx: xid, position, lag, ...row }) => ({
      ...row,
      lagSeconds: Math.max(0, lag),
      sequence: formatSequence({ epoch, tx: BigInt(xid), position: BigInt(position) }),
    }));
  }
}
