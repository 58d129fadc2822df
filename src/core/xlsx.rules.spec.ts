import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { spreadsheetKind, UnreadableXlsx, type XlsxRow, xlsxRows } from './xlsx-reader';
import { type XlsxColumn, xlsxOf, type XlsxValue } from './xlsx-writer';

const LIMITS = { partBytes: 1 << 20, sharedTextBytes: 1 << 20, rowCharacters: 10_000 };
let made = 0;
const folder = mkdtempSync(join(tmpdir(), 'xlsx-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function rowsOf(path: string, limits = LIMITS): Promise<XlsxRow[]> {
  const rows: XlsxRow[] = [];
  for await (const some of xlsxRows(path, limits)) rows.push(...some);
  return rows;
}

/** A workbook whose parts are given as a spreadsheet wrote them. */
async function workbook(parts: Readonly<Record<string, string>>): Promise<string> {
  const zip = new ZipFile();
  const all = {
    'xl/workbook.xml': `<workbook xmlns:r="r"><sheets><sheet name="A" r:id="rId0" state="hidden"/><sheet name="B" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships><Relationship Id="rId0" Target="worksheets/sheet9.xml"/><Relationship Id="rId1" Target="/xl/worksheets/sheet1.xml"/></Relationships>`,
    ...parts,
  };
  for (const [name, text] of Object.entries(all)) zip.addBuffer(Buffer.from(text), name);
  zip.end();
  const path = join(folder, `${String(++made)}.xlsx`);
  await pipeline(zip.outputStream, createWriteStream(path));
  return path;
}

const sheet = (rows: string) => `<worksheet><sheetData>${rows}</sheetData></worksheet>`;

describe('a workbook', () => {
  it('is read as it was written, and no text becomes a formula', async () => {
    const columns: XlsxColumn[] = [
      { title: 'Firma' },
      { title: 'Volumen', format: 'amount' },
      { title: 'Am', format: 'day' },
      { title: 'Um', format: 'instant' },
    ];
    const pages: XlsxValue[][][] = [
      [
        ['=1+1', 1234.5, new Date('2026-03-30T22:00:00Z'), new Date('2026-01-05T11:30:00Z')],
        ['Ätna & <Söhne> _x0041_ \u0001', null, null, null],
      ],
      [['Ende 😀', 0, null, null]],
    ];
    const path = join(folder, 'written.xlsx');
    const file = xlsxOf(
      { name: 'Orders: [a/b]', columns, timeZone: 'Europe/Berlin' },
      Readable.from(pages),
    );
    await pipeline(file, createWriteStream(path));

    expect(await rowsOf(path)).toEqual([
      { row: 1, cells: ['Firma', 'Volumen', 'Am', 'Um'] },
      { row: 2, cells: ['=1+1', 1234.5, '2026-03-31', '2026-01-05T12:30:00'] },
      { row: 3, cells: ['Ätna & <Söhne> _x0041_ \u0001'] },
      { row: 4, cells: ['Ende 😀', 0] },
    ]);
  });

  it('whose rows fail to come is cut off with their fault', async () => {
    const broken = xlsxOf(
      { name: 'x', columns: [{ title: 'x' }], timeZone: 'UTC' },
      new Readable({
        read: () => {
          throw new Error('no rows');
        },
      }),
    );

    await expect(pipeline(broken, createWriteStream(join(folder, 'cut')))).rejects.toThrow(
      'no rows',
    );
  });

  it('of a spreadsheet gives shared and rich text, dates, padded numbers, and formulas as what they came to', async () => {
    const path = await workbook({
      'xl/sharedStrings.xml': `<sst><si><t>Adler</t></si><si><r><t>Gast</t></r><r><t xml:space="preserve">hof </t></r><rPh><t>x</t></rPh></si></sst>`,
      'xl/styles.xml': `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy;@"/><numFmt numFmtId="165" formatCode="00000"/><numFmt numFmtId="166" formatCode="#,##0.00\\ &quot;days&quot;[Red]"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/></cellXfs></styleSheet>`,
      'xl/worksheets/sheet1.xml': sheet(
        `<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c></row>
         <row r="4"><c r="A4" s="1"><v>46112</v></c><c r="B4" s="2"><v>46112.5</v></c><c r="C4" s="3"><v>1067</v></c><c r="D4" s="4"><v>12.5</v></c><c r="E4" s="1"><v>0.5</v></c></row>
         <row r="5"><c r="A5" t="str"><f>A1&amp;"@x.example"</f><v>a@x.example</v></c><c r="B5"><f>HYPERLINK("x")</f></c><c r="C5" t="b"><v>1</v></c><c r="D5" t="e"><v>#N/A</v></c><c r="E5" s="1"/></row>`,
      ),
    });

    expect(await rowsOf(path)).toEqual([
      { row: 2, cells: ['Adler', null, 'Gasthof '] },
      { row: 4, cells: ['2026-03-31', '2026-03-31T12:00:00', '01067', 12.5, 0.5] },
      { row: 5, cells: ['a@x.example', '=HYPERLINK("x")', true, '#N/A'] },
    ]);
  });

  it.each([
    ['no zip', { rows: null, fault: 'not-xlsx' }],
    ['no sheet', { rows: '', fault: 'not-xlsx' }],
    ['broken XML', { rows: sheet('<row><c'), fault: 'not-xlsx' }],
    ['rows that go back', { rows: sheet('<row r="3"/><row r="2"/>'), fault: 'not-xlsx' }],
    [
      'a text that nobody shares',
      { rows: sheet('<row><c t="s"><v>7</v></c></row>'), fault: 'not-xlsx' },
    ],
    [
      'an endless row',
      { rows: sheet(`<row><c t="str"><v>${'x'.repeat(10_001)}</v></c></row>`), fault: 'too-large' },
    ],
    ['a part that unpacks to too much', { rows: sheet(' '.repeat(1 << 20)), fault: 'too-large' }],
  ])('with %s is refused', async (_, { rows, fault }) => {
    const parts: Record<string, string> = rows ? { 'xl/worksheets/sheet1.xml': rows } : {};
    const path = rows === null ? __filename : await workbook(parts);

    const refused = rowsOf(path);

    await expect(refused).rejects.toBeInstanceOf(UnreadableXlsx);
    await expect(refused).rejects.toMatchObject({ fault });
  });

  it('is told by its first bytes', () => {
    expect(spreadsheetKind(Buffer.from('PK\u0003\u0004rest'))).toBe('zip');
    expect(spreadsheetKind(Buffer.from('d0cf11e0a1b1', 'hex'))).toBe('ole');
    expect(spreadsheetKind(Buffer.from('Firma;'))).toBeNull();
  });
});
