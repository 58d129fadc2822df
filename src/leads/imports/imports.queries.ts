import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, type Tx } from '../../core/database';
import { EventsQueries } from '../../events';
import { type Scope, UsersQueries } from '../../identity';
import { needsApproval } from './import-limits.rules';
import type {
  ImportPage,
  ImportRow,
  ImportRowPage,
  ImportSummary,
  ImportView,
  ListImportRows,
  ListImports,
} from './imports.dto';
import { ImportNotFound } from './imports.problems';
import { LeadImport } from './lead-import.entity';

type Counts = Record<string, number>;

/** A lead is named only to those who may see it. */
const ROW = `r.row, r.outcome, r.reason, r.field, r.notes, r.cells,
  (SELECT l.id FROM leads l WHERE l.id = r.lead_id) AS "leadId",
  CASE WHEN r.outcome = 'skip' THEN json_build_object('row', r.duplicate_row,
    'leadId', (SELECT l.id FROM leads l WHERE l.id = r.duplicate_lead_id)) END AS "duplicateOf"`;

/** Where imports are and what their rows become. */
@Injectable()
export class ImportsQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventsQueries,
    private readonly users: UsersQueries,
  ) {}

  async list(scope: Scope, { limit, cursor }: ListImports): Promise<ImportPage> {
    return this.db.transaction(scope, async (tx) => {
      const asOf = await this.asOf(tx);
      const rows = await tx.rows<ImportSummary>(
        `SELECT id, file_name AS "fileName", state, row_count AS rows, created_count AS created,
                created_by AS "createdBy", created_at AS "createdAt" FROM lead_imports
          WHERE $1::uuid IS NULL OR id < $1 ORDER BY id DESC LIMIT $2`,
        [cursor ?? null, limit + 1],
      );
      const items = rows.slice(0, limit);
      const nextCursor = rows.length > limit ? (items.at(-1)?.id ?? null) : null;
      return { items, nextCursor, previousCursor: null, ...asOf };
    });
  }

  /** @throws ImportNotFound */
  async get(scope: Scope, id: string): Promise<ImportView> {
    return this.db.transaction(scope, async (tx) => {
      const asOf = await this.asOf(tx);
      const found = await this.find(tx, id);
      const names = await this.users.names(tx, [found.createdBy]);
      return {
        ...viewOf(found),
        createdByName: names.get(found.createdBy) ?? null,
        reasons: await this.countsBy(tx, found, 'r.reason'),
        notes: await this.countsBy(tx, found, 'unnest(r.notes)'),
        ...asOf,
      };
    });
  }

  async rows(scope: Scope, id: string, query: ListImportRows): Promise<ImportRowPage> {
    return this.db.transaction(scope, async (tx) => {
      const asOf = await this.asOf(tx);
      const { readTo } = await this.find(tx, id);
      const { outcome = null, reason = null, note = null, limit, cursor } = query;
      const found = await tx.rows<ImportRow>(
        `SELECT ${ROW} FROM lead_import_rows r WHERE r.import_id = $1 AND r.row > $2 AND r.row <= $3
            AND ($4::text IS NULL OR r.outcome = $4) AND ($5::text IS NULL OR r.reason = $5)
            AND ($6::text IS NULL OR $6 = ANY (r.notes)) ORDER BY r.row LIMIT $7`,
        [id, cursor, readTo, outcome, reason, note, limit + 1],
      );
      const items = found.slice(0, limit);
      const last = items.at(-1)?.row;
      const nextCursor = found.length > limit && last !== undefined ? String(last) : null;
      return { items, nextCursor, previousCursor: null, ...asOf };
    });
  }

  /** @throws ImportNotFound */
  async header(
    scope: Scope,
    id: string,
  ): Promise<Pick<LeadImport, 'header' | 'mapping' | 'fileName'>> {
    return this.db.transaction(scope, (tx) => this.find(tx, id));
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

  private async find(tx: Tx, id: string): Promise<LeadImport> {
    const found = await tx.manager.findOneBy(LeadImport, { id });
    if (!found) throw new ImportNotFound();
    return found;
  }

  private async countsBy(
    tx: Tx,
    { id, readTo }: LeadImport,
    what: 'r.reason' | 'unnest(r.notes)',
  ): Promise<Counts> {
    const rows = await tx.rows<{ what: string; count: number }>(
      `SELECT what, count(*)::int AS count FROM (
         SELECT ${what} AS what FROM lead_import_rows r WHERE r.import_id = $1 AND r.row <= $2) w
        WHERE what IS NOT NULL GROUP BY what ORDER BY what`,
      [id, readTo],
    );
    return Object.fromEntries(rows.map((row) => [row.what, row.count]));
  }

  private async asOf(tx: Tx): Promise<{ asOf: string; asOfSequence: string }> {
    const asOfSequence = await this.events.safeSequence(tx);
    return { asOf: this.clock.now().toISOString(), asOfSequence };
  }
}

type Own = Omit<ImportView, 'createdByName' | 'reasons' | 'notes' | 'asOf' | 'asOfSequence'>;

function viewOf(found: LeadImport): Own {
  const { createCount: create, skipCount: skip, failCount: fail, duplicateCount } = found;
  return {
    id: found.id,
    fileName: found.fileName,
    state: found.state,
    encoding: found.encoding,
    delimiter: found.delimiter,
    header: found.header,
    mapping: found.mapping,
    countFrom: found.countFrom,
    rows: found.rowCount,
    counts: { create, skip, fail, duplicates: duplicateCount },
    progress: { previewed: found.readCount, created: found.createdCount },
    needsApproval: needsApproval(found.creatorRole, duplicateCount, found.rowCount),
    failure: found.failure,
    ownerId: found.ownerId,
    createdBy: found.createdBy,
    approvedBy: found.approvedBy,
    createdAt: found.createdAt.toISOString(),
    requestedAt: found.requestedAt?.toISOString() ?? null,
    finishedAt: found.finishedAt?.toISOString() ?? null,
  };
}
