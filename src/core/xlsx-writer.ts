import { type PassThrough, Readable } from 'node:stream';
import { DateTime } from 'luxon';
import { ZipFile } from 'yazl';

/** What a cell can hold. A text stays a text, whatever it begins with. */
export type XlsxValue = string | number | Date | null;

/**
 * How a column is shown: `amount` with two decimals, `percent` of a fraction (0.25 is 25 %), `day` and `instant` of a
 * `Date`, by the clocks of the sheet's time zone.
 */
export type XlsxFormat = 'text' | 'number' | 'amount' | 'percent' | 'day' | 'instant';

export interface XlsxColumn {
  readonly title: string;
  /** Without it: `text`. */
  readonly format?: XlsxFormat;
  /** In characters. */
  readonly width?: number;
}

export interface XlsxSheet {
  /** Shown on the tab; what a spreadsheet forbids there is left out. */
  readonly name: string;
  readonly columns: readonly XlsxColumn[];
  /** IANA name, for `day` and `instant`: a spreadsheet knows no time zones. */
  readonly timeZone: string;
}

export const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

const MOST_CHARACTERS = 32_767;
const MOST_NAME_CHARACTERS = 31;
const HEADING_STYLE = 1;
/** The position of a format in `cellXfs` of the styles below. */
const STYLES: Readonly<Record<XlsxFormat, number>> = {
  text: 0,
  number: 0,
  amount: 2,
  percent: 3,
  day: 4,
  instant: 5,
};
/** 1899-12-30, day 0 of spreadsheets, in days before 1970. */
const EPOCH_DAYS = 25_569;
const DAY_MS = 86_400_000;

/**
 * A workbook with one sheet as a stream (ECMA-376): rows leave as they come, page by page, so that memory stays
 * constant. Ending the stream early ends `pages`; a fault in `pages` destroys the stream.
 */
export function xlsxOf(
  sheet: XlsxSheet,
  pages: AsyncIterable<readonly (readonly XlsxValue[])[]>,
): Readable {
  const zip = new ZipFile();
  const rows = Readable.from(sheetXml(sheet, pages), { objectMode: false });
  const output = zip.outputStream as PassThrough;
  zip.on('error', (error: Error) => output.destroy(error));
  rows.on('error', (error) => output.destroy(error));
  output.on('close', () => rows.destroy());
  for (const [path, xml] of Object.entries(partsOf(sheet)))
    zip.addBuffer(Buffer.from(`${XML}${xml}`), path);
  zip.addReadStream(rows, 'xl/worksheets/sheet1.xml');
  zip.end();
  return output;
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

function partsOf({ name }: XlsxSheet): Record<string, string> {
  const tab = [...name.replace(/[[\]:*?/\\]/g, ' ')].slice(0, MOST_NAME_CHARACTERS).join('');
  return {
    '[Content_Types].xml': `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPE}.worksheet+xml"/>
<Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/></Types>`,
    '_rels/.rels': `<Relationships xmlns="${RELATIONS}">
<Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}">
<sheets><sheet name="${escaped(tab)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${RELATIONS}">
<Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="rId2" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
    'xl/styles.xml': `<styleSheet xmlns="${MAIN}">
<numFmts count="2"><numFmt numFmtId="164" formatCode="dd\\.mm\\.yyyy"/><numFmt numFmtId="165" formatCode="dd\\.mm\\.yyyy\\ hh:mm"/></numFmts>
<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>
${[4, 10, 164, 165].map((id) => `<xf numFmtId="${String(id)}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>`).join('\n')}</cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`,
  };
}

async function* sheetXml(
  { columns, timeZone }: XlsxSheet,
  pages: AsyncIterable<readonly (readonly XlsxValue[])[]>,
): AsyncGenerator<string> {
  const widths = columns.map(({ title, width = Math.max(12, title.length + 2) }, i) => {
    const at = String(i + 1);
    return `<col min="${at}" max="${at}" width="${String(width)}" customWidth="1"/>`;
  });
  const headings = columns.map(({ title }) => textCell(title, HEADING_STYLE)).join('');
  yield `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>
<cols>${widths.join('')}</cols><sheetData><row>${headings}</row>`;
  const line = (values: readonly XlsxValue[]) =>
    `<row>${columns.map(({ format }, i) => cellOf(values[i] ?? null, format, timeZone)).join('')}</row>`;
  for await (const page of pages) if (page.length > 0) yield page.map(line).join('');
  yield '</sheetData></worksheet>';
}

function cellOf(value: XlsxValue, format: XlsxFormat = 'text', timeZone: string): string {
  const style = STYLES[format];
  if (value === null || value === '') return '<c/>';
  if (typeof value === 'string') return textCell(value, 0);
  const number = typeof value === 'number' ? value : serialOf(value, timeZone);
  if (!Number.isFinite(number)) throw new RangeError('A spreadsheet holds no such number.');
  return `<c${style === 0 ? '' : ` s="${String(style)}"`}><v>${String(number)}</v></c>`;
}

/** Days since the epoch of spreadsheets, by the clocks of a zone. */
function serialOf(at: Date, zone: string): number {
  const offset = DateTime.fromJSDate(at, { zone }).offset;
  return (at.getTime() + offset * 60_000) / DAY_MS + EPOCH_DAYS;
}

function textCell(text: string, style: number): string {
  const cut = text.length > MOST_CHARACTERS ? text.slice(0, MOST_CHARACTERS) : text;
  return `<c t="inlineStr"${style === 0 ? '' : ` s="${String(style)}"`}><is><t xml:space="preserve">${escaped(cut)}</t></is></c>`;
}

/** What XML 1.0 forbids: controls but tab and line breaks, two non-characters, half pairs. */
const FORBIDDEN =
  /(?![\t\n\r])\p{Cc}|[\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/gu;
const NAMED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** XML text; what XML cannot carry is written `_xHHHH_`, as ECMA-376 part 1, 22.9.2.19 has it. */
function escaped(text: string): string {
  const coded = (c: string) => `_x${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`;
  return text
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(FORBIDDEN, coded)
    .replace(/[&<>"]/g, (c) => NAMED[c] ?? c);
}
