import { StringDecoder } from 'node:string_decoder';
import { parser, type SAXParser } from 'sax';
import { type Entry, openPromise, type ZipFile } from 'yauzl';

/** Why a file is no workbook: `not-xlsx`, `old-excel` (.xls, or protected by a password), `too-large` once unpacked. */
export type XlsxFault = 'not-xlsx' | 'old-excel' | 'too-large';

export class UnreadableXlsx extends Error {
  constructor(
    readonly fault: XlsxFault,
    options?: ErrorOptions,
  ) {
    super(fault, options);
  }
}

/**
 * A formula is what it last came to, or its text when nobody has computed it; a date is `yyyy-MM-dd`, with
 * `Thh:mm:ss` when it has a time; a number shown with leading zeros is text.
 */
export type XlsxCell = string | number | boolean | null;

export interface XlsxRow {
  /** As the spreadsheet counts, from 1. */
  readonly row: number;
  readonly cells: readonly XlsxCell[];
}

export interface XlsxLimits {
  /** Of one part of the workbook, unpacked. */
  readonly partBytes: number;
  readonly sharedTextBytes: number;
  readonly rowCharacters: number;
}

/** What the first four bytes say: a zip, the container of old Excel files, or neither. */
export function spreadsheetKind(head: Buffer): 'zip' | 'ole' | null {
  const first = head.subarray(0, 4).toString('hex');
  return first === '504b0304' ? 'zip' : first === 'd0cf11e0' ? 'ole' : null;
}

const MOST_COLUMNS = 16_384;
const MOST_SMALL_PART_BYTES = 16 * 1024 * 1024;
const DAY_MS = 86_400_000;
/** Day 0 before 1970: 1899-12-30, or 1904-01-01 for files of old Macs. */
const EPOCHS = { from1900: 25_569, from1904: 24_107 };

interface Book {
  readonly sheetPath: string;
  readonly epoch: number;
}

/** How a style shows numbers. */
type Shown = 'date' | { readonly digits: number } | null;

/**
 * The rows of the first visible sheet of a workbook on disk (ECMA-376), some at a time; memory holds the texts that
 * the sheet's cells share, a piece of it and no more.
 * @throws UnreadableXlsx
 */
export async function* xlsxRows(path: string, limits: XlsxLimits): AsyncGenerator<XlsxRow[]> {
  const zip = await opened(path);
  try {
    const parts = new Map<string, Entry>();
    for await (const entry of zip.eachEntry()) parts.set(entry.fileName.toLowerCase(), entry);
    const read = (name: string, most: number) => piecesOf(zip, parts.get(name.toLowerCase()), most);
    const book = await bookOf(read);
    const styles = await stylesOf(read('xl/styles.xml', MOST_SMALL_PART_BYTES));
    const texts = await textsOf(read('xl/sharedStrings.xml', limits.sharedTextBytes));
    if (!parts.has(book.sheetPath.toLowerCase())) throw new UnreadableXlsx('not-xlsx');
    const sheet = new SheetRows({ ...book, styles, texts, most: limits.rowCharacters });
    const pieces = read(book.sheetPath, limits.partBytes);
    for await (const rows of fed(pieces, sheet, () => sheet.take()))
      if (rows.length > 0) yield rows;
  } catch (error) {
    if (error instanceof UnreadableXlsx) throw error;
    throw new UnreadableXlsx('not-xlsx', { cause: error });
  } finally {
    zip.close();
  }
}

async function opened(path: string): Promise<ZipFile> {
  try {
    return await openPromise(path, { autoClose: false, strictFileNames: false });
  } catch (error) {
    throw new UnreadableXlsx('not-xlsx', { cause: error });
  }
}

type Pieces = AsyncIterable<Buffer>;

/** The unpacked bytes of a part; none when it is missing. What unpacks to more than it says is refused by the reader. */
async function* piecesOf(zip: ZipFile, entry: Entry | undefined, most: number): Pieces {
  if (!entry) return;
  if (entry.uncompressedSize > most) throw new UnreadableXlsx('too-large');
  for await (const piece of await zip.openReadStreamPromise(entry)) yield piece as Buffer;
}

/** Hears what stands in a part, without the prefixes of names. */
interface Hearer {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  text?(text: string): void;
  close?(name: string): void;
}

