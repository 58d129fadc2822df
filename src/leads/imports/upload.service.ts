import { createHash, type Hash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, type Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { Loops } from '../../core/loops';
import { type Scope, UsersQueries } from '../../identity';
import { OwnerNotAvailable } from '../leads.problems';
import { guessMapping, headerKey, mappingFault } from './import-fields.rules';
import { type FileRow, UnreadableFile } from './import-file.rules';
import { MOST_BYTES, mostRows } from './import-limits.rules';
import type { StartImport } from './imports.dto';
import { ImportFileUnreadable, ImportTooLarge } from './imports.problems';
import { LeadImportMapping } from './lead-import-mapping.entity';
import { LeadImport } from './lead-import.entity';
import { type TableFacts, tableRows } from './table-rows.provider';

const ROWS_AT_ONCE = 1000;
export const IMPORTS_LOOP = 'leads.imports';

/** Takes a file in: piece by piece, never whole in memory, in short transactions. */
@Injectable()
export class UploadService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly users: UsersQueries,
    private readonly loops: Loops,
  ) {}

  /**
   * Stores every row and begins the preview, if the columns are clear.
   * @returns the id of the import
   * @throws ImportFileUnreadable, ImportTooLarge; then nothing is kept
   */
  async receive(scope: Scope, { fileName, ownerId }: StartImport, body: Readable): Promise<string> {
    const id = this.ids.uuid();
    await this.db.transaction(scope, (tx) => this.begin(tx, id, fileName, ownerId));
    try {
      await this.store(scope, id, body);
    } catch (error) {
      discard(body);
      await this.db.transaction(scope, (tx) => tx.manager.delete(LeadImport, { id }));
      if (!(error instanceof UnreadableFile)) throw error;
      const { fault, line } = error;
      throw new ImportFileUnreadable(undefined, { members: { fault, line } });
    }
    this.loops.wake(IMPORTS_LOOP);
    return id;
  }

  private async begin(
    tx: Tx<Scope>,
    id: string,
    fileName: string,
    ownerId: string | undefined,
  ): Promise<void> {
    const { scope } = tx;
    const owner = await this.users.assignable(tx, ownerId ?? scope.userId ?? '');
    if (!owner || (scope.kind === 'own' && owner.id !== scope.userId))
      throw new OwnerNotAvailable();
    const known = await this.users.territoryCodes(tx);
    const limited = scope.kind === 'own' || scope.kind === 'team';
    await tx.manager.insert(LeadImport, {
      id,
      createdBy: scope.userId ?? '',
      creatorRole: scope.role,
      ownerId: owner.id,
      teamId: owner.teamId,
      territories: limited ? known.filter((code) => scope.territories.includes(code)) : known,
      fileName,
      createdAt: this.clock.now(),
    });
  }

  private async store(scope: Scope, id: string, body: Readable): Promise<void> {
    const hash = createHash('sha256');
    const facts: TableFacts = { format: 'csv', header: [], encoding: null, delimiter: null };
    let count = 0;
    let waiting: FileRow[] = [];
    const flush = async (least: number) => {
      if (count + waiting.length > mostRows(scope.role)) throw new ImportTooLarge();
      if (waiting.length < least) return;
      const rows = waiting;
      waiting = [];
      count += rows.length;
      for (let at = 0; at < rows.length; at += ROWS_AT_ONCE)
        await this.insert(scope, id, rows.slice(at, at + ROWS_AT_ONCE));
    };
    for await (const rows of tableRows(piecesOf(body, hash), facts)) {
      waiting.push(...rows);
      await flush(ROWS_AT_ONCE);
    }
    await flush(0);
    const sha256 = hash.digest('hex');
    await this.db.transaction(scope, (tx) => this.complete(tx, id, facts, { sha256, count }));
  }

  /** PostgreSQL's text has no NUL; U+0001 stands for it and is as much a control character. */
  private async insert(scope: Scope, id: string, rows: readonly FileRow[]): Promise<void> {
    const json = JSON.stringify(
      rows.map(({ row, cells }) => ({
        row,
        cells: cells.map((cell) => cell.replaceAll('\0', '\u0001')),
      })),
    );
    await this.db.transaction(scope, (tx) =>
      tx.rows(
        `INSERT INTO lead_import_rows (import_id, row, cells)
         SELECT $1, r.row, ARRAY(SELECT jsonb_array_elements_text(r.cells))
           FROM jsonb_to_recordset($2::jsonb) AS r(row int, cells jsonb)`,
        [id, json],
      ),
    );
  }

  private async complete(
    tx: Tx<Scope>,
    id: string,
    { format, header, encoding, delimiter }: TableFacts,
    { sha256, count }: { sha256: string; count: number },
  ): Promise<void> {
    const { mapping, mappingSource } = await this.mappingFor(tx, header);
    const state = mappingFault(mapping, header.length) ? 'MAPPING' : 'ANALYSING';
    await tx.manager.update(LeadImport, id, {
      sha256,
      format,
      encoding,
      delimiter,
      header: [...header],
      mapping,
      mappingSource,
      state,
      rowCount: count,
    });
  }

  private async mappingFor(
    tx: Tx<Scope>,
    header: readonly string[],
  ): Promise<Pick<LeadImport, 'mapping' | 'mappingSource'>> {
    const remembered = await tx.manager.findOneBy(LeadImportMapping, {
      userId: tx.scope.userId ?? '',
      headerKey: headerKey(header),
    });
    const usable = remembered && !mappingFault(remembered.mapping, header.length);
    return usable
      ? { mapping: remembered.mapping, mappingSource: 'remembered' }
      : { mapping: [...guessMapping(header)], mappingSource: 'guessed' };
  }
}

/** What arrives, counted and hashed on its way. @throws ImportTooLarge */
async function* piecesOf(body: Readable, hash: Hash): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of body.iterator({ destroyOnReturn: false })) {
    const piece = Buffer.from(chunk as Uint8Array);
    bytes += piece.length;
    if (bytes > MOST_BYTES) throw new ImportTooLarge();
    hash.update(piece);
    yield piece;
  }
}

/**
 * Reads what is still on its way and throws it away, as much again as a file may have: whoever sends it listens only
 * when all is sent, and the connection serves the next request.
 */
function discard(body: Readable): void {
  let left = MOST_BYTES;
  body.on('data', (piece: Uint8Array) => {
    left -= piece.length;
    if (left < 0) body.destroy();
  });
}
