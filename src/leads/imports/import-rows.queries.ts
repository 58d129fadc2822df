import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../core/database';
import type { Scope } from '../../identity';
import type { ImportRow, ImportRowPage, ListImportRows } from './imports.dto';
import { ImportsQueries } from './imports.queries';

/** A lead is named only to those who may see it. */
const ROW = `r.row, r.outcome, r.reason, r.field, r.notes, r.cells,
  r.reverted_at AS "revertedAt", r.kept_reason AS "keptReason",
  (SELECT l.id FROM leads l WHERE l.id = r.lead_id) AS "leadId",
  CASE WHEN r.outcome = 'skip' THEN json_build_object('row', r.duplicate_row,
    'leadId', (SELECT l.id FROM leads l WHERE l.id = r.duplicate_lead_id)) END AS "duplicateOf"`;

/** The rows that a filter finds among those that are judged. */
const FOUND = `r.import_id = $1 AND r.row <= $2 AND ($3::text IS NULL OR r.outcome = $3)
  AND ($4::text IS NULL OR r.reason = $4) AND ($5::text IS NULL OR $5 = ANY (r.notes)) AND ($6::text IS NULL OR r.kept_reason IS NOT NULL)`;

/** What the rows of an import become and why. */
@Injectable()
export class ImportRowsQueries {
  constructor(
    private readonly db: Database,
    private readonly imports: ImportsQueries,
  ) {}

  /** @throws ImportNotFound */
  async list(scope: Scope, id: string, query: ListImportRows): Promise<ImportRowPage> {
    return this.db.transaction(scope, async (tx) => {
      const asOf = await this.imports.asOf(tx);
      const { readTo } = await this.imports.find(tx, id);
      const { outcome = null, reason = null, note = null, kept = null, limit, cursor } = query;
      const filter = [id, readTo, outcome, reason, note, kept];
      const found = await tx.rows<ImportRow>(
        `SELECT ${ROW} FROM lead_import_rows r WHERE ${FOUND} AND r.row > $7 ORDER BY r.row LIMIT $8`,
        [...filter, cursor, limit + 1],
      );
      const items = found.slice(0, limit);
      const last = items.at(-1)?.row;
      const nextCursor = found.length > limit && last !== undefined ? String(last) : null;
      const previousCursor = cursor === 0 ? null : await this.before(tx, filter, cursor, limit);
      return { items, nextCursor, previousCursor, ...asOf };
    });
  }

  /** The rows that will not be or were not created, some at a time. */
  async *refused(scope: Scope, id: string): AsyncGenerator<ImportRow[]> {
    for (let after = 0; ;) {
      const rows = await this.db.transaction(scope, (tx) =>
        tx.rows<ImportRow>(
          `SELECT ${ROW} FROM lead_import_rows r JOIN lead_imports i ON i.id = r.import_id
            WHERE r.import_id = $1 AND r.row > $2 AND r.row <= i.read_to AND r.outcome IN ('skip', 'fail')
            ORDER BY r.row LIMIT 500`,
          [id, after],
        ),
      );
      const last = rows.at(-1);
      if (!last) return;
      yield rows;
      after = last.row;
    }
  }

  /** Where the page before a cursor begins. */
  private async before(
    tx: Tx,
    filter: readonly unknown[],
    cursor: number,
    limit: number,
  ): Promise<string | null> {
    const rows = await tx.rows<{ row: number }>(
      `SELECT r.row FROM lead_import_rows r WHERE ${FOUND} AND r.row <= $7 ORDER BY r.row DESC LIMIT $8`,
      [...filter, cursor, limit + 1],
    );
    if (rows.length === 0) return null;
    return rows.length > limit ? String(rows.at(-1)?.row) : '0';
  }
}
