import type { ConsentPage, ConsentView } from '../../src/leads/privacy/consents.dto';
import type { LeadView } from '../../src/leads/leads.dto';
import { type FollowUpWorld, followUpWorld } from '../support/follow-ups';

const CONSENT = 'Ja, Muster Foodservice darf mir Angebote per E-Mail senden.';
const MOST_SENT = 40;
const FORM = {
  key: 'probierbox',
  country: 'DE',
  requestedThing: 'sample',
  privacyUrl: 'https://muster.example/datenschutz',
  de: { title: 'Probierbox anfordern', intro: 'Kostenlos in Ihre Küche.', consent: CONSENT },
  en: { title: 'Request a box', intro: 'Free of charge.', consent: 'Yes, send me offers.' },
};
const DAY_MS = 86_400_000;

interface Sent {
  company?: string;
  name?: string;
  email: string;
  phone?: string;
  message?: string;
  consent?: boolean;
  topic?: string;
}

describe('a public form', () => {
  let world: FollowUpWorld;
  let serial = 0;

  beforeAll(async () => {
    world = await followUpWorld({
      env: { RATE_LIMIT_FORMS_PER_5_MINUTES: String(MOST_SENT) },
    });
    const forms = [FORM, { ...FORM, key: 'oft', requestedThing: null }];
    const { status } = await world.crm.admin.set('leads.web-forms', { value: forms });
    expect(status).toBe(200);
  });
  afterAll(() => world.stop());

  const somebody = () => `kueche${String((serial += 1))}@adler.example`;
  const typed = <T extends Omit<Sent, 'consent'>>(sent: T) => ({
    ...{ company: 'Hotel Adler', name: 'Eva Brandt' },
    ...sent,
  });
  /** As the endpoint for other pages of the house gets it. */
  const send = (sent: Sent, key = FORM.key) =>
    world.crm.stranger().post(`/v1/forms/${key}`, typed(sent));
  /** As a browser sends the page. */
  const fill = ({ consent, ...sent }: Sent, query = '', key = FORM.key) => {
    const fields = new URLSearchParams(Object.entries(typed(sent)));
    if (consent) fields.set('consent', 'yes');
    return fetch(`${world.crm.url}/f/${key}${query}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: fields.toString(),
    });
  };
  const mailsTo = (email: string) => world.mails().filter(({ to }) => to === email);
  const linkTo = (email: string, nth = 0): string => {
    const raw = world.sink.to(email).at(nth)?.raw ?? '';
    const found = /\/f\/confirm\/[0-9a-f]{32}[\w-]{22}/.exec(raw.replaceAll(/=\r?\n/g, ''));
    if (!found) throw new Error('No link came.');
    return found[0];
  };
  const open = async (path: string, method = 'GET') => {
    const answer = await fetch(`${world.crm.url}${path}`, { method });
    return { status: answer.status, html: await answer.text(), headers: answer.headers };
  };
  const leadOf = async (email: string) => {
    const [row] = await world.crm.sql<{ id: string; contactId: string }>(
      'SELECT lead_id AS id, id AS "contactId" FROM lead_contacts WHERE email = $1',
      [email],
    );
    return row ?? { id: '', contactId: '' };
  };
  const read = async (id: string) => (await world.crm.admin.get<LeadView>(`/v1/leads/${id}`)).body;
  const consentsOf = async (id: string): Promise<ConsentView[]> =>
    (await world.crm.admin.get<ConsentPage>(`/v1/leads/${id}/consents`)).body.items;
  const tasksOf = (id: string) =>
    world.crm.sql<{ kind: string; assignee: string | null }>(
      'SELECT kind, assignee_id AS assignee FROM tasks WHERE subject_id = $1 AND done_at IS NULL',
      [id],
    );
  const inquiriesOf = (id: string) =>
    world.crm.sql<{ text: string; origin: string }>(
      `SELECT text, origin FROM activities WHERE subject_id = $1 AND kind = 'INQUIRY' ORDER BY id`,
      [id],
    );
  const leads = async () =>
    (await world.crm.sql<{ n: number }>('SELECT count(*)::int AS n FROM leads'))[0]?.n;
  const later = async (days: number) => {
    const { clock } = world.crm;
    clock.turnTo(new Date(clock.now().getTime() + days * DAY_MS));
    await world.crm.drain();
  };
  /** Where a value stands in the whole database. */
  const found = async (value: string) => {
    const columns = await world.crm.sql<{ table: string; column: string; type: string }>(
      `SELECT c.relname AS "table", a.attname AS "column", format_type(a.atttypid, NULL) AS type
         FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition`,
    );
    const looks = columns.map(({ table, column, type }) => {
      const text = type === 'bytea' ? `encode("${column}", 'escape')` : `"${column}"::text`;
      return `SELECT '${table}.${column}' AS place WHERE EXISTS (SELECT FROM "${table}" WHERE position($1 IN lower(${text})) > 0)`;
    });
    const hits = await world.crm.sql<{ place: string }>(looks.join(' UNION ALL '), [value]);
    return hits.map(({ place }) => place);
  };

  it('is a page without script, its box not ticked', async () => {
    const german = await open('/f/probierbox');
    const english = await open('/f/probierbox?lang=en');

    expect(german.status).toBe(200);
    expect(german.html).toContain('<html lang="de">');
    expect(german.html).toContain(CONSENT);
    expect(german.html).not.toMatch(/<script|checked/);
    expect(german.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(german.headers.get('cache-control')).toBe('no-store');
    expect(english.html).toContain('Yes, send me offers.');
    expect((await open('/f/unbekannt')).status).toBe(404);
    const { status, body } = await send({ email: somebody() }, 'unbekannt');
    expect([status, body['type']]).toEqual([404, '/problems/form-not-found']);
  });

  it('says at the field what is wrong, in the language of the person, and keeps nothing', async () => {
    const before = await leads();

    const german = await fill({ company: ' ', email: 'eva@', message: 'Hallo' });
    const english = await fill({ company: '', email: somebody() }, '?lang=en');
    const json = await send({ name: ' ', email: 'eva@' });

    expect(german.status).toBe(400);
    const html = await german.text();
    expect(html).toContain('<p class="wrong" id="company-fault">Bitte ausfüllen.</p>');
    expect(html).toContain('Bitte eine vollständige Adresse angeben');
    expect(html).toContain('Hallo</textarea>');
    expect(await english.text()).toContain('Please fill this in.');
    expect([json.status, json.body['type']]).toEqual([400, '/problems/invalid-request']);
    expect(json.body['errors']).toEqual([
      expect.objectContaining({ pointer: '#/name' }),
      expect.objectContaining({ pointer: '#/email' }),
    ]);
    expect(await leads()).toBe(before);
  });

  it('thanks a machine that fills in what nobody sees, and throws it away', async () => {
    const before = await leads();

    const page = await fill({ email: 'kein', topic: 'Kredite' });
    const json = await send({ email: somebody(), topic: 'Kredite' });

    expect(page.status).toBe(303);
    expect(page.headers.get('location')).toBe('/f/probierbox/sent?lang=de');
    expect([json.status, json.body]).toEqual([202, { status: 'accepted' }]);
    expect(await leads()).toBe(before);
  });

  it('makes a lead who may be written to once they confirm, and not before', async () => {
    const [ticked, asking] = [somebody(), somebody()];
    const answer = await fill({
      email: ticked,
      phone: '0761 5550123',
      message: 'Gern mittags',
      consent: true,
    });
    await send({ email: asking, company: 'Gasthof Linde' });
    await world.crm.drain();

    expect(answer.status).toBe(303);
    expect((await open('/f/probierbox/sent')).html).toContain('Danke');
    const { id } = await leadOf(ticked);
    const lead = await read(id);
    expect(lead).toMatchObject({
      source: 'WEB_FORM',
      sourceCampaign: 'probierbox',
      ownerId: world.anna.id,
    });
    expect(lead.contacts[0]).toMatchObject({
      lastName: 'Eva Brandt',
      phone: '+497615550123',
      locale: 'de',
    });
    expect(await inquiriesOf(id)).toEqual([
      expect.objectContaining({
        origin: 'form:probierbox',
        text: expect.stringContaining('Gern mittags') as string,
      }),
    ]);
    expect(await tasksOf(id)).toEqual([{ kind: 'WEB_INQUIRY', assignee: world.anna.id }]);
    const [request, ...none] = await consentsOf(id);
    expect(none).toEqual([]);
    expect(request).toMatchObject({ basis: 'REQUESTED_CONTACT', requestedThing: 'sample' });

    const link = linkTo(ticked);
    const asked = await open(link);
    expect([asked.status, await consentsOf(id)]).toEqual([200, [request]]);
    expect(asked.html).toContain(CONSENT);
    expect(asked.html).toContain('k•••@adler.example');
    expect((await open(link, 'POST')).html).toContain('Bestätigt');

    const [consent] = await consentsOf(id);
    const [mail] = await world.crm.sql<{ id: string }>(
      `SELECT id FROM email_messages WHERE to_address = $1`,
      [ticked],
    );
    expect(consent).toMatchObject({
      basis: 'OPT_IN_DOUBLE',
      state: 'given',
      source: 'Webformular: Probierbox anfordern',
      address: '127.0.0.1',
      wordingVersion: expect.stringMatching(/^probierbox\/de\/[0-9a-f]{12}$/) as string,
      proof: {
        ...{ form: 'probierbox', url: 'https://crm.example/f/probierbox', wording: CONSENT },
        ...{ askedAt: '2026-03-02T13:00:00.000Z', askedFrom: '127.0.0.1' },
        ...{ confirmedAt: '2026-03-02T13:00:00.000Z', mailId: mail?.id },
      },
      recordedBy: null,
    });

    await world.crm.days(9);
    // What was asked for is a sample; the bulk order of day 7 needs the consent.
    expect(mailsTo(ticked)).toHaveLength(3);
    expect(mailsTo(asking)).toHaveLength(1);
  });

  it('tells the owner of a known address, overwrites nothing and does not outweigh a refusal', async () => {
    const email = somebody();
    const id = await world.register({ contact: { email }, consent: null });
    const { contactId } = await leadOf(email);
    const refused = { contactId, channel: 'email', state: 'refused', source: 'Anruf' };
    await world.anna.post(`/v1/leads/${id}/consents`, refused);
    const before = [await leads(), await read(id)] as const;

    await send({
      email: email.toUpperCase(),
      company: 'Ganz anders',
      phone: '0761 5550199',
      consent: true,
    });
    await world.crm.drain();

    const after = await read(id);
    expect(await leads()).toBe(before[0]);
    expect(after).toMatchObject({ company: before[1].company, contacts: before[1].contacts });
    expect(await tasksOf(id)).toContainEqual({ kind: 'WEB_INQUIRY', assignee: world.anna.id });
    expect((await inquiriesOf(id))[0]?.text).toContain('Ganz anders');
    expect((await consentsOf(id)).map(({ state }) => state)).toEqual(['refused']);
    await open(linkTo(email), 'POST');
    expect((await consentsOf(id)).map(({ state }) => state)).toEqual(['given', 'refused']);
  });

  it('asks an address once while the link is good', async () => {
    const email = somebody();

    for (let i = 0; i < 3; i++) await send({ email, consent: true });
    await world.crm.drain();

    expect(mailsTo(email)).toHaveLength(1);
    expect(await inquiriesOf((await leadOf(email)).id)).toHaveLength(3);
  });

  it('makes one consent of a link, and lets who withdrew come back by a new confirmation alone', async () => {
    const email = somebody();
    await send({ email, consent: true });
    await world.crm.drain();
    const { id, contactId } = await leadOf(email);
    await open(linkTo(email), 'POST');
    await later(1);
    const word = { contactId, channel: 'email', source: 'Anruf', state: 'revoked' };
    await world.anna.post(`/v1/leads/${id}/consents`, word);
    await world.crm.sql(
      `INSERT INTO email_suppressions (id, to_hash, scope, reason, added_by, added_at)
       SELECT gen_random_uuid(), m.to_hash, v.scope, v.reason, 'test', now()
         FROM (SELECT to_hash FROM email_messages WHERE to_address = $1 LIMIT 1) m,
              (VALUES ('followup', 'UNSUBSCRIBED'), ('marketing', 'COMPLAINT')) AS v(scope, reason)`,
      [email],
    );
    const states = async () => (await consentsOf(id)).map(({ state }) => state);
    const standing = () =>
      world.crm.sql(
        `SELECT reason FROM email_suppressions WHERE removed_at IS NULL
            AND to_hash = (SELECT to_hash FROM email_messages WHERE to_address = $1 LIMIT 1) ORDER BY 1`,
        [email],
      );

    const replayed = await open(linkTo(email), 'POST');
    const afterReplay = [await states(), (await standing()).length];
    await send({ email, consent: true });
    await world.crm.drain();
    const afterSending = [await states(), (await standing()).length];
    await open(linkTo(email, -1), 'POST');

    expect(replayed.html).toContain('Bestätigt');
    expect(afterReplay).toEqual([['revoked', 'given', 'given'], 2]);
    expect(afterSending).toEqual(afterReplay);
    expect(await states()).toEqual(['given', 'revoked', 'given', 'given']);
    expect(await standing()).toEqual([{ reason: 'COMPLAINT' }]);
  });

  it('believes no link that it did not make', async () => {
    const email = somebody();
    await send({ email, consent: true });
    await world.crm.drain();
    const link = linkTo(email);
    const forged = `${link.slice(0, -1)}${link.endsWith('A') ? 'B' : 'A'}`;

    const asked = [await open(forged), await open(forged, 'POST'), await open('/f/confirm/x')];

    expect(asked.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect((await consentsOf((await leadOf(email)).id)).map(({ basis }) => basis)).toEqual([
      'REQUESTED_CONTACT',
    ]);
  });

  it('adds somebody to a lead that is known by its number once they confirm', async () => {
    const [known, email] = [somebody(), somebody()];
    const id = await world.register({ contact: { email: known, phone: '+49 761 7770001' } });

    await send({ email, name: 'Udo Neu', phone: '0761 7770001', consent: true });
    await world.crm.drain();
    const before = (await read(id)).contacts.map((contact) => contact.email);
    await open(linkTo(email), 'POST');

    const after = await leadOf(email);
    expect(before).toEqual([known]);
    expect(after.id).toBe(id);
    const [consent] = await consentsOf(id);
    expect(consent).toMatchObject({ basis: 'OPT_IN_DOUBLE', contactId: after.contactId });
  });

  it('reminds once, then lets the link expire and forgets who did not confirm', async () => {
    const [email, noted] = ['zwirbel@quendel.example', somebody()];
    await send({
      email,
      name: 'Zwirbelmann',
      company: 'Quendelhof',
      message: 'Zwirbelmann bittet',
      consent: true,
    });
    await send({ email: noted, company: 'Gasthof Notiz', consent: true });
    await world.crm.drain();
    const [gone, kept] = [(await leadOf(email)).id, (await leadOf(noted)).id];
    const link = linkTo(email);
    await world.anna.post(`/v1/leads/${kept}/activities`, { kind: 'NOTE', text: 'Großes Haus' });

    await later(2);
    await later(1);
    const reminders = mailsTo(email).filter(({ subject }) => subject.includes('noch'));
    await later(5);
    const expired = [await open(link), await open(link, 'POST')];
    await later(22);
    await world.crm.drain();

    expect(reminders).toHaveLength(1);
    expect(expired.map(({ status }) => status)).toEqual([410, 410]);
    expect((await open(link)).status).toBe(404);
    expect(await found('zwirbel')).toEqual([]);
    expect(await found('quendel')).toEqual([]);
    const list = await world.crm.admin.get<{ items: { id: string }[] }>('/v1/leads?limit=200');
    expect(list.body.items.map((lead) => lead.id)).not.toContain(gone);
    expect(await tasksOf(gone)).toEqual([]);
    expect(await found(noted)).toEqual([]);
    expect(await read(kept)).toMatchObject({ company: 'Gasthof Notiz', status: 'LOST' });
    // Nobody asked for silence: they may send the form again.
    await send({ email, consent: true });
    await world.crm.drain();
    expect(mailsTo(email).at(-1)?.subject).toBe(mailsTo(email)[0]?.subject);
  });

  it('keeps whom somebody works with, whether they confirmed or not', async () => {
    const email = somebody();
    await send({ email, consent: true });
    await world.crm.drain();
    const { id } = await leadOf(email);
    await world.anna.post(`/v1/leads/${id}/activities`, { kind: 'CALL', text: 'Will mehr wissen' });

    await later(31);

    expect((await read(id)).contacts[0]).toMatchObject({ email });
    expect(await world.crm.sql('SELECT id FROM lead_opt_ins WHERE lead_id = $1', [id])).toEqual([]);
  });

  it('forgets a confirmation under way with the person', async () => {
    const email = somebody();
    await send({ email, consent: true });
    await world.crm.drain();
    const link = linkTo(email);
    const { body } = await world.crm.admin.post<{
      modules: Record<string, Record<string, unknown[]>>;
    }>('/v1/privacy/export', { who: email });

    const { status } = await world.crm.admin.post('/v1/privacy/erasure', {
      who: email,
      reason: 'Verlangt die Löschung nach Art. 17',
    });

    expect(body.modules['leads']?.['lead_opt_ins']).toEqual([
      expect.objectContaining({ email, wording: CONSENT }),
    ]);
    expect(status).toBe(200);
    expect(await found(email)).toEqual([]);
    expect((await open(link, 'POST')).status).toBe(404);
  });

  it('is taken only so often from one address, whatever is in it', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < MOST_SENT; i++)
      statuses.push((await send({ email: somebody(), topic: 'x' }, 'oft')).status);
    const json = await send({ email: somebody(), topic: 'x' }, 'oft');
    const page = await fill({ email: somebody() }, '?lang=en', 'oft');

    expect(new Set(statuses)).toEqual(new Set([202]));
    expect([json.status, json.body['type']]).toEqual([429, '/problems/rate-limited']);
    expect(page.status).toBe(429);
    expect(Number(page.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await page.text()).toContain('Please try again later');
    expect((await send({ email: somebody(), topic: 'x' })).status).toBe(202);
  });
});
