import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { XLSX_TYPE, xlsxOf, type XlsxValue } from '../../src/core/xlsx-writer';
import { EventLog } from '../../src/events';
import type { ImportRowPage, ImportView } from '../../src/leads/imports/imports.dto';
import type { LeadPage, LeadView } from '../../src/leads/leads.dto';
import { Crm, type Visitor } from '../support/crm';

interface ProblemBody {
  type: string;
  state: string;
  fault?: string;
}
interface Expectation {
  records: number;
  defects_by_record_line: Record<string, number[]>;
}

const FIXTURES = join(__dirname, '../fixtures');
const file = (name: string) => readFileSync(join(FIXTURES, `${name}.csv`));
const expectationOf = (name: string) =>
  JSON.parse(readFileSync(join(FIXTURES, `${name}.expect.json`), 'utf8')) as Expectation;
const EVERYWHERE = ['AT', 'CH', 'DE'];

let serial = 0;
const table = (...rows: string[]) => ['Firma;E-Mail;Telefon;Land;Notiz', ...rows].join('\r\n');
/** A file of new leads, each with an address that nobody has. */
const fresh = (rows: number) =>
  table(
    ...Array.from({ length: rows }, () => {
      serial += 1;
      return `Gasthof Neu ${String(serial)};neu${String(serial)}@import.example;;DE;`;
    }),
  );

