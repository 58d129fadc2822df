import { Injectable } from '@nestjs/common';
import type { Tx } from '../core/database';
import { fromRow, LOG_COLUMNS, type LogRow, type RecordedEvent } from './recorded-event';
import { BEGINNING, formatSequence, type LogPlace, placeBelow } from './sequence.rules';

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
      `SELECT ${LOG_COLUMNS} FROM relance.log_after($1::int, $2::text::xid8, $3::bigint, '-infinity', $4::text[], $5::int) l
        ORDER BY l.epoch, l.tx, l.position`,
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
   * The newest facts that the caller may see, among the newest `among` of all, which bounds what it costs whoever sees few.
   * @returns also when what was looked at begins; null when that is the whole log
   */
  async newest(
    tx: Tx,
    {
      types,
      ownerId,
      subjectIds,
      after,
      before,
      limit,
      among,
    }: {
      types: readonly string[];
      ownerId: string | null;
      subjectIds: readonly string[] | null;
      after: LogPlace | null;
      before: LogPlace | null;
      limit: number;
      among: number;
    },
  ): Promise<{ events: RecordedEvent[]; since: Date | null }> {
    // Whoever goes on from a place has but little to walk.
    const [floor] = after
      ? []
      : await tx.rows<{ epoch: number; tx: string; position: string; time: Date }>(
          'SELECT epoch, tx, "position", "time" FROM relance.recent_place($1)',
          [among],
          'events.recent-place',
        );
    const from = floor ?? { epoch: 0, tx: '0', position: '0' };
    const since = after ?? BEGINNING;
    const rows = await tx.rows<LogRow>(
      `SELECT ${LOG_COLUMNS} FROM event_log l
        WHERE l.audience = 'subject' AND l.type = ANY ($1)
          AND (l.epoch, l.tx, l.position) > ($2::int, $3::text::xid8, $4::bigint)
          AND (l.epoch, l.tx, l.position) > ($5::int, $6::text::xid8, $7::bigint)
          AND ($8::int IS NULL OR (l.epoch, l.tx, l.position) < ($8::int, $9::text::xid8, $10::bigint))
          AND ($11::uuid IS NULL OR l.owner_id = $11) AND ($12::uuid[] IS NULL OR l.subject_id = ANY ($12))
        ORDER BY l.epoch DESC, l.tx DESC, l.position DESC LIMIT $13`,
      [
        types,
        ...[from.epoch, from.tx, from.position],
        ...[since.epoch, String(since.tx), String(since.position)],
        ...(before
          ? [before.epoch, String(before.tx), String(before.position)]
          : [null, null, null]),
        ...[ownerId, subjectIds, limit],
      ],
    );
    return { events: rows.map(fromRow), since: floor?.time ?? null };
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
}
