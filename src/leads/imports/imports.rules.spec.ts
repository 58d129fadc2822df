import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TakenValues } from './duplicate-rows.rules';
import { guessMapping, headerKey, mappingFault, samplesOf } from './import-fields.rules';
import { FileReader, type FileRow, UnreadableFile } from './import-file.rules';
import { readRow } from './import-rows.rules';
import { delimiterOf, TextDetector } from './import-text.rules';
import { amountOf, consentOf, countryOf, dayOf, personOf, roleOf } from './import-values.rules';

interface Expectation {
  records: number;
  encoding: string;
  delimiter: string;
  defects_by_record_line: Record<string, number[]>;
}

const FIXTURES = join(__dirname, '../../../test/fixtures');
const fixture = (name: string) => readFileSync(join(FIXTURES, name));

async function read(bytes: Buffer, size = 64_000) {
  const reader = new FileReader();
  const rows: FileRow[] = [];
  for (let at = 0; at < bytes.length; at += size)
    rows.push(...(await reader.push(bytes.subarray(at, at + size))));
  rows.push(...(await reader.end()));
  return { reader, rows };
}

/** Every row's outcome, as a preview of the file alone would say it. */
function outcomes(rows: readonly FileRow[], header: readonly string[]) {
  const reading = { mapping: guessMapping(header), columns: header.length, today: '2026-11-25' };
  const taken = new TakenValues();
  const found = new Map<string, number[]>();
  const add = (reason: string, row: number) =>
    found.set(reason, [...(found.get(reason) ?? []), row]);
  for (const { row, cells } of rows) {
    const readout = readRow(cells, reading);
    if (readout.failure) {
      add(readout.failure, row);
      continue;
    }
    const { identities } = readout.lead;
    const duplicate = taken.settle({ row, fingerprint: cells.join('|'), identities });
    if (duplicate) add(duplicate.reason, row);
    else
      readout.notes.forEach((note) => {
        add(note, row);
      });
  }
  return found;
}

describe('the two files of users', () => {
  it.each([
    ['leads-excel-de', 'windows-1252', 64_000],
    ['leads-excel-de', 'windows-1252', 7],
    ['leads-utf8', 'utf-8-bom', 64_000],
    ['leads-utf8', 'utf-8-bom', 7],
  ])(
    '%s has its planted defects and nothing else (%s, pieces of %d)',
    async (name, encoding, size) => {
      const expected = JSON.parse(fixture(`${name}.expect.json`).toString()) as Expectation;

      const { reader, rows } = await read(fixture(`${name}.csv`), size);
      const found = outcomes(rows, reader.header);

      expect(rows).toHaveLength(expected.records);
      expect([reader.encoding, reader.delimiter]).toEqual([encoding, expected.delimiter]);
      found.delete('phone_unreadable');
      expect(Object.fromEntries([...found].sort())).toEqual(
        Object.fromEntries(Object.entries(expected.defects_by_record_line).sort()),
      );
    },
  );
});

describe('reading text', () => {
  const decode = (bytes: Buffer) => {
    const detector = new TextDetector();
    const text = [...bytes].map((_, i) => detector.push(bytes.subarray(i, i + 1))).join('');
    return [text + detector.end(), detector.encoding];
  };

  it.each([
    ['plain', Buffer.from('abc'), ['abc', 'utf-8']],
    ['UTF-8', Buffer.from('Küche 10 €'), ['Küche 10 €', 'utf-8']],
    ['UTF-8 with BOM', Buffer.from('\ufeffKüche'), ['Küche', 'utf-8-bom']],
    ['Windows-1252', Buffer.from([0x4b, 0xfc, 0x20, 0x80]), ['Kü €', 'windows-1252']],
    ['one byte', Buffer.from([0xfc]), ['ü', 'windows-1252']],
  ])('detects %s byte by byte', (_, bytes, expected) => {
    expect(decode(bytes)).toEqual(expected);
  });

  it.each([
    ['Firma;Ort, Land;Mail', ';'],
    ['Firma,Ort', ','],
    ['Firma\tOrt', '\t'],
    ['"a,b,c";d', ';'],
    ['Firma', ';'],
  ])('finds the separator of %j', (line, delimiter) => {
    expect(delimiterOf(line)).toBe(delimiter);
  });

  it.each([
    ['nothing', Buffer.from(''), 'empty'],
    ['blank lines', Buffer.from('\r\n\r\n'), 'empty'],
    ['UTF-16', Buffer.from('\ufeffFirma;Ort', 'utf16le'), 'undecodable'],
    ['two encodings', Buffer.from([0x46, 0xc3, 0xbc, 0x3b, 0xfc, 0x41, 0x0a]), 'undecodable'],
    ['an open quote', Buffer.from('Firma;Ort\n"A;B\nC;D\n'), 'not-csv'],
  ])('refuses %s', async (_, bytes, fault) => {
    await expect(read(bytes)).rejects.toEqual(new UnreadableFile(fault as 'empty', null));
  });

  it('keeps line breaks in quotes, counts blank lines and keeps lone quotes', async () => {
    const { rows } = await read(Buffer.from('a;b\r\n"x\r\ny";1\r\n\r\nHotel "Krone";2\r\n'));

    expect(rows).toEqual([
      { row: 2, cells: ['x\r\ny', '1'] },
      { row: 4, cells: ['Hotel "Krone"', '2'] },
    ]);
  });
});

