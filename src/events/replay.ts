import { Injectable } from '@nestjs/common';
import { Database, systemDbScope, type Tx } from '../core/database';
import { unheard } from '../core/sent';
import { type Consumer, ConsumersRunner, invoke } from './consumers.runner';
import { READ_EVENTS } from './log-pages.queries';
import { fromRow, type LogRow } from './recorded-event';

export interface TableDifference {
  readonly table: string;
  /** Rows that only the rebuilt table has, and rows that only the live one has. */
  readonly onlyRebuilt: number;
  readonly onlyLive: number;
}

/** While one page is applied the database reads the next; larger ones would be moved about by the garbage collector. */
const AT_ONCE = 2000;

interface Place {
  epoch: number;
  tx: string;
  position: string;
  recorded_at: Date | string;
}
const BEGINNING: Place = { epoch: 0, tx: '0', position: '-1', recorded_at: '-infinity' };

/** What a rebuild may take of memory, which its session gives back: it compares and sorts whole tables. */
const GENEROUS = `
  SET LOCAL statement_timeout = 0;
  SET LOCAL work_mem = '64MB';
  SELECT set_config('temp_buffers', '64MB', true) WHERE pg_my_temp_schema() = 0`;

/** Hears how many events have been fed so far. */
type Progress = (events: number) => void;

class RollBack extends Error {
  constructor(readonly differences: TableDifference[]) {
    super('verified');
  }
}

/**
 * Builds a consumer's tables anew from the log, beside those that stand, and puts them in the place of what differs. All of
 * it is one transaction that holds the cursor's lock, so the consumer waits and nobody sees a half-built table.
 */
@Injectable()
export class Replay {
  constructor(
    private readonly db: Database,
    private readonly runner: ConsumersRunner,
  ) {}

  /** Rebuilds and keeps the result. @throws Error when the consumer is unknown or names no tables */
  async replay(
    name: string,
    progress?: Progress,
  ): Promise<{ events: number; differences: TableDifference[] }> {
    const consumer = this.rebuildable(name);
    return this.db.transaction(systemDbScope(`replay:${name}`), async (tx) => {
      const rebuilt = await this.rebuild(tx, consumer, progress);
      for (const { table, ...found } of rebuilt.differences)
        if (found.onlyRebuilt + found.onlyLive > 0) await replace(tx, table);
      return rebuilt;
    });
  }

  /** Rebuilds, compares row by row, and leaves everything as it was. */
  async verify(name: string, progress?: Progress): Promise<TableDifference[]> {
    const consumer = this.rebuildable(name);
    try {
      await this.db.transaction(systemDbScope(`verify:${name}`), async (tx) => {
        throw new RollBack((await this.rebuild(tx, consumer, progress)).differences);
      });
    } catch (error) {
      if (error instanceof RollBack) return error.differences;
      throw error;
    }
    throw new Error('A verification must not commit.');
  }

  /** Names of the consumers that can be rebuilt. */
  names(): string[] {
    return this.runner.list().flatMap((c) => (c.rebuilds?.length ? [c.name] : []));
  }

  private rebuildable(name: string): Consumer {
    const consumer = this.runner.get(name);
    if (!consumer?.rebuilds?.length)
      throw new Error(
        `No consumer ${name} that can be rebuilt. There are: ${this.names().join(', ')}`,
      );
    return consumer;
  }

  private async rebuild(tx: Tx, consumer: Consumer, progress: Progress | undefined) {
    const tables = consumer.rebuilds ?? [];
    const [end] = await tx.rows<Omit<Place, 'recorded_at'>>(
      'SELECT epoch, tx::text AS tx, position FROM event_cursors WHERE consumer = $1 FOR UPDATE',
      [consumer.name],
    );
    if (!end) throw new Error(`The consumer ${consumer.name} has never run.`);
    await tx.rows(GENEROUS);
    for (const table of tables)
      await shadow(tx, table, consumer.finishes?.includes(table) ? 'EXCLUDING INDEXES' : '');
    const events = await this.feed(unprepared(tx), consumer, end, progress);
    const differences: TableDifference[] = [];
    for (const table of tables) differences.push(await difference(tx, table));
    return { events, differences };
  }

