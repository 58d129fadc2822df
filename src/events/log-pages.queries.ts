import { Injectable } from '@nestjs/common';
import type { Tx } from '../core/database';
import { Recent } from './recent';
import { fromRow, LOG_COLUMNS, type LogRow, type RecordedEvent } from './recorded-event';
import { formatSequence, parseSequence } from './sequence.rules';

/** What there is for one consumer in the next page of the log, and where that page ends. */
const READ_PAGE = `
  SELECT ids, epoch, tx::text AS tx, position, recorded_at, reached
    FROM relance.log_page($1::int, $2::text::xid8, $3::bigint, $4::timestamptz, $5::text[], $6::int)`;

/** Its events themselves, for a process that has not just read them. */
export const READ_EVENTS = `
  SELECT ${LOG_COLUMNS} FROM relance.log_after($1::int, $2::text::xid8, $3::bigint, $4::timestamptz, $5::text[], $6::int) l
   ORDER BY l.epoch, l.tx, l.position`;

interface Place {
  epoch: number;
  tx: string;
  position: string;
}

export interface Cursor extends Place {
  reached_at: Date;
}

interface Page extends Place {
  recorded_at: Date;
  /** How many events of all types it passes. */
  reached: number;
  /** Those of the types that were asked for. */
  events: RecordedEvent[];
}

interface PageRow extends Omit<Page, 'events'> {
  /** Of the events of the types that were asked for, with commas between them. */
  ids: string;
}

export function sequenceOf({ epoch, tx, position }: Place): string {
  return formatSequence({ epoch, tx: BigInt(tx), position: BigInt(position) });
}

/** Gives the log page by page below the horizon, for those who keep their place in it: what its process has read, or the log. */
@Injectable()
export class LogPages {
  constructor(private readonly recent: Recent) {}

  /** @returns undefined where nothing lies behind the place of `cursor` */
  async next(
    tx: Tx,
    cursor: Cursor,
    types: readonly string[],
    most: number,
  ): Promise<Page | undefined> {
    const known = this.recent.behind(sequenceOf(cursor), most);
    if (known.length > 0) return pageOf(known, types);
    const values = [...valuesOf(cursor, types), most];
    const [row] = await tx.rows<PageRow>(READ_PAGE, values, 'consumers.page');
    if (!row) return undefined;
    const { ids, ...page } = row;
    return { ...page, events: await this.events(tx, cursor, types, ids) };
  }

  /** What lies below the horizon stays as it is: read again, the first of these types are those of the page. */
  private async events(
    tx: Tx,
    cursor: Cursor,
    types: readonly string[],
    ids: string,
  ): Promise<RecordedEvent[]> {
    const wanted = ids === '' ? [] : ids.split(',');
    const known = this.recent.all(wanted);
    if (known) return known;
    const values = [...valuesOf(cursor, types), wanted.length];
    const rows = await tx.rows<LogRow>(READ_EVENTS, values, 'consumers.events');
    return rows.map(fromRow);
  }
}

/** @param known at least one event */
function pageOf(known: readonly RecordedEvent[], types: readonly string[]): Page | undefined {
  const last = known.at(-1);
  const place = last && parseSequence(last.sequence);
  if (!place) return undefined;
  return {
    epoch: place.epoch,
    tx: String(place.tx),
    position: String(place.position),
    recorded_at: last.recordedAt,
    reached: known.length,
    events: known.filter(({ type }) => types.includes(type)),
  };
}

function valuesOf({ epoch, tx, position, reached_at }: Cursor, types: readonly string[]) {
  return [epoch, tx, position, reached_at, types];
}
