import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ActivityPage } from '../../src/leads/activities/activities.dto';
import type { ImportView } from '../../src/leads/imports/imports.dto';
import type { ConsentPage } from '../../src/leads/privacy/consents.dto';
import type { LeadPage, LeadView } from '../../src/leads/leads.dto';
import { LeadsWorld } from '../support/leads-world';

const FILE = readFileSync(join(__dirname, '../fixtures/leads-excel-de.csv'));

describe('what an imported file says beside its leads', () => {
  let world: LeadsWorld;

  beforeAll(async () => {
    world = await LeadsWorld.start();
  });

  afterAll(() => world.crm.stop());

  const run = async (content: string | Buffer, key = ''): Promise<ImportView> => {
    const who = world.crm.admin;
    const answer = await fetch(`${world.crm.url}/v1/lead-imports?fileName=messe.csv`, {
      method: 'POST',
      headers: {
        cookie: who.cookieHeader,
        'x-relance-client': 'web',
        'content-type': 'text/csv',
        ...(key && { 'idempotency-key': key }),
      },
      body: typeof content === 'string' ? content : new Uint8Array(content),
    });
    const { id } = (await answer.json()) as ImportView;
    await world.crm.drain();
    await who.post(`/v1/lead-imports/${id}/execution`);
    await world.crm.drain();
    return (await who.get<ImportView>(`/v1/lead-imports/${id}`)).body;
  };
  const leadNamed = async (name: string) => {
    const { body } = await world.crm.admin.get<LeadPage>(`/v1/leads?q=${encodeURIComponent(name)}`);
    return body.items[0]?.id ?? '';
  };
  const told = async (name: string) => {
    const id = await leadNamed(name);
    const [consents, activities] = await Promise.all([
      world.crm.admin.get<ConsentPage>(`/v1/leads/${id}/consents`),
      world.crm.admin.get<ActivityPage>(`/v1/leads/${id}/activities`),
    ]);
    return { consents: consents.body.items, notes: activities.body.items };
  };

  it('says how the house stands with a company, in the words of an export', async () => {
    const headings =
      'Kette;Beziehung;Zugang zum Entscheider;Wettbewerber;Probleme;Notizen zum Bedarf;Dringlichkeit';
    const words =
      'Hof & Hain;Regelmäßiger Austausch;Über andere;Großmarkt Süd;Personalmangel, Zu wenig Auswahl;Kocht ohne Beikoch;Hoch';
    const view = await run(
      [
        `Firma;E-Mail;${headings}`,
        `Haus Hain;hain@worte.example;${words}`,
        'Haus Halb;halb@worte.example;;gut;;;Zu wenig Auswahl, Mäuse;;',
      ].join('\r\n'),
    );

    const read = async (name: string) =>
      (await world.crm.admin.get<LeadView>(`/v1/leads/${await leadNamed(name)}`)).body;
    const lead = await read('Hof & Hain');
    const file = await world.crm.admin.get<string>(`/v1/lead-exports.csv?id=${lead.id}`);
    const [header = [], row = []] = file.body
      .replace('\ufeff', '')
      .split('\r\n')
      .map((line) => line.split(';'));

    expect(lead).toMatchObject({
      company: 'Haus Hain',
      chain: 'Hof & Hain',
      relationshipStatus: 'REGULAR',
      decisionMakerAccess: 'INDIRECT',
      competitor: 'Großmarkt Süd',
      pains: ['STAFF_SHORTAGE', 'VARIETY'],
      painNotes: 'Kocht ohne Beikoch',
      urgency: 'HIGH',
      scoreParts: { pain: { points: 22 } },
    });
    expect(headings.split(';').map((name) => row[header.indexOf(name)])).toEqual(words.split(';'));
    expect(view.notes).toEqual({ value_unknown: 1 });
    expect(await read('Haus Halb')).toMatchObject({ relationshipStatus: null, pains: ['VARIETY'] });
  });

  it('becomes a consent with its proof, a refusal, a note or nothing', async () => {
    const { id } = await run(
      [
        'Firma;E-Mail;Einwilligung E-Mail;Notiz',
        'Ja Haus;ja@worte.example;ja;möchte Muster',
        'Nein Haus;nein@worte.example;nein;',
        'Leer Haus;leer@worte.example;;',
      ].join('\r\n'),
    );

    const [yes, no, empty] = [
      await told('Ja Haus'),
      await told('Nein Haus'),
      await told('Leer Haus'),
    ];

    const [admin] = await world.crm.sql<{ id: string }>(
      `SELECT id FROM users WHERE role = 'ADMIN'`,
    );
    expect(yes.consents).toEqual([
      expect.objectContaining({
        channel: 'email',
        state: 'given',
        basis: 'OPT_IN',
        source: 'Import messe.csv',
        proof: { importId: id, file: 'messe.csv', row: 2, importer: admin?.id },
        givenAt: '2026-03-02T08:00:00.000Z',
      }),
    ]);
    expect(yes.notes).toEqual([
      expect.objectContaining({ kind: 'NOTE', text: 'möchte Muster', origin: `import:${id}` }),
    ]);
    expect(no.consents).toEqual([expect.objectContaining({ state: 'refused', basis: null })]);
    expect([no.notes, empty.consents, empty.notes]).toEqual([[], [], []]);
  });

  it('is told for every lead of the file that users have, once', async () => {
    world.crm.clock.turnTo(new Date('2026-11-25T12:00:00Z'));
    await run(FILE);
    await run(FILE);

    // Counted in the file: rows without a planted defect, with ja, with nein, with a note.
    const [row] = await world.crm.sql<Record<string, number>>(`
      SELECT count(DISTINCT r.lead_id)::int AS leads, count(c.id) FILTER (WHERE c.state = 'given')::int AS given,
             count(c.id) FILTER (WHERE c.state = 'refused')::int AS refused, count(a.id)::int AS notes,
             count(e.id)::int AS told, count(*) FILTER (WHERE k.id IS NULL AND c.id IS NOT NULL)::int AS stray
        FROM lead_import_rows r
        JOIN leads l ON l.id = r.lead_id AND l.registered_at = '2026-11-25T12:00:00Z'
        LEFT JOIN lead_consents c ON c.lead_id = r.lead_id
        LEFT JOIN lead_contacts k ON k.id = c.contact_id AND k.lead_id = c.lead_id AND k.owner_id = c.owner_id
        LEFT JOIN activities a ON a.subject_id = r.lead_id AND a.owner_id = l.owner_id
        LEFT JOIN event_log e ON e.subject_id = r.lead_id AND e.type = 'crm.consent.changed.v1'`);
    expect(row).toEqual({ leads: 490, given: 285, refused: 110, notes: 383, told: 395, stray: 0 });
  });
});
