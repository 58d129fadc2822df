import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { stringify } from 'csv-stringify/sync';
import type { Scope } from '../../identity';
import { ImportRowsQueries } from './import-rows.queries';
import { sayOutcome, sayRefusal } from './import-words.rules';
import type { ImportRow } from './imports.dto';
import { ImportsQueries } from './imports.queries';

const FORMAT = { delimiter: ';', escape_formulas: true, record_delimiter: '\r\n' } as const;

/** What stands before the cells of a row. */
const HEADINGS = {
  de: ['Zeile', 'Ergebnis', 'Grund', 'Grund (Code)', 'Spalte', 'Dublette von Zeile'],
  en: ['Row', 'Outcome', 'Reason', 'Reason (code)', 'Column', 'Duplicate of row'],
} as const;

const ERRORS = { de: 'Fehler', en: 'errors' } as const;

interface ErrorFile {
  /** After the file that was imported, without an extension. */
  readonly name: string;
  readonly lines: Readable;
}

/** The rows that became no lead, as a file to correct and to import again. */
@Injectable()
export class ErrorRowsService {
  constructor(
    private readonly queries: ImportsQueries,
    private readonly rows: ImportRowsQueries,
  ) {}

  /**
   * UTF-8 with BOM and `;`, as Excel opens it; the cells as they were, so that formulas are neutralised.
   * @throws ImportNotFound before the first byte
   */
  async file(scope: Scope, id: string, language: keyof typeof HEADINGS): Promise<ErrorFile> {
    const { header, mapping, fileName } = await this.queries.header(scope, id);
    const column = (field: string | null) =>
      header[mapping.findIndex((meaning) => meaning === field)] ?? '';
    const line = ({ row, outcome, reason, field, duplicateOf, cells }: ImportRow) => [
      row,
      sayOutcome(outcome, language),
      sayRefusal(reason, language),
      reason,
      field ? column(field) : '',
      duplicateOf?.row ?? '',
      ...cells.map(withoutControls),
    ];
    const refused = this.rows.refused(scope, id);
    const lines = Readable.from(
      (async function* () {
        const names = [...HEADINGS[language], ...header];
        yield `\ufeff${stringify([names], FORMAT)}`;
        for await (const rows of refused) yield stringify(rows.map(line), FORMAT);
      })(),
    );
    return { name: `${fileName.replace(/\.[^.]*$/, '')} ${ERRORS[language]}`, lines };
  }
}

function withoutControls(cell: string): string {
  return cell.replace(/(?![\t\n\r])\p{Cc}/gu, '');
}
