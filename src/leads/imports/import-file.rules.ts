import { Parser } from 'csv-parse';
import {
  type Delimiter,
  delimiterOf,
  firstLineEnd,
  type ImportEncoding,
  TextDetector,
  UndecodableText,
} from './import-text.rules';

export type FileFault =
  'empty' | 'undecodable' | 'not-csv' | 'no-end-of-header' | 'not-xlsx' | 'old-excel';

/** The file cannot be read as a table; `line` counts from 1 where it is known. */
export class UnreadableFile extends Error {
  constructor(
    readonly fault: FileFault,
    readonly line: number | null = null,
  ) {
    super(fault);
  }
}

export interface FileRow {
  /** The record's number in the file; the header is 1. */
  readonly row: number;
  readonly cells: readonly string[];
}

const MOST_HEADER_CHARACTERS = 65_536;
const MOST_RECORD_CHARACTERS = 262_144;

/** Reads a CSV piece by piece; holds no more than a record and the rows of one piece. */
export class FileReader {
  header: readonly string[] = [];
  private readonly detector = new TextDetector();
  private parser: Parser | null = null;
  private separator: Delimiter = ';';
  private pending = '';
  private row = 0;
  private rows: FileRow[] = [];

  get encoding(): ImportEncoding {
    return this.detector.encoding;
  }

  get delimiter(): Delimiter {
    return this.separator;
  }

  /** @throws UnreadableFile */
  async push(piece: Buffer): Promise<FileRow[]> {
    return this.feed(
      this.decode(() => this.detector.push(piece)),
      false,
    );
  }

  /** @throws UnreadableFile also when there was no header at all */
  async end(): Promise<FileRow[]> {
    const rows = await this.feed(
      this.decode(() => this.detector.end()),
      true,
    );
    if (this.header.length === 0) throw new UnreadableFile('empty');
    return rows;
  }

  private decode(read: () => string): string {
    try {
      return read();
    } catch (error) {
      if (error instanceof UndecodableText) throw new UnreadableFile('undecodable', this.row + 1);
      throw error;
    }
  }

  private async feed(text: string, last: boolean): Promise<FileRow[]> {
    this.pending += text;
    if (!this.parser) {
      const end = firstLineEnd(this.pending);
      if (end < 0 && !last) {
        if (this.pending.length > MOST_HEADER_CHARACTERS)
          throw new UnreadableFile('no-end-of-header');
        return [];
      }
      if (this.pending.trim() === '') return [];
      this.separator = delimiterOf(end < 0 ? this.pending : this.pending.slice(0, end));
      this.parser = this.open(this.separator);
    }
    const [parser, piece] = [this.parser, this.pending];
    this.pending = '';
    await new Promise<void>((resolve, reject) => {
      const refuse = (error: Error) => {
        const line: unknown = Reflect.get(error, 'lines');
        reject(new UnreadableFile('not-csv', typeof line === 'number' ? line : null));
      };
      parser.once('error', refuse);
      const done = () => {
        parser.off('error', refuse);
        resolve();
      };
      if (last) {
        parser.once('end', done);
        parser.end(piece);
      } else parser.write(piece, (error) => (error ? refuse(error) : done()));
    });
    const rows = this.rows;
    this.rows = [];
    return rows;
  }

  private open(delimiter: Delimiter): Parser {
    const parser = new Parser({
      delimiter,
      relaxColumnCount: true,
      relaxQuotes: true,
      maxRecordSize: MOST_RECORD_CHARACTERS,
    });
    parser.on('data', (cells: string[]) => {
      this.take(cells);
    });
    return parser;
  }

  private take(cells: string[]): void {
    this.row += 1;
    if (this.header.length === 0) this.header = cells.map((cell) => cell.trim());
    else if (cells.length > 1 || cells[0]?.trim()) this.rows.push({ row: this.row, cells });
  }
}
