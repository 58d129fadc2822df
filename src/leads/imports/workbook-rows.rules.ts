import type { XlsxCell, XlsxRow } from '../../core/xlsx-reader';
import type { FileRow } from './import-file.rules';

/** Makes of the rows of a workbook what a text file would have had: the first with content names the columns. */
export class WorkbookRows {
  header: readonly string[] = [];

  /** Rows without content are left out; a row keeps its number of the spreadsheet. */
  take(rows: readonly XlsxRow[]): FileRow[] {
    return rows.flatMap(({ row, cells }) => {
      const texts = cells.map(textOf);
      if (texts.every((text) => text.trim() === '')) return [];
      if (this.header.length === 0) {
        this.header = texts.map((text) => text.trim());
        return [];
      }
      // A spreadsheet does not store the empty cells at the end of a row.
      const missing = Math.max(0, this.header.length - texts.length);
      return [{ row, cells: [...texts, ...Array.from({ length: missing }, () => '')] }];
    });
  }
}

/**
 * As somebody would have typed it. Numbers keep two decimals, as amounts have: a third one would be read as a mark of
 * thousands. A date is `yyyy-MM-dd`, its time is left out.
 */
function textOf(cell: XlsxCell): string {
  if (cell === null) return '';
  if (typeof cell === 'boolean') return cell ? 'ja' : 'nein';
  if (typeof cell === 'number') return plain(cell);
  return cell.replace(/^(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d$/, '$1');
}

/** Without exponent and without a sign of thousands. */
function plain(number: number): string {
  const rounded = Math.round(number * 100) / 100;
  return Number.isInteger(rounded) ? BigInt(rounded).toString() : String(rounded);
}