describe('imports of leads', () => {
  let crm: Crm;
  let anna: Visitor, ben: Visitor, maria: Visitor, otto: Visitor, auditor: Visitor;

  const send = async (
    who: Visitor,
    content: Buffer | string,
    { query = 'fileName=leads.csv', type = 'text/csv' } = {},
  ): Promise<{ status: number; body: ImportView & ProblemBody }> => {
    const response = await fetch(`${crm.url}/v1/lead-imports?${query}`, {
      method: 'POST',
      headers: { cookie: who.cookieHeader, 'x-relance-client': 'web', 'content-type': type },
      body: typeof content === 'string' ? content : new Uint8Array(content),
    });
    return { status: response.status, body: (await response.json()) as ImportView & ProblemBody };
  };
  const upload = async (who: Visitor, content: Buffer | string): Promise<ImportView> => {
    const { status, body } = await send(who, content);
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body;
  };
  const see = async (who: Visitor, id: string) =>
    (await who.get<ImportView>(`/v1/lead-imports/${id}`)).body;
  const preview = async (who: Visitor, content: Buffer | string): Promise<ImportView> => {
    const { id } = await upload(who, content);
    await crm.drain();
    return see(who, id);
  };
  const run = async (who: Visitor, content: Buffer | string): Promise<ImportView> => {
    const { id } = await preview(who, content);
    await who.post(`/v1/lead-imports/${id}/execution`);
    await crm.drain();
    return see(who, id);
  };
  const rowsOf = async (who: Visitor, id: string, query: string): Promise<number[]> => {
    const found: number[] = [];
    for (let cursor: string | null = '0'; cursor !== null;) {
      const path: string = `/v1/lead-imports/${id}/rows?limit=200&cursor=${cursor}&${query}`;
      const { body } = await who.get<ImportRowPage>(path);
      found.push(...body.items.map(({ row }) => row));
      cursor = body.nextCursor;
    }
    return found;
  };
  const wait = async (seconds: number) => {
    crm.clock.turnTo(new Date(crm.clock.now().getTime() + seconds * 1000));
    await crm.drain();
  };
  const leadCount = async () => {
    const [row] = await crm.sql<{ n: number }>('SELECT count(*)::int AS n FROM leads');
    return row?.n ?? 0;
  };

  beforeAll(async () => {
    crm = await Crm.start({ at: '2026-11-25T08:00:00Z' });
    const [sued, nord] = [await crm.team('Süd'), await crm.team('Nord')];
    const person = (name: string, role: 'SALES' | 'MANAGER', teamId: string) =>
      crm.person({ name, role, teamId, territories: EVERYWHERE });
    anna = await person('Anna Keller', 'SALES', sued);
    ben = await person('Ben Wolf', 'SALES', sued);
    maria = await person('Maria Brandt', 'MANAGER', sued);
    otto = await person('Otto Nord', 'MANAGER', nord);
    auditor = await crm.person({ name: 'Ada Prüfer', role: 'AUDITOR' });
    for (const [team, manager, email] of [
      [sued, maria, 'maria.brandt'],
      [nord, otto, 'otto.nord'],
    ] as const) {
      await crm.changeTeam(team, { managerId: manager.id });
      await manager.post('/v1/session', {
        email: `${email}@relance.example`,
        password: 'sieben-kleine-zwerge',
      });
    }
  });

  afterAll(() => crm.stop());

  describe('the two files of users', () => {
    const done: Record<string, ImportView> = {};

    it.each(['leads-excel-de', 'leads-utf8'])(
      'previews %s with every planted defect and nothing else, and does just that',
      async (name) => {
        const expected = expectationOf(name);
        const planted = Object.entries(expected.defects_by_record_line).filter(
          ([reason]) => reason !== 'formula_text_kept_as_text',
        );
        const lost = planted.flatMap(([, rows]) => rows).length;

        const before = await preview(anna, file(name));
        for (const [reason, rows] of planted)
          expect([reason, await rowsOf(anna, before.id, `reason=${reason}`)]).toEqual([
            reason,
            rows,
          ]);
        expect(await rowsOf(anna, before.id, 'note=formula_text_kept_as_text')).toEqual(
          expected.defects_by_record_line['formula_text_kept_as_text'],
        );
        await anna.post(`/v1/lead-imports/${before.id}/execution`);
        await crm.drain();
        const after = await see(anna, before.id);

        expect(before).toMatchObject({ state: 'READY', rows: expected.records });
        expect(before.counts.create).toBe(expected.records - lost);
        expect(after).toMatchObject({
          state: 'DONE',
          counts: before.counts,
          reasons: before.reasons,
          progress: { previewed: expected.records, created: before.counts.create },
        });
        done[name] = after;
      },
      60_000,
    );

    it('makes what a registration makes of every row', async () => {
      const [row] = await crm.sql<Record<string, unknown>>(
        `SELECT l.company_name, l.business_type, l.annual_volume_cents::int AS cents, l.annual_volume_currency AS currency,
                l.source, l.first_contact_channel, l.known_since_on::text, l.registered_at, l.territory, l.stage,
                c.first_name, c.last_name, c.role, c.phone, c.is_primary, a.owner_id = l.owner_id AS placed,
                (SELECT count(*)::int FROM lead_identities i WHERE i.lead_id = l.id) AS identities,
                e.data ->> 'anchorKind' AS anchor, e.owner_id = l.owner_id AS told
           FROM leads l JOIN lead_contacts c ON c.lead_id = l.id JOIN access_subjects a ON a.subject_id = l.id
           JOIN event_log e ON e.subject_id = l.id AND e.type = 'crm.lead.registered.v1'
          WHERE c.email = 'aylin.gross@zum-ochsen-bern-3.example'`,
      );

      expect(row).toEqual({
        company_name: 'Gasthof Zum Ochsen e.K.',
        business_type: 'RESTAURANT',
        cents: 1_450_050,
        currency: 'EUR',
        source: 'PHONE',
        first_contact_channel: 'PHONE',
        known_since_on: '2026-01-14',
        registered_at: new Date('2026-11-25T08:00:00Z'),
        territory: 'CH',
        stage: 1,
        first_name: 'Heinz-Peter',
        last_name: 'Yildiz',
        role: 'OTHER',
        phone: '+41445020128',
        is_primary: true,
        placed: true,
        identities: 2,
        anchor: 'IMPORTED',
        told: true,
      });
    });

    it('creates nothing the second time', async () => {
      const before = await leadCount();

      const again = await run(anna, file('leads-excel-de'));

      expect(again.counts.create).toBe(0);
      expect(again.reasons.already_imported).toBe(done['leads-excel-de']?.counts.create);
      expect(again.state).toBe('DONE');
      expect(await leadCount()).toBe(before);
    });

    it('shows leads and imports to the importer and the team, to nobody else', async () => {
      const { id } = done['leads-utf8'] ?? { id: '' };
      const seen = [];
      for (const who of [anna, ben, maria, otto, crm.admin, auditor, crm.stranger()])
        seen.push((await who.get(`/v1/lead-imports/${id}`)).status);
      const ofBen = await ben.get<LeadPage>('/v1/leads?source=FAIR');
      const ofMaria = await maria.get<LeadPage>('/v1/leads?source=FAIR');
      const rows = await ben.get<ProblemBody>(`/v1/lead-imports/${id}/rows`);
      const list = await ben.get<{ items: unknown[] }>('/v1/lead-imports');

      expect(seen).toEqual([200, 404, 200, 404, 200, 200, 401]);
      expect([ofBen.body.items.length, ofMaria.body.items.length]).toEqual([0, 50]);
      expect([rows.status, list.body.items]).toEqual([404, []]);
    });

    it('walks its rows forth and back under a filter', async () => {
      const { id } = done['leads-excel-de'] ?? { id: '' };
      const page = async (cursor: string) =>
        (
          await anna.get<ImportRowPage>(
            `/v1/lead-imports/${id}/rows?reason=invalid_email&limit=4&cursor=${cursor}`,
          )
        ).body;
      const first = await page('0');
      const second = await page(first.nextCursor ?? '');
      const third = await page(second.nextCursor ?? '');

      expect([first, second, third].map(({ items }) => items.map(({ row }) => row))).toEqual([
        [71, 211, 250, 351],
        [387, 477, 493, 507],
        [508, 554],
      ]);
      expect([first.previousCursor, second.previousCursor]).toEqual([null, '0']);
      expect([third.previousCursor, third.nextCursor]).toEqual([first.nextCursor, null]);
    });

    it('finds its leads again, for those who may see the import', async () => {
      const { id, counts } = done['leads-utf8'] ?? { id: '', counts: { create: 0 } };
      const count = async (who: Visitor) => {
        const views = [{ key: 'n', filter: { import: [id] } }];
        return (await who.post<{ counts: { n: number } }>('/v1/leads/counts', { views })).body
          .counts.n;
      };
      const { body } = await anna.get<LeadPage>(`/v1/leads?import=${id}&limit=200`);

      expect([await count(anna), await count(maria), await count(ben), await count(otto)]).toEqual([
        counts.create,
        counts.create,
        0,
        0,
      ]);
      expect(body.items).toHaveLength(200);
    });

    it('gives the refused rows as a file with neutralised formulas', async () => {
      const { id, counts } = await preview(
        anna,
        table('=1+1;kein;;DE;=HYPERLINK("x")', ';a@b.example;;DE;', 'Gut;gut@b.example;;DE;'),
      );

      const path = `/v1/lead-imports/${id}/errors.csv`;
      const { body, headers } = await anna.get<string>(path);
      const english = await anna.get<string>(`${path}?language=en`);

      expect(counts).toMatchObject({ create: 1, fail: 2 });
      expect(english.body).toContain(
        'Row;Outcome;Reason;Reason (code);Column;Duplicate of row;Firma',
      );
      expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
      expect(headers.get('content-disposition')).toMatch(/filename=".+ Fehler\.csv"/);
      expect(body.replace('\ufeff', '').split('\r\n')).toEqual([
        'Zeile;Ergebnis;Grund;Grund (Code);Spalte;Dublette von Zeile;Firma;E-Mail;Telefon;Land;Notiz',
        `2;Fehler;Das ist keine E-Mail-Adresse.;invalid_email;E-Mail;;'=1+1;kein;;DE;"'=HYPERLINK(""x"")"`,
        '3;Fehler;Die Firma fehlt.;missing_company;Firma;;;a@b.example;;DE;',
        '',
      ]);
    });
  });

  describe('a workbook', () => {
    const titles = [
      'Firma',
      'E-Mail',
      'Telefon',
      'PLZ',
      'Jahresvolumen',
      'Registriert am',
      'Notiz',
    ];
    const workbook = (...rows: XlsxValue[][]) =>
      buffer(
        xlsxOf(
          {
            name: 'Leads',
            timeZone: 'Europe/Berlin',
            columns: titles.map((title) => ({
              title,
              format: title === 'Registriert am' ? ('instant' as const) : ('text' as const),
            })),
          },
          Readable.from([rows]),
        ),
      );

    it('takes the way of every file: dates, numbers and text as they are, nothing computed', async () => {
      const { id, ...before } = await preview(
        anna,
        await workbook(
          ['Haus Mappe', 'mappe@import.example', 1711234567, 80331, 1234.567, at, '=1+1'],
          ['', '', null, null, null, null, null],
          ['Ohne Weg', null, null, null, null, null, null],
        ),
      );
      await anna.post(`/v1/lead-imports/${id}/execution`);
      await crm.drain();
      const [lead] = await crm.sql(
        `SELECT l.postal_code, l.annual_volume_cents::int AS cents, l.known_since_on::text AS since, c.phone
           FROM leads l JOIN lead_contacts c ON c.lead_id = l.id WHERE c.email = 'mappe@import.example'`,
      );

      expect(before).toMatchObject({
        state: 'READY',
        format: 'xlsx',
        encoding: null,
        rows: 2,
        header: titles,
        counts: { create: 1, fail: 1 },
        reasons: { no_email_and_no_phone: 1 },
        notes: { formula_text_kept_as_text: 1 },
      });
      expect(await rowsOf(anna, id, 'outcome=fail')).toEqual([4]);
      expect(lead).toEqual({
        postal_code: '80331',
        cents: 123457,
        since: '2026-03-31',
        phone: '+491711234567',
      });
    });
    const at = new Date('2026-03-31T08:15:00Z');

    it.each([
      ['no workbook', Buffer.from('PK\u0003\u0004 and no more'), 'not-xlsx'],
      ['an old one', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'old-excel'],
    ])('that is %s is refused', async (_, content, fault) => {
      const { status, body } = await send(anna, content, { type: XLSX_TYPE });

      expect([status, body.fault]).toEqual([400, fault]);
    });

    it('with more rows than the role may import is refused', async () => {
      const rows = Array.from({ length: 10_001 }, (_, i) => [`F${String(i)}`]);

      const { status } = await send(anna, await workbook(...rows));

      expect(status).toBe(413);
    });
  });

  describe('a reversal', () => {
    interface Reverted {
      id: string;
      leads: string[];
    }
    const imported = async (rows: number): Promise<Reverted> => {
      const content = fresh(rows);
      const { id } = await run(anna, content);
      const { body } = await anna.get<LeadPage>(`/v1/leads?import=${id}`);
      return { id, leads: body.items.map((lead) => lead.id).sort() };
    };
    const revert = (who: Visitor, id: string) =>
      who.post<ImportView & ProblemBody>(`/v1/lead-imports/${id}/reversal`, {
        reason: 'Falsche Datei',
      });

    it('takes back what nobody has touched, keeps the rest, and says of every row why', async () => {
      const { id, leads } = await imported(5);
      const [changed = '', called = '', asked = '', written = '', untouched = ''] = leads;
      const lead = await anna.get<LeadView>(`/v1/leads/${changed}`);
      await anna.send(
        'PATCH',
        `/v1/leads/${changed}`,
        { tags: ['neu'] },
        {
          headers: { 'if-match': lead.headers.get('etag') ?? '' },
        },
      );
      await anna.post(`/v1/leads/${called}/activities`, { kind: 'NOTE', text: 'Rückruf' });
      await anna.post('/v1/tasks', {
        leadId: asked,
        text: 'Anrufen',
        dueAt: '2026-12-01T08:00:00Z',
      });
      await crm.sql(
        `INSERT INTO email_messages (id, subject_id, stream, idempotency_key, payload_hash, to_address, to_hash, contact_keys,
           template_version_id, locale, variables, about_kind, about_id, priority, due_at, not_after, status, sent_at, settled_at)
         SELECT gen_random_uuid(), $1, 'followup', 'reversal-test', '', 'x@y.example', '', '{}', v.id, 'de', '{}', 'test',
                $1, 1, now(), now(), 'sent', now(), now() FROM email_template_versions v LIMIT 1`,
        [written],
      );

      const begun = await revert(anna, id);
      const early = await crm.sql(
        `SELECT count(*)::int AS n FROM leads WHERE reverted_at IS NOT NULL`,
      );
      await wait(11);
      const after = await see(anna, id);
      const kept = await anna.get<ImportRowPage>(`/v1/lead-imports/${id}/rows?kept=true`);
      const events = await crm.sql<{ type: string; data: unknown }>(
        `SELECT type, data FROM event_log WHERE type = 'crm.lead.import.reverted.v1' OR
           (type = 'crm.lead.status.changed.v1' AND subject_id = $1)`,
        [untouched],
      );

      expect([begun.status, begun.body.state, early]).toEqual([202, 'REVERTING', [{ n: 0 }]]);
      expect(after).toMatchObject({
        state: 'REVERTED',
        reversal: { reverted: 1, kept: 4, reason: 'Falsche Datei', by: 'Anna Keller' },
      });
      expect(
        new Map(kept.body.items.map(({ leadId, keptReason }) => [leadId, keptReason])),
      ).toEqual(
        new Map([
          [changed, 'lead_changed'],
          [called, 'activity_logged'],
          [asked, 'work_begun'],
          [written, 'message_sent'],
        ]),
      );
      expect(events.map(({ data }) => data)).toEqual([
        expect.objectContaining({ leadId: untouched, to: 'LOST', reason: 'IMPORT_REVERTED' }),
        { importId: id, reverted: 1, kept: 4 },
      ]);
      expect(
        await crm.sql(`SELECT state FROM follow_ups WHERE subject_id = $1 AND state = 'planned'`, [
          untouched,
        ]),
      ).toEqual([]);
    });

    it('sets addresses free, hides its leads, and lets the file be imported again', async () => {
      const content = fresh(1);
      const { id } = await run(anna, content);
      await revert(anna, id);
      await wait(11);
      const { body } = await anna.get<LeadPage>(`/v1/leads?import=${id}`);
      const [lead] = body.items;
      const listed = await anna.get<LeadPage>('/v1/leads?limit=200');
      const reopened = await maria.post(`/v1/leads/${lead?.id ?? ''}/reopening`, {
        reason: 'Doch nicht verloren',
      });
      const again = await run(anna, content);

      expect(lead?.status).toBe('LOST');
      expect(listed.body.items.map((item) => item.id)).not.toContain(lead?.id);
      expect(reopened.status).toBe(409);
      expect(again.progress.created).toBe(1);
    });

    it('is called off while nothing has happened, and is for whoever may see the import', async () => {
      const { id, leads } = await imported(1);
      const twice = [(await revert(otto, id)).status, (await revert(auditor, id)).status];
      await revert(maria, id);
      const second = await revert(anna, id);
      const calledOff = await anna.send<ImportView>('DELETE', `/v1/lead-imports/${id}/reversal`);
      await wait(11);
      const late = await anna.send('DELETE', `/v1/lead-imports/${id}/reversal`);

      expect(twice).toEqual([404, 403]);
      expect(second.body.type).toBe('/problems/import-step-not-possible');
      expect([calledOff.body.state, calledOff.body.reversal]).toEqual(['DONE', null]);
      expect(await crm.sql('SELECT status FROM leads WHERE id = $1', [leads[0]])).toEqual([
        { status: 'REGISTERED' },
      ]);
      expect(late.status).toBe(409);
    });
  });

  describe('the dates of a file', () => {
    const dated = async (day: string) => {
      serial += 1;
      const email = `datiert${String(serial)}@import.example`;
      return run(anna, `Firma;E-Mail;Registriert am\nHaus ${String(serial)};${email};${day}\n`);
    };
    const leadOf = async (id: string) =>
      (await anna.get<LeadPage>(`/v1/leads?import=${id}`)).body.items[0];
    const decide = (who: Visitor, id: string, what: 'approval' | 'refusal') =>
      who.post<ImportView & ProblemBody>(`/v1/lead-imports/${id}/backdating-${what}`, {
        reason: 'Vertrag lag vor',
      });

    it('start the protection of its leads only when a manager approves', async () => {
      const done = await dated('01.10.2026');
      const before = await leadOf(done.id);
      const bySales = await decide(anna, done.id, 'approval');
      const approved = await decide(maria, done.id, 'approval');
      await crm.drain();
      const after = await leadOf(done.id);
      const again = await decide(maria, done.id, 'refusal');
      const audited = await crm.sql(
        `SELECT why FROM audit_log WHERE act = 'leads.import.backdating.approve' AND subject_id = $1`,
        [done.id],
      );

      expect(done).toMatchObject({ datedLeads: 1, backdating: null });
      expect([bySales.status, approved.body.backdating?.state]).toEqual([403, 'running']);
      expect((await see(anna, done.id)).backdating).toMatchObject({
        state: 'approved',
        by: 'Maria Brandt',
        reason: 'Vertrag lag vor',
      });
      expect(before?.protection?.progressDueAt?.slice(0, 7)).toBe('2027-01');
      expect(after?.protection?.progressDueAt).toBe('2026-11-29T23:00:00.000Z');
      expect([again.status, audited]).toEqual([409, [{ why: 'Vertrag lag vor' }]]);
    });

    it('so old that the protection would be over take no lead from anybody', async () => {
      const done = await dated('14.01.2026');
      const before = await leadOf(done.id);
      await decide(maria, done.id, 'approval');
      await crm.drain();

      expect((await see(anna, done.id)).backdating).toMatchObject({ state: 'approved' });
      expect(before?.ownerId).not.toBeNull();
      expect(await leadOf(done.id)).toMatchObject({
        ownerId: before?.ownerId,
        free: false,
        protection: before?.protection,
      });
    });

    it('stay what they are when a manager refuses', async () => {
      const done = await dated('01.10.2026');
      const before = await leadOf(done.id);
      const refused = await decide(maria, done.id, 'refusal');
      await crm.drain();

      expect(refused.body.backdating?.state).toBe('refused');
      expect((await leadOf(done.id))?.protection).toEqual(before?.protection);
    });
  });

  describe('columns', () => {
    it('are asked for when they are not clear, and remembered for files of the kind', async () => {
      const content = `Kundin X;Adresse Y\nHaus Eins;eins@spalten.example\n`;
      const asked = await upload(ben, content);
      const early = await ben.post<ProblemBody>(`/v1/lead-imports/${asked.id}/execution`);
      const bad = await ben.patch<ProblemBody>(`/v1/lead-imports/${asked.id}`, {
        mapping: ['company', 'city'],
      });
      const good = await ben.patch<ImportView>(`/v1/lead-imports/${asked.id}`, {
        mapping: ['company', 'email'],
        countFrom: 'none',
      });
      await crm.drain();
      const ready = await see(ben, asked.id);
      const second = await upload(ben, content);

      expect(asked).toMatchObject({
        state: 'MAPPING',
        mapping: [null, null],
        mappingSource: 'guessed',
        samples: [['Haus Eins'], ['eins@spalten.example']],
      });
      expect(ready.mappingSource).toBe('chosen');
      expect(early.body).toMatchObject({
        type: '/problems/import-step-not-possible',
        state: 'MAPPING',
      });
      expect([bad.status, bad.body.type]).toEqual([400, '/problems/import-mapping-invalid']);
      expect(good.body).toMatchObject({ state: 'ANALYSING', countFrom: 'none' });
      expect(ready).toMatchObject({ state: 'READY', counts: { create: 1 } });
      expect(second).toMatchObject({
        state: 'ANALYSING',
        mapping: ['company', 'email'],
        mappingSource: 'remembered',
      });
    });

    it.each([
      ['none', 'NONE', null],
      ['registered', 'REGISTERED', '2026-03-01T23:00:00.000Z'],
    ])('counting from %s becomes the anchor %s', async (countFrom, kind, at) => {
      serial += 1;
      const email = `anker${String(serial)}@import.example`;
      const content = `Firma;E-Mail;Registriert am\nHaus Anker ${String(serial)};${email};02.03.2026\n`;
      const { id } = await upload(anna, content);
      await anna.patch(`/v1/lead-imports/${id}`, { countFrom });
      await crm.drain();
      await anna.post(`/v1/lead-imports/${id}/execution`);
      await crm.drain();

      expect(
        await crm.sql(
          `SELECT e.data ->> 'anchorKind' AS kind, e.data ->> 'anchorAt' AS at FROM event_log e
             JOIN lead_contacts c ON c.lead_id = e.subject_id WHERE e.type = 'crm.lead.registered.v1' AND c.email = $1`,
          [email],
        ),
      ).toEqual([{ kind, at }]);
    });
  });

  describe('execution', () => {
    it('goes on where it was killed, and counts every lead once', async () => {
      const { id } = await preview(anna, fresh(1200));
      const before = await leadCount();
      await anna.post(`/v1/lead-imports/${id}/execution`);
      const log = crm.app.get(EventLog);
      const real = log.recordAll.bind(log);
      let calls = 0;
      const spy = jest.spyOn(log, 'recordAll').mockImplementation((tx, facts) => {
        calls += 1;
        if (calls === 2) throw new Error('killed');
        return real(tx, facts);
      });

      await expect(crm.drain()).rejects.toThrow('killed');
      spy.mockRestore();
      const between = await see(anna, id);
      await crm.drain();
      const after = await see(anna, id);

      expect(between).toMatchObject({ state: 'EXECUTING', progress: { created: 500 } });
      expect(after).toMatchObject({ state: 'DONE', progress: { created: 1200 } });
      expect((await leadCount()) - before).toBe(1200);
      expect(
        await crm.sql(
          `SELECT data ->> 'created' AS created FROM event_log
            WHERE type = 'crm.lead.import.completed.v1' AND data ->> 'importId' = $1`,
          [id],
        ),
      ).toEqual([{ created: '1200' }]);
    });

    it('is in the name of the importer, and tells where a skipped row says otherwise of consent', async () => {
      const { id } = await run(
        maria,
        [
          'Firma;E-Mail;Einwilligung E-Mail;Notiz',
          'Ja;einwilligung@ja.example;ja;Am Stand gesprochen',
          'Nein;einwilligung@ja.example;nein;',
          'Ja auch;einwilligung@ja.example;ja;',
        ].join('\r\n'),
      );
      const { body } = await maria.get<ImportRowPage>(`/v1/lead-imports/${id}/rows`);
      const [row] = await crm.sql<Record<string, string>>(
        `SELECT l.changed_by AS created, a.logged_by AS logged, c.recorded_by AS recorded
           FROM lead_import_rows r JOIN leads l ON l.id = r.lead_id JOIN activities a ON a.subject_id = l.id
           JOIN lead_consents c ON c.lead_id = l.id WHERE r.import_id = '${id}'`,
      );

      expect(row).toEqual({ created: maria.id, logged: maria.id, recorded: maria.id });
      expect(body.items.map(({ notes }) => notes.includes('consent_differs'))).toEqual([
        false,
        true,
        false,
      ]);
    });

    it('is asked for twice and done once', async () => {
      const { id } = await preview(anna, fresh(3));
      const both = await Promise.all([
        anna.post(`/v1/lead-imports/${id}/execution`),
        anna.post(`/v1/lead-imports/${id}/execution`),
      ]);
      await crm.drain();
      const late = await anna.post<ImportView>(`/v1/lead-imports/${id}/execution`);

      expect(both.map(({ status }) => status)).toEqual([202, 202]);
      expect(late.body).toMatchObject({ state: 'DONE', progress: { created: 3 } });
    });

    it('skips what was registered after the preview', async () => {
      const { id, counts } = await preview(anna, table('Spät;spaet@import.example;;DE;'));
      await ben.post('/v1/leads', {
        company: { name: 'Schneller', country: 'DE' },
        contacts: [{ email: 'spaet@import.example' }],
        source: 'REFERRAL',
      });
      await anna.post(`/v1/lead-imports/${id}/execution`);
      await crm.drain();
      const { body } = await anna.get<ImportRowPage>(`/v1/lead-imports/${id}/rows`);

      expect(counts.create).toBe(1);
      expect(await see(anna, id)).toMatchObject({ state: 'DONE', counts: { create: 0, skip: 1 } });
      // Ben's lead is not Anna's to see.
      expect(body.items).toEqual([
        expect.objectContaining({
          reason: 'duplicate_email',
          duplicateOf: { row: null, leadId: null },
        }),
      ]);
    });

    it('gives up after five faults and says so', async () => {
      const { id } = await preview(anna, fresh(1));
      await anna.post(`/v1/lead-imports/${id}/execution`);
      const spy = jest.spyOn(crm.app.get(EventLog), 'recordAll').mockImplementation(() => {
        throw new Error('broken');
      });

      for (let i = 0; i < 5; i++) await expect(crm.drain()).rejects.toThrow('broken');
      spy.mockRestore();
      await crm.drain();

      expect(await see(anna, id)).toMatchObject({
        state: 'FAILED',
        failure: 'too_many_faults',
        progress: { created: 0 },
      });
    });

    it('takes what nobody can see, and a country that there is not, as not given', async () => {
      const view = await run(
        anna,
        table(
          '\u200b\u00ad;leer@import.example;;DE;',
          'Haus Ohne;\u200b;\u2060;DE;',
          'Haus Fern;fern@import.example;;ZZ;',
        ),
      );

      expect(view.reasons).toEqual({ missing_company: 1, no_email_and_no_phone: 1 });
      expect(view.notes).toMatchObject({ value_unknown: 1 });
      expect(view.progress).toMatchObject({ created: 1 });
    });

    it('refuses rows of foreign territories', async () => {
      const local = await crm.person({ name: 'Lena Lokal', role: 'SALES', territories: ['DE'] });

      const view = await preview(local, table('Bern;bern@import.example;;CH;'));

      expect(view.reasons).toEqual({ territory_not_allowed: 1 });
    });
  });

  describe('approval', () => {
    const many = () => table('A;doppelt@import.example;;DE;', 'B;doppelt@import.example;;DE;');

    it('is needed by a sales user above a tenth of duplicates, and given by the manager', async () => {
      const { id, needsApproval } = await preview(anna, many());
      const asked = await anna.post<ImportView>(`/v1/lead-imports/${id}/execution`);
      await crm.drain();
      const waiting = await see(anna, id);
      const own = await anna.post(`/v1/lead-imports/${id}/approval`);
      const foreign = await otto.post(`/v1/lead-imports/${id}/approval`);
      const given = await maria.post<ImportView>(`/v1/lead-imports/${id}/approval`);
      await crm.drain();
      const twice = await maria.post<ProblemBody>(`/v1/lead-imports/${id}/approval`);

      expect(needsApproval).toBe(true);
      expect(asked.body.state).toBe('AWAITING_APPROVAL');
      expect(waiting).toMatchObject({ state: 'AWAITING_APPROVAL', progress: { created: 0 } });
      expect([own.status, foreign.status, given.status]).toEqual([403, 404, 202]);
      expect(await see(anna, id)).toMatchObject({ state: 'DONE', approvedBy: maria.id });
      expect([twice.status, twice.body.state]).toEqual([409, 'DONE']);
    });

    it('is not needed by a manager', async () => {
      const view = await run(
        maria,
        table('C;zweimal@import.example;;DE;', 'D;zweimal@import.example;;DE;'),
      );

      expect(view).toMatchObject({ state: 'DONE', progress: { created: 1 } });
    });
  });

  describe('uploads', () => {
    it.each([
      ['an empty file', '', 'empty'],
      ['two encodings', Buffer.from([0x46, 0xc3, 0xbc, 0x3b, 0xfc, 0x41, 0x0a]), 'undecodable'],
      ['an open quote', 'Firma;E-Mail\n"A;B\n', 'not-csv'],
    ])('refuse %s and keep nothing', async (_, content, fault) => {
      const count = 'SELECT count(*)::int AS n FROM lead_imports';
      const before = await crm.sql(count);

      const { status, body } = await send(anna, content);

      expect([status, body.type, body.fault]).toEqual([
        400,
        '/problems/import-file-unreadable',
        fault,
      ]);
      expect(await crm.sql(count)).toEqual(before);
    });

    it('refuse more rows than the role may import', async () => {
      const rows = Array.from({ length: 10_001 }, (_, i) => `F${String(i)};;;;`);

      const { status, body } = await send(anna, table(...rows));

      expect([status, body.type]).toEqual([413, '/problems/import-too-large']);
    });

    it('refuse more than 50 MB and keep nothing', async () => {
      const count = 'SELECT count(*)::int AS n FROM lead_imports';
      const before = await crm.sql(count);
      const row = `${'x'.repeat(200_000)};a@b.example;;DE;\r\n`;

      const { status, body } = await send(
        maria,
        `Firma;E-Mail;Telefon;Land;Notiz\r\n${row.repeat(263)}`,
      );

      expect([status, body.type]).toEqual([413, '/problems/import-too-large']);
      expect(await crm.sql(count)).toEqual(before);
    });

    it('refuse other media types, other owners and strangers', async () => {
      const json = await send(anna, '{}', { type: 'application/json' });
      const elsewhere = await anna.send('POST', '/v1/leads', 'a;b', {
        headers: { 'content-type': 'text/csv' },
      });
      const owner = await send(anna, fresh(1), {
        query: `fileName=x.csv&ownerId=${ben.id}`,
      });
      const nameless = await send(anna, fresh(1), { query: '' });
      const byAuditor = await send(auditor, fresh(1));

      expect([json.status, elsewhere.status]).toEqual([415, 415]);
      expect(owner.body.type).toBe('/problems/owner-not-available');
      expect([nameless.status, byAuditor.status]).toEqual([400, 403]);
    });

    it('take bytes and give the leads to a colleague when a manager says so', async () => {
      const { status, body } = await send(maria, fresh(1), {
        query: `fileName=x.csv&ownerId=${ben.id}`,
        type: 'application/octet-stream',
      });
      await crm.drain();
      await maria.post(`/v1/lead-imports/${body.id}/execution`);
      await crm.drain();
      const found = await ben.get<LeadPage>('/v1/leads?source=IMPORT');

      expect(status).toBe(201);
      expect(found.body.items[0]?.ownerId).toBe(ben.id);
    });

    it('under a key are one import, and another content of the same length is refused', async () => {
      const under = async (content: string) => {
        const response = await fetch(`${crm.url}/v1/lead-imports?fileName=key.csv`, {
          method: 'POST',
          headers: {
            cookie: anna.cookieHeader,
            'x-relance-client': 'web',
            'content-type': 'text/csv',
            'idempotency-key': 'upload-under-a-key',
          },
          body: content,
        });
        return {
          status: response.status,
          body: (await response.json()) as ImportView & ProblemBody,
        };
      };
      const content = fresh(1);

      const first = await under(content);
      const second = await under(content);
      const other = await under(content.replace('Gasthof', 'Gasthaf'));

      expect([first.status, second.status]).toEqual([201, 201]);
      expect(second.body.id).toBe(first.body.id);
      expect([other.status, other.body.type]).toEqual([409, '/problems/idempotency-key-reused']);
    });

    it('that never ended are swept away', async () => {
      await crm.sql(
        `INSERT INTO lead_imports (id, created_by, creator_role, owner_id, territories, file_name, created_at, worked_at)
         VALUES (gen_random_uuid(), $1, 'SALES', $1, '{}', 'halb.csv', now(), now() - interval '2 hours')`,
        [anna.id],
      );
      await crm.drain();

      expect(await crm.sql(`SELECT 1 FROM lead_imports WHERE file_name = 'halb.csv'`)).toEqual([]);
    });
  });
});
