import type { HeldPeople, PersonExport } from '../../src/cockpit/privacy/privacy.dto';
import { Intake } from '../../src/email/inbound/intake.service';
import { type FollowUpWorld, followUpWorld } from '../support/follow-ups';
import { whatsApp, WHATSAPP_ON } from '../support/whatsapp';

const REASON = 'Zwirbelmann verlangt die Löschung nach Art. 17';
/** What nobody else has; in no word of the product. */
const VALUES = [
  'Zwirbelmann',
  'Quendolin',
  'zwirbelmann@',
  '15199988877',
  'Kraeuterquark',
  'Pfifferlinge',
  'Sauerampfer',
];
/** Tables whose rows may go: they only say who has a value, or what a mail said. */
const MAY_SHRINK = ['lead_identities', 'customer_identities', 'email_contents', 'email_mailbox'];

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

describe('the data of a person', () => {
  let world: FollowUpWorld;
  let chat: ReturnType<typeof whatsApp>;
  let serial = 100;

  beforeAll(async () => {
    world = await followUpWorld({
      env: { ...WHATSAPP_ON, EMAIL_REPLY_DOMAIN: 'reply.crm.example' },
    });
    chat = whatsApp(world.crm);
  });
  afterAll(() => world.stop());

  const admin = () => world.crm.admin;
  const done = ({ status, body }: { status: number; body: unknown }) => {
    if (status >= 300) throw new Error(JSON.stringify(body));
  };

  /** Somebody whom we wrote to, who answered on both channels, and of whom much was written down. */
  const known = async (first: string, last: string, mobile: string, words: string[]) => {
    const nr = (serial += 1);
    const email = `${last.toLowerCase()}@haus${String(nr)}.example`;
    const contact = { firstName: first, lastName: last, email, mobile: `+${mobile}` };
    const leadId = await world.register({
      nr,
      contact,
      consent: {
        ...{ channel: 'email', state: 'given', basis: 'OPT_IN', source: `Karte von ${last}` },
        proof: `${first} ${last} hat am Stand unterschrieben`,
      },
    });
    const { body } = await world.anna.get<{ version: number; contacts: { id: string }[] }>(
      `/v1/leads/${leadId}`,
    );
    done(
      await world.anna.patch(
        `/v1/leads/${leadId}`,
        { competitor: `Ein Vetter von ${last}`, painNotes: `${last} fehlt Personal` },
        { headers: { 'if-match': `"lead-${leadId}-${String(body.version)}"` } },
      ),
    );
    await world.crm.days(6);
    done(
      await world.anna.post(`/v1/leads/${leadId}/activities`, {
        kind: 'NOTE',
        text: `${last} mag ${words[0] ?? ''}`,
      }),
    );
    const raw = world.sink.mails.find(({ to }) => to[0] === email)?.raw ?? '';
    const rcpt = /^Reply-To:[^<\n]*<?([^>\s]+)>?/m.exec(raw)?.[1] ?? '';
    if (rcpt === '') throw new Error('No mail came.');
    const lines = [
      `Message-ID: <a${String(nr)}@haus.example>`,
      `From: ${first} ${last} <${email}>`,
      `To: ${rcpt}`,
      'Subject: Re: Muster',
      'Content-Type: text/plain; charset=utf-8',
    ];
    await world.crm.app.get(Intake).take({
      raw: Buffer.from([...lines, '', `Ja gerne, ein Angebot mit ${words[1] ?? ''}!`].join('\r\n')),
      rcpt: [rcpt],
      mailFrom: email,
    });
    await world.crm.drain();
    await chat.text(mobile, `Bitte ${words[2] ?? ''} dazu`, { name: `${first} ${last}` });
    await world.crm.drain();
    return { leadId, contactId: body.contacts[0]?.id ?? '', email };
  };

  interface Column {
    table: string;
    column: string;
    type: string;
  }
  const columns = () =>
    world.crm.sql<Column>(
      `SELECT c.relname AS "table", a.attname AS "column", format_type(a.atttypid, NULL) AS type
         FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition`,
    );
  /** Every column of every table, as text and as the text that bytes may be. */
  const found = async (values: readonly string[]) => {
    const looks = (await columns()).map(({ table, column, type }) => {
      const text = type === 'bytea' ? `encode("${column}", 'escape')` : `"${column}"::text`;
      return `SELECT '${table}.${column}' AS place WHERE EXISTS (SELECT FROM "${table}", unnest($1::text[]) AS v
        WHERE position(lower(v) IN lower(${text})) > 0)`;
    });
    const hits = await world.crm.sql<{ place: string }>(looks.join(' UNION ALL '), [values]);
    return hits.map(({ place }) => place);
  };
  const counts = async () => {
    const tables = [...new Set((await columns()).map(({ table }) => table))];
    const looks = tables.map(
      (name) => `SELECT '${name}' AS name, count(*)::int AS n FROM "${name}"`,
    );
    const rows = await world.crm.sql<{ name: string; n: number }>(looks.join(' UNION ALL '));
    return new Map(rows.map(({ name, n }) => [name, n]));
  };
  /** Everything in the tables of figures. */
  const figures = async () => {
    const tables = [...new Set((await columns()).map(({ table }) => table))];
    const of = tables.filter((name) => name.startsWith('analytics_')).sort();
    const rows = await Promise.all(
      of.map((name) => world.crm.sql<{ t: string }>(`SELECT t::text FROM "${name}" t ORDER BY 1`)),
    );
    return Object.fromEntries(of.map((name, at) => [name, rows[at]?.map(({ t }) => t)]));
  };
  const export_ = (who: string) => admin().post<PersonExport>('/v1/privacy/export', { who });
  const heldOn = async (who: string) =>
    (await admin().post<HeldPeople>('/v1/privacy/search', { who })).body.items;

  it('is given out whole, and gone everywhere once it is erased', async () => {
    const words = ['Kraeuterquark', 'Pfifferlinge', 'Sauerampfer'];
    const gone = await known('Quendolin', 'Zwirbelmann', '4915199988877', words);
    const stays = await known('Norbert', 'Bleibert', '4915199988866', [
      'Alpenkas',
      'Bohnen',
      'Cidre',
    ]);
    const staying = ['Bleibert', '15199988866', 'Alpenkas', 'Bohnen', 'Cidre'];
    const text = JSON.stringify((await export_(gone.email)).body);
    const of = await found(VALUES);
    const before = await counts();
    const measured = await figures();
    const others = await found(staying);

    expect(VALUES.filter((value) => !text.includes(value))).toEqual([]);
    expect(staying.filter((value) => text.includes(value))).toEqual([]);
    expect(of).toEqual(
      expect.arrayContaining([
        ...['email_inbound_mails.raw', 'whatsapp_inbound.text'],
        ...['leads.competitor', 'leads.pain_notes'],
      ]),
    );
    expect(text).toContain('Ein Vetter von Zwirbelmann');
    expect(await heldOn('0151 999 88877')).toMatchObject([{ contactId: gone.contactId }]);

    const { status, body } = await admin().post('/v1/privacy/erasure', {
      who: gone.contactId,
      reason: REASON,
    });

    expect({ status, body }).toMatchObject({ status: 200 });
    expect(await found(VALUES)).toEqual([]);
    await world.crm.drain();
    const since = await figures();
    // Nothing that was counted is gone; that their conversations were closed is new.
    expect(Object.keys(since).filter((name) => !isSame(since[name], measured[name]))).toEqual([
      'analytics_turns',
    ]);
    expect(since['analytics_turns']).toEqual(
      expect.arrayContaining(measured['analytics_turns'] ?? []),
    );
    await world.crm.days(8);
    expect(await found(VALUES)).toEqual([]);
    expect(await found(staying)).toEqual(others);
    expect((await export_(stays.email)).status).toBe(200);
    const after = await counts();
    expect(
      [...before].filter(
        ([table, n]) => (after.get(table) ?? 0) < n && !MAY_SHRINK.includes(table),
      ),
    ).toEqual([]);
    const [audit] = await world.crm.sql<{ why: string; after: object }>(
      `SELECT why, after FROM audit_log WHERE act = 'privacy.erase' AND subject_id = $1`,
      [gone.contactId],
    );
    expect(audit).toMatchObject({ why: '[…] verlangt die Löschung nach Art. 17' });
    const receipts = await world.crm.sql(
      'SELECT state, basis, proof FROM lead_consents WHERE contact_id = $1',
      [gone.contactId],
    );
    expect(receipts).toMatchObject([{ state: 'given', basis: 'OPT_IN' }]);
  }, 1_200_000);

  it('stops what is on its way, and an address that is entered again gets nothing', async () => {
    const nr = (serial += 1);
    const contact = {
      firstName: 'Ottilie',
      lastName: 'Rauschebach',
      email: 'o@rauschebach.example',
    };
    const leadId = await world.register({ nr, contact });
    await world.crm.drain();

    const erased = await admin().post('/v1/privacy/erasure', {
      who: 'O@Rauschebach.example',
      reason: 'Anruf vom heutigen Tag',
    });
    await world.register({ nr: (serial += 1), contact });
    await world.crm.days(12);

    expect(erased.status).toBe(200);
    expect((await world.trace(leadId)).enrolment).toMatchObject({
      state: 'stopped',
      reason: 'LEAD_ERASED',
    });
    expect(world.sink.mails.filter(({ to }) => to[0] === contact.email)).toEqual([]);
  });

  it('leaves what others at the lead said and are called', async () => {
    const nr = (serial += 1);
    const leadId = await world.register({
      nr,
      contact: { firstName: 'Lorenz', lastName: 'Wackernagel', email: 'l@wackernagel.example' },
    });
    done(
      await world.anna.post(`/v1/leads/${leadId}/contacts`, {
        ...{ firstName: 'Irmgard', lastName: 'Wackernagel', email: 'i@wackernagel.example' },
      }),
    );
    const text = 'Lorenz Wackernagel will Fisch, Irmgard Wackernagel will Obst';
    done(await world.anna.post(`/v1/leads/${leadId}/activities`, { kind: 'NOTE', text }));

    done(
      await admin().post('/v1/privacy/erasure', {
        who: 'l@wackernagel.example',
        reason: 'Schreiben vom heutigen Tag',
      }),
    );

    const [note] = await world.crm.sql(`SELECT text FROM activities WHERE subject_id = $1`, [
      leadId,
    ]);
    const people = await world.crm.sql(
      'SELECT first_name, email, is_primary FROM lead_contacts WHERE lead_id = $1 ORDER BY id',
      [leadId],
    );
    expect(note).toEqual({ text: '[…] will Fisch, Irmgard Wackernagel will Obst' });
    expect(people).toEqual([
      { first_name: null, email: null, is_primary: false },
      { first_name: 'Irmgard', email: 'i@wackernagel.example', is_primary: true },
    ]);
  });

  it('is for administrators, and read by auditors', async () => {
    const auditor = await world.crm.person({ name: 'Ada Prüfer', role: 'AUDITOR' });
    const ask = { who: 'nobody@nowhere.example' };
    const erasure = { ...ask, reason: 'Schreiben vom heutigen Tag' };

    expect((await world.maria.post('/v1/privacy/search', ask)).status).toBe(403);
    expect((await auditor.post('/v1/privacy/search', ask)).body).toEqual({ items: [] });
    expect((await auditor.post('/v1/privacy/erasure', erasure)).status).toBe(403);
    expect((await admin().post('/v1/privacy/export', ask)).body).toMatchObject({
      type: '/problems/person-not-found',
    });
    expect((await admin().post('/v1/privacy/search', { who: 'Müller' })).status).toBe(400);
  });

  it('is not erased while it is not clear whose it is', async () => {
    const shared = { phone: '+49711123123' };
    const leadId = await world.register({ nr: (serial += 1), contact: shared });
    done(
      await world.anna.post(`/v1/leads/${leadId}/contacts`, {
        ...{ firstName: 'Zoe', lastName: 'Zweite', email: 'zoe@zweite.example' },
        ...shared,
      }),
    );

    const { body } = await admin().post('/v1/privacy/erasure', {
      who: '0711 123123',
      reason: 'Schreiben vom heutigen Tag',
    });

    expect(body).toMatchObject({ type: '/problems/person-not-clear' });
  });
});
