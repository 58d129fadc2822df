import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { stringify } from 'csv-stringify/sync';
import { Database } from '../../core/database';
import { XLSX_TYPE, type XlsxValue, xlsxOf } from '../../core/xlsx-writer';
import { Audit, type Scope, UsersQueries } from '../../identity';
import type { ExportList, ExportReport, FileFormat, Report } from '../reading/filter.dto';
import { ListsQueries } from '../reading/lists.queries';
import { ReportsQueries } from '../reports/reports.queries';
import {
  type Cell,
  FOLLOW_UP_COLUMNS,
  type Heading,
  LEAD_COLUMNS,
  type Line,
  linesOf,
} from './report-tables.rules';

const FORMAT = { delimiter: ';', escape_formulas: true, record_delimiter: '\r\n' } as const;
const TYPES: Readonly<Record<FileFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: XLSX_TYPE,
  jsonl: 'application/jsonl; charset=utf-8',
};

export interface File {
  readonly type: string;
  readonly name: string;
  readonly content: Readable;
}
type Pages = AsyncIterable<readonly Line[]>;

/** Reports and lists as files; what leaves is written into the audit first. */
@Injectable()
export class ExportsQueries {
  constructor(
    private readonly db: Database,
    private readonly reports: ReportsQueries,
    private readonly lists: ListsQueries,
    private readonly users: UsersQueries,
    private readonly audit: Audit,
  ) {}

  /** The groups of a report, the whole first. */
  async report(scope: Scope, report: Report, ask: ExportReport): Promise<File> {
    const { format, language, ...question } = ask;
    const { headings, lines } = await this.reports.table(scope, report, question);
    await this.note(scope, report, question, lines.length, format);
    const pages = (async function* () {
      yield await Promise.resolve(lines);
    })();
    return this.file(scope, report, headings, pages, format, language);
  }

  /** The follow-ups behind a number, as many as it says. */
  async followUps(scope: Scope, ask: ExportList): Promise<File> {
    const { format, language, ...question } = ask;
    const { total, pages } = await this.lists.allFollowUps(scope, question);
    await this.note(scope, 'follow-ups', question, total, format);
    const lines = laidOut(FOLLOW_UP_COLUMNS, pages);
    return this.file(scope, 'follow-ups', FOLLOW_UP_COLUMNS, lines, format, language);
  }

  /** The leads behind a number, as many as it says. */
  async leads(scope: Scope, ask: ExportList): Promise<File> {
    const { format, language, ...question } = ask;
    const { total, pages } = await this.lists.allLeads(scope, question);
    await this.note(scope, 'leads', question, total, format);
    return this.file(scope, 'leads', LEAD_COLUMNS, laidOut(LEAD_COLUMNS, pages), format, language);
  }

  private async note(
    scope: Scope,
    report: string,
    filter: object,
    count: number,
    format: FileFormat,
  ): Promise<void> {
    // With the rights of the system, in the name of the person: an auditor writes nothing else, but this.
    await this.db.transaction({ ...scope, dbRole: 'relance_system' as const }, (tx) =>
      this.audit.write(tx, { act: 'analytics.export', after: { report, filter, count, format } }),
    );
  }

  private async file(
    scope: Scope,
    name: string,
    headings: readonly Heading[],
    pages: Pages,
    format: FileFormat,
    language: 'de' | 'en',
  ): Promise<File> {
    const { timeZone } = await this.db.transaction(scope, (tx) =>
      this.users.reading(tx, scope.userId),
    );
    const content = contentOf(headings, pages, format, language, timeZone);
    return { type: TYPES[format], name: `${name}.${format}`, content };
  }
}

async function* laidOut<R extends object>(
  columns: Parameters<typeof linesOf<R>>[0],
  pages: AsyncIterable<R[]>,
): AsyncGenerator<Line[]> {
  for await (const rows of pages) yield linesOf(columns, rows);
}

function contentOf(
  headings: readonly Heading[],
  pages: Pages,
  format: FileFormat,
  language: 'de' | 'en',
  timeZone: string,
): Readable {
  if (format === 'jsonl') return Readable.from(objects(pages));
  if (format === 'csv') return Readable.from(text(headings, pages, language));
  const columns = headings.map((heading) => ({
    title: heading[language],
    format: heading.format,
  }));
  return xlsxOf({ name: 'Relance', columns, timeZone }, cells(headings, pages));
}

/** For programs: a row a line, values as they are. */
async function* objects(pages: Pages): AsyncGenerator<string> {
  for await (const lines of pages)
    yield lines.map(({ row }) => `${JSON.stringify(row)}\n`).join('');
}

/** UTF-8 with BOM and `;`, as Excel opens it; text that a spreadsheet would compute is neutralised. */
async function* text(
  headings: readonly Heading[],
  pages: Pages,
  language: 'de' | 'en',
): AsyncGenerator<string> {
  yield `\ufeff${stringify([headings.map((heading) => heading[language])], FORMAT)}`;
  const shown = (value: Cell) =>
    typeof value === 'number' && language === 'de' ? String(value).replace('.', ',') : value;
  for await (const lines of pages)
    yield stringify(
      lines.map((line) => line.cells.map(shown)),
      FORMAT,
    );
}

async function* cells(headings: readonly Heading[], pages: Pages): AsyncGenerator<XlsxValue[][]> {
  for await (const lines of pages)
    yield lines.map((line) => line.cells.map((cell, at) => cellOf(cell, headings[at]?.format)));
}

function cellOf(value: Cell, format: Heading['format'] | undefined): XlsxValue {
  const isTime = format === 'day' || format === 'instant';
  return isTime && typeof value === 'string' ? new Date(value) : value;
}