describe('the meaning of columns', () => {
  it('is found in German and in English, each once', () => {
    expect(guessMapping(['Company', 'E-mail address', 'Zip', 'Telefon', 'Phone', 'Foo'])).toEqual([
      'company',
      'email',
      'postalCode',
      'phone',
      null,
      null,
    ]);
    expect(headerKey(['STRASSE', 'E-Mail'])).toBe(headerKey(['Straße', 'email']));
  });

  it.each([
    [['company', 'email'], null],
    [['company'], 'The file has 2 columns.'],
    [['company', 'company'], 'One field is given to two columns.'],
    [['email', null], 'No column says the company.'],
    [['company', 'city'], 'No column says an e-mail address or a phone number.'],
  ])('%j is usable or not', (mapping, fault) => {
    expect(mappingFault(mapping as never, 2)).toBe(fault);
  });
});

describe('values', () => {
  it.each([
    ['14.500,50 €', 'DE', 1_450_050, 'EUR'],
    ['375.000', 'DE', 37_500_000, 'EUR'],
    ['15146,00', 'DE', 1_514_600, 'EUR'],
    ['1,234.50', 'DE', 123_450, 'EUR'],
    ["CHF 12'000", 'DE', 1_200_000, 'CHF'],
    ['1.234.567', 'CH', 123_456_700, 'CHF'],
  ])('%s is an amount', (text, country, cents, currency) => {
    expect(amountOf(text, country)).toEqual({ cents, currency });
  });

  it.each(['viel', '-5', '1,2,3', '9999999999999'])('%s is no amount', (text) => {
    expect(amountOf(text, 'DE')).toBeNull();
  });

  it.each([
    ['31.12.2025', '2025-12-31'],
    ['1.2.25', '2025-02-01'],
    ['2025-02-28', '2025-02-28'],
    ['29.02.2025', null],
    ['2026/13/01', null],
    ['gestern', null],
  ])('%s as a day', (text, day) => {
    expect(dayOf(text)).toBe(day);
  });

  it.each([
    ['Ute von der Heide', 'Ute', 'von der Heide', null, null],
    ['Frau Dr. Eva Stein', 'Eva', 'Stein', 'MS', 'Dr.'],
    ['Stein, Eva', 'Eva', 'Stein', null, null],
    ['Stein', null, 'Stein', null, null],
    ['', null, null, null, null],
  ])('%j as a person', (text, firstName, lastName, salutation, title) => {
    expect(personOf(text)).toEqual({ firstName, lastName, salutation, title });
  });

  it('knows words of people', () => {
    expect(['Küchenchef', 'Einkauf', 'Geschäftsführung', ''].map(roleOf)).toEqual([
      'CHEF',
      'BUYER',
      'MANAGER',
      'OTHER',
    ]);
    expect(['ja', 'NEIN', '', 'vielleicht'].map(consentOf)).toEqual([
      'given',
      'refused',
      null,
      null,
    ]);
    expect(['Schweiz', 'at', 'Atlantis'].map(countryOf)).toEqual(['CH', 'AT', null]);
  });
});

describe('a row', () => {
  const reading = {
    mapping: ['company', 'email', 'phone', 'source', 'website'] as const,
    columns: 5,
    today: '2026-03-02',
  };

  it('keeps a number as typed when it cannot be read, and says so', () => {
    const readout = readRow(['Krone', '', 'Durchwahl 12', '', 'nicht vorhanden'], reading);

    expect(readout).toMatchObject({
      notes: ['phone_unreadable', 'value_unknown'],
      lead: { contact: { phone: 'Durchwahl 12' }, identities: [], source: 'IMPORT' },
    });
  });

  it('gives the first fault that applies', () => {
    expect(readRow(['', 'x', '', 'Messe', ''], reading)).toMatchObject({
      failure: 'missing_company',
    });
    expect(readRow(['A', 'x', '', 'Messe', ''], reading)).toMatchObject({
      failure: 'invalid_email',
    });
    expect(readRow(['A', 'a@b.example', '', 'Telefon', ''], reading)).toMatchObject({
      failure: 'fair_without_first_contact_note',
      field: 'firstContactNote',
    });
  });

  it('is skipped for what a lead or an earlier row has, by the address first', () => {
    const taken = new TakenValues();
    const email = { kind: 'email', value: 'a@b.example' } as const;
    const phone = { kind: 'phone', value: '+4930123456' } as const;
    taken.hold(phone, { row: null, leadId: 'lead' });
    taken.remember('old', 'lead');

    expect([
      taken.settle({ row: 2, fingerprint: 'a', identities: [email] }),
      taken.settle({ row: 3, fingerprint: 'b', identities: [email, phone] }),
      taken.settle({ row: 4, fingerprint: 'c', identities: [phone] }),
      taken.settle({ row: 5, fingerprint: 'old', identities: [] }),
    ]).toEqual([
      null,
      { reason: 'duplicate_email', holder: { row: 2, leadId: null } },
      { reason: 'duplicate_phone', holder: { row: null, leadId: 'lead' } },
      { reason: 'already_imported', holder: { row: null, leadId: 'lead' } },
    ]);
  });
});

describe('the samples of a file', () => {
  it('are the first different values of each column', () => {
    const rows = [['A', ' x '], ['A', ''], ['B'], ['C', 'x'], ['D', 'y'.repeat(100)]];

    expect(samplesOf(rows, 3)).toEqual([['A', 'B', 'C'], ['x', 'y'.repeat(80)], []]);
  });
});
