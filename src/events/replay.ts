import { Injectable } from '@nestjs/common';
import { Database, systemDbScope, type Tx } from '../core/database';
import { Config } from '../core/config';
import { type Consumer, ConsumersRunner, invoke, READ_SETTLED } from './consumers.runner';
import { fromRow, type LogRow } from './recorded-event';

export interface TableDifference {
  readonly table: string;
  /** Rows that only the rebuilt table has, and rows that only the live one has. */
  readonly onlyRebuilt: number;
  readonly onlyLive: number;
}

class RollBack extends Error {
  constructor(readonly differences: TableDifference[]) {
    super('verified');
  }
}

/**
 * Builds a consumer's tables anew from the log. All of it is one transaction that holds the cursor's lock,
 * so the consumer waits and nobody sees a half-built table.
 */
@Injectable()
export class Replay {
  constructor(
    private readonly db: Database,
    private readonly config: Config,
    private readonly runner: ConsumersRunner,
  ) {}

  /** Rebuilds and keeps the result. @throws Error when the consumer is unknown or names no tables */
  async replay(name: string): Promise<{ events: number; differences: TableDifference[] }> {
    const consumer = this.rebuildable(name);
    return this.db.transaction(systemDbScope(`replay:${name}`), (tx) => this.rebuild(tx, consumer));
  }

  /** Rebuilds, compares row by row, and leaves everything as it was. */
  async verify(name: string): Promise<TableDifference[]> {
    const consumer = this.rebuildable(name);
    try {
      await this.db.transaction(systemDbScope(`verify:${name}`), async (tx) => {
        throw new RollBack((await this.rebuild(tx, consumer)).differences);
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

  private async rebuild(tx: Tx, consumer: Consumer) {
    const tables = consumer.rebuilds ?? [];
    const [end] = await tx.rows<{ epoch: number; tx: string; position: string }>(
      'SELECT epoch, tx::text AS tx, position FROM event_cursors WHERE consumer = $1 FOR UPDATE',
      [consumer.name],
    );
    if (!end) throw new Error(`The consumer ${consumer.name} has never run.`);
    await tx.rows('SET LOCAL statement_timeout = 0');
    for (const table of tables) {
      await tx.rows(`CREATE TEMP TABLE "live_${table}" ON COMMIT DROP AS SELECT * FROM "${table}"`);
      await tx.rows(`DELETE FROM "${table}"`);
    }
    const events = await this.feed(tx, consumer, end);
    const differences: TableDifference[] = [];
    for (const table of tables) differences.push(await difference(tx, table));
    return { events, differences };
  }

  /** From the beginning to the consumer's own place, so that live and rebuilt stand at the same point. */
  private async feed(
    tx: Tx,
    consumer: Consumer,
    end: { epoch: number; tx: string; position: string },
  ) {
    const types = new Set(consumer.definitions.map((d) => d.type));
    const limit = this.config.get('EVENTS_BATCH_SIZE');
    let [epoch, xid, position, reached]: [number, string, string, Date | string] = [
      0,
      '0',
      '-1',
      '-infinity',
    ];
    for (let events = 0; ;) {
      const rows: LogRow[] = await tx.rows<LogRow>(READ_SETTLED, [
        epoch,
        xid,
        position,
        reached,
        limit,
      ]);
      const upTo = rows.filter((row) => !isAfter(row, end));
      const mine = upTo.filter((row) => types.has(row.type)).map(fromRow);
      if (mine.length > 0) await invoke(consumer, tx, mine);
      events += mine.length;
      const last = rows.at(-1);
      if (!last || upTo.length < rows.length || rows.length < limit) return events;
      [epoch, xid, position, reached] = [last.epoch, last.tx, last.position, last.recorded_at];
    }
  }
}

function isAfter(row: LogRow, end: { epoch: number; tx: string; position: string }): boolean {
  if (row.epoch !== end.epoch) return row.epoch > end.epoch;
  if (row.tx !== end.tx) return BigInt(row.tx) > BigInt(end.tx);
  return BigInt(row.position) > BigInt(end.position);
}

async function difference(tx: Tx, table: string): Promise<TableDifference> {
  const [row] = await tx.rows<{ rebuilt: number; live: number }>(
    `SELECT (SELECT count(*)::int FROM (SELECT * FROM "${table}" EXCEPT ALL SELECT * FROM "live_${table}") a) AS rebuilt,
            (SELECT count(*)::int FROM (SELECT * FROM "live_${table}" EXCEPT ALL SELECT * FROM "${table}") b) AS live`,
  );
  return { table, onlyRebuilt: row?.rebuilt ?? 0, onlyLive: row?.live ?? 0 };
}
