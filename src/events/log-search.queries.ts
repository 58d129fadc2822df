import { Injectable } from '@nestjs/common';
import type { Tx } from '../core/database';
import { fromRow, LOG_COLUMNS, type LogRow, type RecordedEvent } from './recorded-event';
import type { LogPlace } from './sequence.rules';

/** No index of the log knows an event by its id or its request: so far back one is looked for. */
const WALKED = 50_000;

export interface WantedEvents {
  readonly types: readonly string[] | null;
  /** A lead, a customer or anything else that events are about. */
  readonly subject: string | null;
  readonly correlationId: string | null;
  readonly id: string | null;
  /** Only what stands before this place. */
  readonly before: LogPlace | null;
  readonly limit: number;
}

const MATCHES = `($1::text[] IS NULL OR l.type = ANY ($1)) AND ($2::uuid IS NULL OR l.correlation_id = $2)
  AND ($3::uuid IS NULL OR l.id = $3)`;
const BEFORE = `($4::int IS NULL OR (l.epoch, l.tx, l.position) < ($4::int, $5::text::xid8, $6::bigint))`;
const NEWEST_FIRST = 'ORDER BY l.epoch DESC, l.tx DESC, l.position DESC';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The log as somebody looks through it who sees all of it. */
@Injectable()
export class LogSearch {
  /**
   * The newest first, also those that have not settled yet.
   * @returns also when the search gave up; null when it saw all there is
   */
  async newest(
    tx: Tx,
    wanted: WantedEvents,
  ): Promise<{ events: RecordedEvent[]; since: Date | null }> {
    const known = await this.ofSubject(tx, wanted);
    if (known.length > 0) return { events: known, since: null };
    const events = await this.walk(tx, wanted);
    return { events, since: events.length < wanted.limit ? await this.end(tx, wanted) : null };
  }

  /** Leads and customers have an index of their own, which reaches back to the beginning. */
  private async ofSubject(tx: Tx, wanted: WantedEvents): Promise<RecordedEvent[]> {
    if (wanted.subject === null || !UUID.test(wanted.subject)) return [];
    const rows = await tx.rows<LogRow>(
      `SELECT ${LOG_COLUMNS} FROM event_log l
        WHERE l.subject_id = $7::uuid AND ${MATCHES} AND ${BEFORE} ${NEWEST_FIRST} LIMIT $8`,
      [...valuesOf(wanted), wanted.subject, wanted.limit],
    );
    return rows.map(fromRow);
  }

  private async walk(tx: Tx, wanted: WantedEvents): Promise<RecordedEvent[]> {
    const rows = await tx.rows<LogRow>(
      `SELECT ${LOG_COLUMNS} FROM (SELECT * FROM event_log l WHERE ${BEFORE} ${NEWEST_FIRST} LIMIT ${String(WALKED)}) l
        WHERE ${MATCHES} AND ($7::text IS NULL OR l.subject = $7) ${NEWEST_FIRST} LIMIT $8`,
      [...valuesOf(wanted), wanted.subject, wanted.limit],
    );
    return rows.map(fromRow);
  }

  /** The time of the first event that the walk did not reach. */
  private async end(tx: Tx, { before }: WantedEvents): Promise<Date | null> {
    const [row] = await tx.rows<{ time: Date }>(
      `SELECT l.time FROM event_log l
        WHERE ($1::int IS NULL OR (l.epoch, l.tx, l.position) < ($1::int, $2::text::xid8, $3::bigint))
        ${NEWEST_FIRST} OFFSET ${String(WALKED)} LIMIT 1`,
      placeOf(before),
    );
    return row?.time ?? null;
  }
}

function placeOf(place: LogPlace | null): (string | number | null)[] {
  return place ? [place.epoch, String(place.tx), String(place.position)] : [null, null, null];
}

function valuesOf({ types, correlationId, id, before }: WantedEvents): unknown[] {
  return [types, correlationId, id, ...placeOf(before)];
}
