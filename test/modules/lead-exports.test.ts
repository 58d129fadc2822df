import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type XlsxRow, xlsxRows } from '../../src/core/xlsx-reader';
import { XLSX_TYPE } from '../../src/core/xlsx-writer';
import type { LeadPage } from '../../src/leads/leads.dto';
import { LeadsWorld } from '../support/leads-world';

describe('an export of leads', () => {
  let world: LeadsWorld;

  beforeAll(async () => {
    world = await LeadsWorld.start();
    for (let i = 0; i < 3; i++) await world.lead();
    await world.lead({ company: { name: '=cmd|calc', city: '@SUMME(A1)' }, tags: [] }, world.ben);
    await world.lead({
      company: { name: 'Haus "Zum; Anker"', annualVolume: { cents: 1234567, currency: 'EUR' } },
      source: 'PARTNER',
    });
  });

  afterAll(() => world.crm.stop());

  const lines = async (query = '', who = world.maria) => {
    const { status, headers, body } = await who.get<unknown>(`/v1/lead-exports.csv${query}`);
    const text = typeof body === 'string' ? body : '';
    return { status, headers, lines: text.split('\r\n').slice(0, -1) };
  };

  it('has the leads of the list, opens in a spreadsheet and computes nothing', async () => {
    const { headers, lines: all } = await lines();

    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(headers.get('content-disposition')).toContain('leads.csv');
    expect(all[0]?.split(';').slice(0, 4)).toEqual(['Firma', 'Ansprechpartner', 'Rolle', 'E-Mail']);
    expect(all).toHaveLength(6);
    const hostile = all.find((line) => line.includes('calc'));
    expect(hostile).toMatch(/^'=cmd\|calc;/);
    expect(hostile).toContain(";'@SUMME(A1);");
    expect(all.find((line) => line.includes('Anker'))).toMatch(
      /^"Haus ""Zum; Anker""";.*;Sonstiges;.*;12345,67;EUR;Registriert;Partner;.*;\d\d\.\d\d\.\d{4} \d\d:\d\d;/,
    );
  });

  it('is a workbook too, with amounts as numbers and instants as dates', async () => {
    const answer = await fetch(`${world.crm.url}/v1/lead-exports.xlsx?language=en`, {
      headers: { cookie: world.maria.cookieHeader },
    });
    const folder = mkdtempSync(join(tmpdir(), 'export-'));
    const path = join(folder, 'leads.xlsx');
    writeFileSync(path, Buffer.from(await answer.arrayBuffer()));
    const rows: XlsxRow[] = [];
    const limits = { partBytes: 1e6, sharedTextBytes: 1e6, rowCharacters: 1e5 };
    for await (const some of xlsxRows(path, limits)) rows.push(...some);
    rmSync(folder, { recursive: true });
    const header = rows[0]?.cells ?? [];
    const of = (name: string, company: string) =>
      rows.find(({ cells }) => cells[0] === company)?.cells[header.indexOf(name)];

    expect(answer.headers.get('content-type')).toBe(XLSX_TYPE);
    expect(answer.headers.get('content-disposition')).toContain('leads.xlsx');
    expect(rows).toHaveLength(6);
    expect(of('Status', '=cmd|calc')).toBe('Registered');
    expect(of('Annual volume', 'Haus "Zum; Anker"')).toBe(12345.67);
    expect(of('Registered at', '=cmd|calc')).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  it('counts what list and counts count under the same filter', async () => {
    for (const query of [
      '',
      '?source=PARTNER',
      `?owner=${world.ben.id}`,
      '?q=gasthof',
      '?id=' + world.anna.id,
    ]) {
      const list = await world.maria.get<{ items: unknown[] }>(`/v1/leads${query}`);

      expect((await lines(query)).lines.length - 1).toBe(list.body.items.length);
    }
  });

  it('gives the same leads to programs, a JSON object a line', async () => {
    const path = '/v1/lead-exports.jsonl?source=PARTNER';
    const { headers, text } = await fetch(`${world.crm.url}${path}`, {
      headers: { cookie: world.maria.cookieHeader },
    }).then(async (answer) => ({ headers: answer.headers, text: await answer.text() }));
    const list = await world.maria.get<LeadPage>('/v1/leads?source=PARTNER');
    const found = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; volumeCents: number | null });
    const [act] = await world.crm.sql<{ after: unknown }>(
      `SELECT after FROM audit_log WHERE act = 'leads.export' ORDER BY written_at DESC LIMIT 1`,
    );

    expect(headers.get('content-type')).toBe('application/jsonl; charset=utf-8');
    expect(found.map(({ id }) => id).sort()).toEqual(list.body.items.map(({ id }) => id).sort());
    expect(found.map(({ volumeCents }) => typeof volumeCents)).toContain('number');
    expect(act?.after).toEqual({
      count: found.length,
      filter: { source: ['PARTNER'] },
      format: 'jsonl',
    });
    expect((await world.anna.get('/v1/lead-exports.jsonl')).status).toBe(403);
  });

  it('is for managers, administrators and auditors, and is audited', async () => {
    expect((await lines('?language=en', world.auditor)).lines[0]).toContain('Company;Contact');
    expect((await lines('', world.anna)).status).toBe(403);

    const acts = await world.crm.sql<{ role: string; after: { count: number } }>(
      `SELECT role, after FROM audit_log WHERE act = 'leads.export' ORDER BY written_at DESC LIMIT 1`,
    );
    expect(acts).toEqual([{ role: 'AUDITOR', after: { count: 5, filter: {}, format: 'csv' } }]);
  });
});