/** Parses piece by piece, and gives what was gathered after each. */
async function* fed<T>(pieces: Pieces, hearer: Hearer, gathered: () => T): AsyncGenerator<T> {
  const xml = heardBy(hearer);
  const decoder = new StringDecoder('utf8');
  for await (const piece of pieces) {
    xml.write(decoder.write(piece));
    yield gathered();
  }
  xml.close();
  yield gathered();
}

async function heard(pieces: Pieces, hearer: Hearer): Promise<void> {
  const xml = heardBy(hearer);
  const decoder = new StringDecoder('utf8');
  for await (const piece of pieces) xml.write(decoder.write(piece));
  xml.close();
}

function heardBy(hearer: Hearer): SAXParser {
  const xml = parser(true, { position: false });
  const bare = (name: string) => name.slice(name.indexOf(':') + 1);
  xml.onerror = (error) => {
    throw error;
  };
  xml.onopentag = ({ name, attributes }) => {
    hearer.open(bare(name), attributes as Record<string, string>);
  };
  xml.ontext = xml.oncdata = (text) => hearer.text?.(text);
  xml.onclosetag = (name) => hearer.close?.(bare(name));
  return xml;
}

/** Where the first visible sheet is, and from when days count. @throws UnreadableXlsx when there is no workbook */
async function bookOf(part: (name: string, most: number) => Pieces): Promise<Book> {
  let [relation, epoch] = ['', EPOCHS.from1900];
  await heard(part('xl/workbook.xml', MOST_SMALL_PART_BYTES), {
    open: (name, attributes) => {
      if (name === 'workbookPr' && isTrue(attributes.date1904)) epoch = EPOCHS.from1904;
      const hidden = attributes.state === 'hidden' || attributes.state === 'veryHidden';
      if (name === 'sheet' && !hidden) relation ||= attributes['r:id'] ?? idOf(attributes);
    },
  });
  let sheetPath = '';
  await heard(part('xl/_rels/workbook.xml.rels', MOST_SMALL_PART_BYTES), {
    open: (name, { Id, Target = '' }) => {
      if (name !== 'Relationship' || Id !== relation) return;
      sheetPath = Target.startsWith('/') ? Target.slice(1) : `xl/${Target}`;
    },
  });
  if (relation === '' || sheetPath === '') throw new UnreadableXlsx('not-xlsx');
  return { sheetPath, epoch };
}

/** The relation of a sheet whose writer calls the namespace otherwise. */
function idOf(attributes: Readonly<Record<string, string>>): string {
  return Object.entries(attributes).find(([name]) => name.endsWith(':id'))?.[1] ?? '';
}

const isTrue = (value: string | undefined) => value === '1' || value === 'true';