  /** From the beginning to the consumer's own place, so that live and rebuilt stand at the same point. */
  private async feed(
    tx: Tx,
    consumer: Consumer,
    end: Omit<Place, 'recorded_at'>,
    progress: Progress | undefined,
  ) {
    const types = consumer.definitions.map((d) => d.type);
    const after = ({ epoch, tx: xid, position, recorded_at }: Place) =>
      unheard(tx.rows<LogRow>(READ_EVENTS, [epoch, xid, position, recorded_at, types, AT_ONCE]));
    let events = 0;
    for (let reading: Promise<LogRow[]> | null = after(BEGINNING); reading;) {
      const rows: LogRow[] = await reading;
      const last = rows.at(-1);
      const isLast = !last || rows.length < AT_ONCE || isAfter(last, end);
      reading = isLast ? null : after(last);
      const mine = rows.filter((row) => !isAfter(row, end)).map(fromRow);
      if (mine.length > 0) await invoke(consumer, tx, mine, { isOver: false });
      events += mine.length;
      progress?.(events);
    }
    if (consumer.finishes) await invoke(consumer, tx, [], { isOver: true });
    return events;
  }
}

function isAfter(row: LogRow, end: Omit<Place, 'recorded_at'>): boolean {
  if (row.epoch !== end.epoch) return row.epoch > end.epoch;
  if (row.tx !== end.tx) return BigInt(row.tx) > BigInt(end.tx);
  return BigInt(row.position) > BigInt(end.position);
}

/** A statement that was prepared before means the tables that stood under their names then. */
function unprepared<S extends Tx>(tx: S): S {
  return {
    ...tx,
    rows: (text: string, values?: readonly unknown[]) => tx.rows(text, values),
    send: (text: string, values: readonly unknown[]) => tx.send(text, values),
  };
}

/**
 * An empty table like one that stands, found before it under the same name until the transaction ends. What is written to
 * it is not logged by the database.
 */
async function shadow(tx: Tx, table: string, without: string): Promise<void> {
  await tx.rows(
    `CREATE TEMP TABLE "${table}" (LIKE public."${table}" INCLUDING ALL ${without}) ON COMMIT DROP`,
  );
}

async function replace(tx: Tx, table: string): Promise<void> {
  await tx.rows(`DELETE FROM public."${table}"`);
  await tx.rows(`INSERT INTO public."${table}" SELECT * FROM pg_temp."${table}"`);
}

async function difference(tx: Tx, table: string): Promise<TableDifference> {
  if (await isSame(tx, table)) return { table, onlyRebuilt: 0, onlyLive: 0 };
  // One pass over both: a row that is in both as often adds up to nothing.
  const [row] = await tx.rows<{ rebuilt: number; live: number }>(
    `SELECT coalesce(sum(n) FILTER (WHERE n > 0), 0)::int AS rebuilt,
            coalesce(-sum(n) FILTER (WHERE n < 0), 0)::int AS live
       FROM (SELECT sum(sign) AS n
               FROM (SELECT 1 AS sign, r::text AS row FROM pg_temp."${table}" r
                     UNION ALL SELECT -1, r::text FROM public."${table}" r) both_of
              GROUP BY row) counted`,
  );
  return { table, onlyRebuilt: row?.rebuilt ?? 0, onlyLive: row?.live ?? 0 };
}

/**
 * Whether both hold the same rows, by their number and the sum of a hash of each, 64 bits wide. That of a record alone is
 * linear in its columns: values that changed places between rows would not change the sum, so it is hashed once more.
 */
async function isSame(tx: Tx, table: string): Promise<boolean> {
  const sums = (schema: string) =>
    `SELECT count(*) AS n, sum(hashint8extended(hash_record_extended(r, 0), 1)) AS hash FROM ${schema}."${table}" r`;
  const [row] = await tx.rows<{ same: boolean }>(
    `SELECT a.n = b.n AND a.hash IS NOT DISTINCT FROM b.hash AS same
       FROM (${sums('pg_temp')}) a, (${sums('public')}) b`,
  );
  return row?.same ?? false;
}
