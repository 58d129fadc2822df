import type { LeadPage } from '../../src/leads/leads.dto';
import type { TaskView } from '../../src/leads/tasks/tasks.dto';
import type { TimelinePage } from '../../src/leads/timeline/timeline.dto';
import { LeadsWorld } from '../support/leads-world';

const DUE = '2026-03-05T08:00:00.000Z';

describe('the timeline of a lead', () => {
  let world: LeadsWorld;

  beforeAll(async () => {
    world = await LeadsWorld.start();
  });

  afterAll(() => world.crm.stop());

  const read = async (id: string, query = '', who = world.anna) =>
    (await who.get<TimelinePage>(`/v1/leads/${id}/timeline${query}`)).body;
  const eventful = async () => {
    const lead = await world.lead();
    const contactId = lead.contacts[0]?.id;
    await world.anna.post(`/v1/leads/${lead.id}/activities`, { kind: 'CALL', text: 'Angerufen' });
    await world.anna.post(`/v1/leads/${lead.id}/consents`, {
      contactId,
      channel: 'email',
      state: 'refused',
      source: 'am Telefon',
    });
    const { body } = await world.anna.post<TaskView>('/v1/tasks', {
      leadId: lead.id,
      text: 'Zurückrufen',
      dueAt: DUE,
    });
    await world.anna.post(`/v1/tasks/${body.id}/completion`);
    return lead.id;
  };

  it('says in one line what happened, with what is known of it, the newest first', async () => {
    const id = await eventful();

    const { items } = await read(id);

    expect(items.map((i) => i.type)).toEqual([
      'crm.task.completed.v1',
      'crm.task.opened.v1',
      'crm.consent.changed.v1',
      'crm.lead.activity.logged.v1',
      'crm.lead.status.changed.v1',
      'crm.lead.registered.v1',
    ]);
    expect(items[0]?.task).toMatchObject({ text: 'Zurückrufen', doneBy: { name: 'Anna Keller' } });
    expect(items[2]?.consent).toMatchObject({ state: 'refused', source: 'am Telefon' });
    expect(items[3]?.activity).toMatchObject({ kind: 'CALL', text: 'Angerufen' });
    expect(items[5]?.people).toEqual([{ id: world.anna.id, name: 'Anna Keller' }]);
  });

  it('is read page by page, and from a place on only what is new', async () => {
    const id = await eventful();
    const whole = await read(id);

    const pages = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page = await read(id, `?limit=4${cursor && `&cursor=${cursor}`}`);
      pages.push(...page.items.map((i) => i.id));
      cursor = page.nextCursor;
    }
    await world.anna.post(`/v1/leads/${id}/activities`, { kind: 'NOTE', text: 'Neu' });
    const fresh = await read(id, `?after=${whole.asOfSequence}`);

    expect(pages).toEqual(whole.items.map((i) => i.id));
    expect(fresh.items.map((i) => i.activity?.text)).toEqual(['Neu']);
  });

  it('is for those who see the lead', async () => {
    const id = await eventful();

    expect((await world.ben.get(`/v1/leads/${id}/timeline`)).status).toBe(404);
    expect((await read(id, '', world.maria)).items).toHaveLength(6);
  });
});

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
      /^"Haus ""Zum; Anker""";.*;12345,67;EUR;/,
    );
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
