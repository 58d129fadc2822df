import { Injectable } from '@nestjs/common';
import type { Tx } from '../core/database';

type Entity<T> = new () => T;

/** Writes many rows as one parameter: a parameter a value costs more than the rows themselves. */
@Injectable()
export class BulkInsertQueries {
  /** Columns that `rows` do not name get their defaults. */
  async insert<T extends object>(tx: Tx, entity: Entity<T>, rows: readonly T[]): Promise<void> {
    const [first] = rows;
    if (!first) return;
    const { tableName, columns } = tx.manager.dataSource.getMetadata(entity);
    const named = columns.filter(({ propertyName }) => propertyName in first);
    const list = named.map(({ databaseName }) => `"${databaseName}"`).join(', ');
    const values = rows.map((row) =>
      Object.fromEntries(
        named.map(({ databaseName, propertyName }) => [
          databaseName,
          Reflect.get(row, propertyName) as unknown,
        ]),
      ),
    );
    await tx.rows(
      `INSERT INTO ${tableName} (${list}) SELECT ${list} FROM jsonb_populate_recordset(NULL::${tableName}, $1::jsonb)`,
      [JSON.stringify(values)],
    );
  }
}
