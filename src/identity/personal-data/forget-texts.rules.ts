import type { Tx } from '../../core/database';
import { type KnownPerson, remainder } from './person.rules';

/** A column of free text, named by constants of the module that owns it. */
export interface TextColumn {
  readonly table: string;
  readonly column: string;
  /** Of the rows that may be about the person; `$1` is `id`. */
  readonly where: string;
  readonly id: string;
  /** What stands where nothing is left; null where the column may be empty. */
  readonly blank: string | null;
}

/** Takes a person out of texts that people wrote. @returns how many rows changed */
export async function forgetTexts(tx: Tx, of: TextColumn, person: KnownPerson): Promise<number> {
  const { table, column, where, id, blank } = of;
  const rows = await tx.rows<{ id: string; text: string }>(
    `SELECT id, ${column} AS text FROM ${table} WHERE (${where}) AND ${column} IS NOT NULL`,
    [id],
  );
  const changed = rows
    .map((row) => ({ id: row.id, before: row.text, text: remainder(row.text, person) ?? blank }))
    .filter(({ before, text }) => before !== text);
  if (changed.length === 0) return 0;
  await tx.rows(
    `UPDATE ${table} t SET ${column} = n.text FROM jsonb_to_recordset($1::jsonb) AS n(id uuid, text text) WHERE t.id = n.id`,
    [JSON.stringify(changed.map(({ id: rowId, text }) => ({ id: rowId, text })))],
  );
  return changed.length;
}
