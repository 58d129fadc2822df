import { Injectable } from '@nestjs/common';
import type { Tx } from '../core/database';
import { fromRow, LOG_COLUMNS, type LogRow, type RecordedEvent } from './recorded-event';
import { BEGINNING, formatSequence, type LogPlace, placeBelow } from './sequence.rules';

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
  sequence: string;
}

const PARKED = `id, consumer, subject, event_id AS "eventId", type, state, attempts, due_at AS "dueAt", error,
  parked_at AS "parkedAt"`;

/** What can be asked of the log itself. */
@Injectable()
export class EventsQueries {
  /** The place that answers of this transaction are good for; everything below has settled. */
  async safeSequence(tx: Tx): Promise<string> {
    const [row] = await tx.rows<{ epoch: number; xmin: string }>(
      'SELECT epoch, pg_snapshot_xmin(pg_current_snapshot())::text AS xmin FROM event_epoch',
      [],
      'events.safe-sequence',
    );
    if (!row) throw new Error('The table event_epoch is empty.');
    return formatSequence(placeBelow(row.epoch, BigInt(row.xmin)));
  }

  /** Settled events after a place, in log order. */
  async page(
    tx: Tx,
    {
      after,
      types,
      limit,
    }: { after: LogPlace | null; types: readonly string[] | null; limit: number },
  ): Promise<RecordedEvent[]> {
    const { epoch, tx: xid, position } = after ?? BEGINNING;
    const rows = await tx.rows<LogRow>(
      `SELECT ${LOG_COLUMNS} FROM event_log l
        WHERE (l.epoch, l.tx, l.position) > ($1::int, $2::text::xid8, $3::bigint)
          AND ($4::text[] IS NULL OR l.type = ANY ($4))
          AND (l.epoch < (SELECT epoch FROM event_epoch) OR l.tx < pg_snapshot_xmin(pg_current_snapshot()))
        ORDER BY l.epoch, l.tx, l.position LIMIT $5`,
      [epoch, String(xid), String(position), types, limit],
    );
    return rows.map(fromRow);
  }

  /**
   * Facts about one subject, the newest first, also those that have not settled yet; nothing if the caller does not
   * see the subject. Whoever sees it today sees what was recorded under earlier owners.
   */
  async about(
    tx: Tx,
    subjectId: string,
    {
      types,
      after = null,
      before = null,
      limit,
    }: {
      types: readonly string[];
      after?: LogPlace | null;
      before?: LogPlace | null;
      limit: number;
    },
  ): Promise<RecordedEvent[]> {
    const place = (p: LogPlace | null) => [
      p?.epoch ?? null,
      p ? String(p.tx) : null,
      p ? String(p.position) : null,
    ];
    const rows = await tx.rows<LogRow>(
      `SELECT ${LOG_COLUMNS}
         FROM relance.subject_history($1::uuid, $2::text[], $3::int, $4::text, $5::bigint,
                                      $6::int, $7::text, $8::bigint, $9::int) l
        ORDER BY l.epoch DESC, l.tx DESC, l.position DESC`,
      [subjectId, types, ...place(after), ...place(before), limit],
      'events.about',
    );
    return rows.map(fromRow);
  }

  /**
   * How many facts about the same subject led to this one, one causing the next; a loop of effects grows without end.
   * @param most where counting stops
   */
  async causes(tx: Tx, subjectId: string, causeId: string | null, most: number): Promise<number> {
    if (causeId === null) return 0;
    const [row] = await tx.rows<{ n: number }>(
      `WITH RECURSIVE chain(id, n) AS (
         SELECT $2::uuid, 1
         UNION ALL
         SELECT l.causation_id, c.n + 1 FROM chain c
           JOIN event_log l ON l.subject_id = $1 AND l.id = c.id AND l.causation_id IS NOT NULL WHERE c.n < $3)
       SELECT max(n)::int AS n FROM chain`,
      [subjectId, causeId, most],
    );
    return row?.n ?? 0;
  }

  /** Up to where a consumer has read; null when there is none of this name. */
  async place(tx: Tx, consumer: string): Promise<string | null> {
    const [row] = await tx.rows<{ epoch: number; tx: string; position: string }>(
      `SELECT epoch, tx::text AS tx, greatest(position, 0) AS position FROM event_cursors WHERE consumer = $1`,
      [consumer],
      'events.place',
    );
    if (!row) return null;
    const { epoch, tx: xid, position } = row;
    return formatSequence({ epoch, tx: BigInt(xid), position: BigInt(position) });
  }

  /** Everything of some types about many subjects that the caller may see, in log order. */
  async ofSubjects(
    tx: Tx,
    subjectIds: readonly string[],
    types: readonly string[],
  ): Promise<RecordedEvent[]> {
    const rows = await tx.rows<LogRow>(
      `SELECT ${LOG_COLUMNS} FROM event_log l WHERE l.subject_id = ANY ($1::uuid[]) AND l.type = ANY ($2)
        ORDER BY l.epoch, l.tx, l.position`,
      [subjectIds, types],
    );
    return rows.map(fromRow);
  }

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

  async lags(tx: Tx): Promise<ConsumerLag[]> {
    const rows = await tx.rows<{
      consumer: string;
      epoch: number;
      tx: string;
      position: string;
      lag: number;
    }>(
      `SELECT c.consumer, c.epoch, c.tx::text AS tx, greatest(c.position, 0) AS position,
              coalesce((SELECT extract(epoch FROM clock_timestamp() - l.recorded_at)::float8 FROM event_log l
                         WHERE (l.epoch, l.tx, l.position) > (c.epoch, c.tx, c.position)
                           AND l.recorded_at > c.reached_at - interval '1 day'
                         ORDER BY l.epoch, l.tx, l.position LIMIT 1), 0) AS lag
         FROM event_cursors c ORDER BY c.consumer`,
    );
    return rows.map((r) => ({
      consumer: r.consumer,
      lagSeconds: Math.max(0, r.lag),
      sequence: formatSequence({ epoch: r.epoch, tx: BigInt(r.tx), position: BigInt(r.position) }),
    }));
  }
}
