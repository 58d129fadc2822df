import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  spreadsheetKind,
  UnreadableXlsx,
  type XlsxCell,
  type XlsxLimits,
  xlsxRows,
} from '../../core/xlsx-reader';
import { FileReader, type FileRow, UnreadableFile } from './import-file.rules';
import type { Delimiter, ImportEncoding } from './import-text.rules';
import { ImportTooLarge } from './imports.problems';
import { WorkbookRows } from './workbook-rows.rules';

export type FileFormat = 'csv' | 'xlsx';

/** What was found out about a file once its rows are read; text files alone have an encoding and a delimiter. */
export interface TableFacts {
  format: FileFormat;
  header: readonly string[];
  encoding: ImportEncoding | null;
  delimiter: Delimiter | null;
}

const HEAD_BYTES = 4;
/** A million rows of thirty columns stay below; what unpacks to more is no list of leads. */
const LIMITS: XlsxLimits = {
  partBytes: 2 * 1024 ** 3,
  sharedTextBytes: 128 * 1024 ** 2,
  rowCharacters: 262_144,
};

/**
 * The rows of an uploaded file, some at a time, whichever kind it is by its first bytes; `facts` are filled by then.
 * A workbook can be read only when all of it is there: it waits on disk, in a folder of its own that goes with it.
 * @throws UnreadableFile, ImportTooLarge for a workbook that unpacks to more than a list of leads
 */
export async function* tableRows(
  pieces: AsyncIterator<Buffer>,
  facts: TableFacts,
): AsyncGenerator<FileRow[]> {
  const head = await headOf(pieces);
  const all = joined(head, pieces);
  const kind = spreadsheetKind(head);
  if (kind === 'ole') throw new UnreadableFile('old-excel');
  if (kind === 'zip') yield* workbookRows(all, facts);
  else yield* textRows(all, facts);
}

async function headOf(pieces: AsyncIterator<Buffer>): Promise<Buffer> {
  let head = Buffer.alloc(0);
  while (head.length < HEAD_BYTES) {
    const next = await pieces.next();
    if (next.done) break;
    head = Buffer.concat([head, next.value]);
  }
  return head;
}

async function* joined(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

async function* textRows(
  pieces: AsyncIterable<Buffer>,
  facts: TableFacts,
): AsyncGenerator<FileRow[]> {
  const reader = new FileReader();
  for await (const piece of pieces) yield await reader.push(piece);
  yield await reader.end();
  const { header, encoding, delimiter } = reader;
  Object.assign(facts, { format: 'csv', header, encoding, delimiter } satisfies TableFacts);
}

async function* workbookRows(
  pieces: AsyncIterable<Buffer>,
  facts: TableFacts,
): AsyncGenerator<FileRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'relance-import-'));
  try {
    const path = join(folder, 'table.xlsx');
    await pipeline(Readable.from(pieces), createWriteStream(path));
    const table = new WorkbookRows();
    for await (const rows of readable(path)) yield table.take(rows);
    if (table.header.length === 0) throw new UnreadableFile('empty');
    facts.header = table.header;
    facts.format = 'xlsx';
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function* readable(
  path: string,
): AsyncGenerator<{ row: number; cells: readonly XlsxCell[] }[]> {
  try {
    yield* xlsxRows(path, LIMITS);
  } catch (error) {
    if (!(error instanceof UnreadableXlsx)) throw error;
    if (error.fault === 'too-large') throw new ImportTooLarge();
    throw new UnreadableFile(error.fault);
  }
}