/** How each cell style shows numbers. */
async function stylesOf(pieces: Pieces): Promise<Shown[]> {
  const own = new Map<number, string>();
  const shown: Shown[] = [];
  let inCells = false;
  await heard(pieces, {
    open: (name, { numFmtId = '0', formatCode = '' }) => {
      if (name === 'numFmt') own.set(Number(numFmtId), formatCode);
      if (name === 'cellXfs') inCells = true;
      else if (name === 'xf' && inCells) shown.push(shownBy(Number(numFmtId), own));
    },
    close: (name) => {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return shown;
}

/** ECMA-376 part 1, 18.8.30: the formats without a code of their own, and those whose code says day, month or hour. */
function shownBy(id: number, own: ReadonlyMap<number, string>): Shown {
  const code = own.get(id);
  if (code === undefined) {
    const isDate = (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 58);
    return isDate ? 'date' : null;
  }
  if (/^0{2,}$/.test(code)) return { digits: code.length };
  const bare = code.replace(/"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '');
  return /[dmyhs]/i.test(bare) && !/general/i.test(bare) ? 'date' : null;
}

/** Texts that cells share, without their looks and without phonetic guides. */
async function textsOf(pieces: Pieces): Promise<string[]> {
  const texts: string[] = [];
  let [text, inText, inGuide] = ['', false, false];
  await heard(pieces, {
    open: (name) => {
      if (name === 'si') text = '';
      if (name === 't') inText = true;
      if (name === 'rPh') inGuide = true;
    },
    text: (piece) => {
      if (inText && !inGuide) text += piece;
    },
    close: (name) => {
      if (name === 't') inText = false;
      if (name === 'rPh') inGuide = false;
      if (name === 'si') texts.push(unescaped(text));
    },
  });
  return texts;
}

/** `_xHHHH_` is the character of that code (ECMA-376 part 1, 22.9.2.19). */
function unescaped(text: string): string {
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

interface SheetReading {
  readonly epoch: number;
  readonly styles: readonly Shown[];
  readonly texts: readonly string[];
  readonly most: number;
}

/** Makes rows of what is heard in a sheet. */
class SheetRows implements Hearer {
  private rows: XlsxRow[] = [];
  private row = 0;
  private cells: XlsxCell[] = [];
  private column = 0;
  private characters = 0;
  private type = 'n';
  private style = 0;
  private value = '';
  private formula = '';
  private inside: 'v' | 'f' | 't' | 'rPh' | null = null;

  constructor(private readonly reading: SheetReading) {}

  take(): XlsxRow[] {
    const rows = this.rows;
    this.rows = [];
    return rows;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === 'row') this.begin(attributes.r);
    else if (name === 'c') this.cell(attributes);
    else if (name === 'v' || name === 'f' || name === 'rPh') this.inside = name;
    else if (name === 't' && this.inside !== 'rPh') this.inside = 't';
  }

  text(text: string): void {
    if (this.inside === null || this.inside === 'rPh') return;
    this.characters += text.length;
    if (this.characters > this.reading.most) throw new UnreadableXlsx('too-large');
    if (this.inside === 'f') this.formula += text;
    else this.value += text;
  }

  close(name: string): void {
    if (name === 'c') this.endCell();
    else if (name === 'row') this.rows.push({ row: this.row, cells: this.cells });
    else if (name === 'v' || name === 'f' || name === 'rPh') this.inside = null;
    else if (name === 't' && this.inside === 't') this.inside = null;
  }

  /** Rows and columns may be numbered or follow the one before. */
  private begin(number: string | undefined): void {
    const row = number === undefined ? this.row + 1 : Number(number);
    if (!(Number.isInteger(row) && row > this.row && row <= 1_048_576))
      throw new UnreadableXlsx('not-xlsx');
    this.row = row;
    this.cells = [];
    this.column = 0;
    this.characters = 0;
  }

  private cell({ r, t = 'n', s = '0' }: Readonly<Record<string, string>>): void {
    this.column = r === undefined ? this.column + 1 : columnOf(r);
    if (this.column < 1 || this.column > MOST_COLUMNS) throw new UnreadableXlsx('not-xlsx');
    [this.type, this.style, this.value, this.formula] = [t, Number(s), '', ''];
  }

  private endCell(): void {
    const cell = this.cellValue();
    if (cell === null || cell === '') return;
    while (this.cells.length < this.column - 1) this.cells.push(null);
    this.cells[this.column - 1] = cell;
  }

  private cellValue(): XlsxCell {
    const { value, type } = this;
    if (value === '') return this.formula === '' ? null : `=${unescaped(this.formula)}`;
    if (type === 's') return this.shared(Number(value));
    if (type === 'b') return value === '1';
    if (type !== 'n') return unescaped(value);
    const number = Number(value);
    if (!Number.isFinite(number)) return value;
    const shown = this.reading.styles[this.style] ?? null;
    if (shown === null) return number;
    if (shown === 'date') return dateOf(number, this.reading.epoch) ?? number;
    return Number.isInteger(number) && number >= 0
      ? String(number).padStart(shown.digits, '0')
      : number;
  }

  private shared(index: number): string {
    const text = this.reading.texts[index];
    if (text === undefined) throw new UnreadableXlsx('not-xlsx');
    this.characters += text.length;
    if (this.characters > this.reading.most) throw new UnreadableXlsx('too-large');
    return text;
  }
}

/** `BC12` is column 55. */
function columnOf(reference: string): number {
  let column = 0;
  for (const letter of reference.toUpperCase()) {
    if (letter < 'A' || letter > 'Z') break;
    column = column * 26 + letter.charCodeAt(0) - 64;
  }
  return column;
}

/** Null for a time without a day, and for days that no calendar has. */
function dateOf(serial: number, epoch: number): string | null {
  if (serial < 1) return null;
  // Spreadsheets have a 29 February 1900, so that the days before it are one further.
  const days = epoch === EPOCHS.from1900 && serial < 60 ? serial + 1 : serial;
  const at = new Date(Math.round((days - epoch) * 86_400) * 1000);
  if (Number.isNaN(at.getTime()) || at.getUTCFullYear() > 9999) return null;
  const text = at.toISOString();
  return at.getTime() % DAY_MS === 0 ? text.slice(0, 10) : text.slice(0, 19);
}
