import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, systemDbScope, type Tx } from '../../core/database';
import { EventsQueries } from '../../events';
import { type Scope, UsersQueries } from '../../identity';
import { samplesOf } from './import-fields.rules';
import { needsApproval } from './import-limits.rules';
import type { ImportPage, ImportSummary, ImportView, ListImports } from './imports.dto';
import { ImportNotFound, ImportStepNotPossible } from './imports.problems';
import { type ImportState, LeadImport } from './lead-import.entity';

type Counts = Record<string, number>;

const SAMPLED_ROWS = 50;
/** Above every id that there can be. */
const NEWEST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Where imports are and what is in them. */
@Injectable()
export class ImportsQueries {
  /** With which the job of imports works. */
  readonly jobScope = systemDbScope('leads.imports');

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventsQueries,
    private readonly users: UsersQueries,
  ) {}

  async list(scope: Scope, query: ListImports): Promise<ImportPage> {
    const { limit, cursor, state = null } = query;
    return this.db.transaction(scope, async (tx) => {
      const asOf = await this.asOf(tx);
      const rows = await tx.rows<Omit<ImportSummary, 'createdByName'>>(
        `SELECT id, file_name AS "fileName", state, row_count AS rows, created_count AS created,
                created_by AS "createdBy", created_at AS "createdAt" FROM lead_imports
          WHERE ($1::uuid IS NULL OR id < $1) AND ($3::text IS NULL OR state = $3) ORDER BY id DESC LIMIT $2`,
        [cursor ?? null, limit + 1, state],
      );
      const names = await this.users.names(
        tx,
        rows.map(({ createdBy }) => createdBy),
      );
      const items = rows
        .slice(0, limit)
        .map((row) => ({ ...row, createdByName: names.get(row.createdBy) ?? null }));
      const nextCursor = rows.length > limit ? (items.at(-1)?.id ?? null) : null;
      const previousCursor =
        cursor === undefined ? null : await this.before(tx, { cursor, limit, state });
      return { items, nextCursor, previousCursor, ...asOf };
    });
  }

  /** @throws ImportNotFound */
  async get(scope: Scope, id: string): Promise<ImportView> {
    return this.db.transaction(scope, async (tx) => {
      const asOf = await this.asOf(tx);
      const found = await this.find(tx, id);
      const { createdBy, revertedBy, backdatingDecidedBy } = found;
      const names = await this.users.names(tx, [createdBy, revertedBy, backdatingDecidedBy]);
      return {
        ...viewOf(found, names),
        samples: await this.samples(tx, found),
        reasons: await this.countsBy(tx, found, 'r.reason'),
        notes: await this.countsBy(tx, found, 'unnest(r.notes)'),
        datedLeads: await this.dated(tx, found),
        ...asOf,
      };
    });
  }

  /** @throws ImportNotFound */
  async header(
    scope: Scope,
    id: string,
  ): Promise<Pick<LeadImport, 'header' | 'mapping' | 'fileName'>> {
    return this.db.transaction(scope, (tx) => this.find(tx, id));
  }

  /** Where the page before a cursor begins. */
  private async before(
    tx: Tx,
    { cursor, limit, state }: { cursor: string; limit: number; state: ImportState | null },
  ): Promise<string | null> {
    const rows = await tx.rows<{ id: string }>(
      'SELECT id FROM lead_imports WHERE id >= $1 AND ($3::text IS NULL OR state = $3) ORDER BY id LIMIT $2',
      [cursor, limit + 1, state],
    );
    if (rows.length === 0) return null;
    return rows.length > limit ? (rows.at(-1)?.id ?? null) : NEWEST;
  }

  /** Leads of this import with a date of their own, which a manager may let their protection begin at. */
  private async dated(tx: Tx, { id, mapping }: LeadImport): Promise<number> {
    if (!mapping.includes('knownSince')) return 0;
    const [row] = await tx.rows<{ n: number }>(
      `SELECT count(*)::int AS n FROM lead_import_rows r JOIN leads l ON l.id = r.lead_id
        WHERE r.import_id = $1 AND l.known_since_on IS NOT NULL AND l.reverted_at IS NULL`,
      [id],
    );
    return row?.n ?? 0;
  }

  private async samples(tx: Tx, { id, header }: LeadImport): Promise<string[][]> {
    const rows = await tx.rows<{ cells: string[] }>(
      `SELECT cells FROM lead_import_rows WHERE import_id = $1 ORDER BY row LIMIT ${String(SAMPLED_ROWS)}`,
      [id],
    );
    return samplesOf(
      rows.map(({ cells }) => cells),
      header.length,
    );
  }

  /** @throws ImportNotFound */
  async find(tx: Tx, id: string): Promise<LeadImport> {
    const found = await tx.manager.findOneBy(LeadImport, { id });
    if (!found) throw new ImportNotFound();
    return found;
  }

  /** Holds an import until the transaction ends. @throws ImportNotFound, ImportStepNotPossible */
  async lock(tx: Tx, id: string, states: readonly ImportState[]): Promise<LeadImport> {
    const found = await tx.manager.findOne(LeadImport, {
      where: { id },
      lock: { mode: 'pessimistic_write' },
    });
    if (!found) throw new ImportNotFound();
    if (!states.includes(found.state)) throw this.notPossible(found);
    return found;
  }

  notPossible({ state }: LeadImport): ImportStepNotPossible {
    return new ImportStepNotPossible(undefined, { members: { state } });
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

  async asOf(tx: Tx): Promise<{ asOf: string; asOfSequence: string }> {
    const asOfSequence = await this.events.safeSequence(tx);
    return { asOf: this.clock.now().toISOString(), asOfSequence };
  }
}

type Own = Omit<
  ImportView,
  'samples' | 'reasons' | 'notes' | 'datedLeads' | 'asOf' | 'asOfSequence'
>;

function viewOf(found: LeadImport, names: ReadonlyMap<string, string>): Own {
  const nameOf = (id: string | null) => (id ? (names.get(id) ?? null) : null);
  const { createCount: create, skipCount: skip, failCount: fail, duplicateCount } = found;
  return {
    id: found.id,
    fileName: found.fileName,
    state: found.state,
    format: found.format,
    encoding: found.encoding,
    delimiter: found.delimiter,
    header: found.header,
    mapping: found.mapping,
    mappingSource: found.mappingSource,
    countFrom: found.countFrom,
    rows: found.rowCount,
    counts: { create, skip, fail, duplicates: duplicateCount },
    progress: { previewed: found.readCount, created: found.createdCount },
    needsApproval: needsApproval(found.creatorRole, duplicateCount, found.rowCount),
    failure: found.failure,
    ownerId: found.ownerId,
    createdBy: found.createdBy,
    createdByName: nameOf(found.createdBy),
    reversal: found.revertRequestedAt && {
      requestedAt: found.revertRequestedAt.toISOString(),
      by: nameOf(found.revertedBy),
      reason: found.revertReason,
      finishedAt: found.revertedAt?.toISOString() ?? null,
      reverted: found.revertedCount,
      kept: found.keptCount,
    },
    backdating: found.backdating && {
      state: found.backdating,
      by: nameOf(found.backdatingDecidedBy),
      at: found.backdatingDecidedAt?.toISOString() ?? '',
      reason: found.backdatingReason,
    },
    approvedBy: found.approvedBy,
    createdAt: found.createdAt.toISOString(),
    requestedAt: found.requestedAt?.toISOString() ?? null,
    finishedAt: found.finishedAt?.toISOString() ?? null,
  };
}
