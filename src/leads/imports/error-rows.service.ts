import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { stringify } from 'csv-stringify/sync';
import type { Scope } from '../../identity';
import { ImportRowsQueries } from './import-rows.queries';
import type { ImportRow } from './imports.dto';
import { ImportsQueries } from './imports.queries';

const FORMAT = { delimiter: ';', escape_formulas: true, record_delimiter: '\r\n' } as const;

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
  async file(scope: Scope, id: string): Promise<Readable> {
    const { header, mapping } = await this.queries.header(scope, id);
    const column = (field: string | null) =>
      header[mapping.findIndex((meaning) => meaning === field)] ?? '';
    const line = ({ row, outcome, reason, field, duplicateOf, cells }: ImportRow) => [
      row,
      outcome,
      reason,
      field ? column(field) : '',
      duplicateOf?.row ?? '',
      ...cells.map(withoutControls),
    ];
    const refused = this.rows.refused(scope, id);
    return Readable.from(
      (async function* () {
        const names = ['row', 'outcome', 'reason', 'column', 'duplicate_of_row', ...header];
        yield `\ufeff${stringify([names], FORMAT)}`;
        for await (const rows of refused) yield stringify(rows.map(line), FORMAT);
      })(),
    );
  }
}

function withoutControls(cell: string): string {
  return cell.replace(/(?![\t\n\r])\p{Cc}/gu, '');
}
