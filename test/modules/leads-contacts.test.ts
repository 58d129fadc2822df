import type { LeadView } from '../../src/leads/leads.dto';
import { Signatures } from '../../src/email/signatures.service';
import { LeadsWorld, type ProblemBody } from '../support/leads-world';

type Answer = LeadView & ProblemBody;

const GERMAN = { headers: { 'accept-language': 'de' } };

describe('contacts of a lead', () => {
  let world: LeadsWorld;

  beforeAll(async () => {
    world = await LeadsWorld.start();
  });

  afterAll(() => world.crm.stop());

  const etag = (lead: LeadView) => ({
    headers: { 'if-match': `"lead-${lead.id}-${lead.version}"` },
  });
  const add = (id: string, body: object, who = world.anna) =>
    who.post<Answer>(`/v1/leads/${id}/contacts`, body);
  const change = (lead: LeadView, contactId: string, body: object) =>
    world.anna.patch<Answer>(`/v1/leads/${lead.id}/contacts/${contactId}`, body, etag(lead));
  const identities = async (leadId: string) =>
    (
      await world.crm.sql<{ value: string }>(
        'SELECT value FROM lead_identities WHERE lead_id = $1 ORDER BY value',
        [leadId],
      )
    ).map((row) => row.value);

  it('are added, normalised, as a new version of the lead', async () => {
    const lead = await world.lead();

    const { status, headers, body } = await add(lead.id, {
      lastName: 'Koch',
      role: 'CHEF',
      email: 'Koch@Haus.Example',
      phone: '0761 555123',
    });

    expect(status).toBe(201);
    expect(headers.get('etag')).toBe(`"lead-${lead.id}-2"`);
    expect(body.contacts).toEqual([
      expect.objectContaining({ lastName: 'Vogt', primary: true }),
      expect.objectContaining({
        lastName: 'Koch',
        role: 'CHEF',
        email: 'koch@haus.example',
        phone: '+49761555123',
        primary: false,
        blockedAt: null,
      }),
    ]);
    const found = await world.anna.get<{ items: LeadView[] }>('/v1/leads?q=koch%20haus');
    expect(found.body.items.map((l) => l.id)).toEqual([lead.id]);
  });

  it('have a name or a way to reach them, when they are added, registered and changed', async () => {
    const lead = await world.lead();
    const nobody = await world.anna.post<Answer>(`/v1/leads/${lead.id}/contacts`, {}, GERMAN);
    const unseen = await add(lead.id, { lastName: '\u200b\u00ad\ufeff' });
    const registered = await world.anna.post<Answer>('/v1/leads', {
      company: { name: 'Haus Niemand' },
      contacts: [{ role: 'CHEF', position: 'Küche' }],
      source: 'REFERRAL',
    });
    const [contact] = lead.contacts;
    const emptied = await change(lead, contact?.id ?? '', {
      ...{ firstName: null, lastName: null, email: null, phone: null, mobile: null },
    });

    expect(
      [nobody, unseen, registered, emptied].map(({ status, body }) => [
        status,
        body.errors?.[0]?.pointer,
      ]),
    ).toEqual([
      [400, '#/lastName'],
      [400, '#/lastName'],
      [400, '#/contacts/0/lastName'],
      [400, '#/lastName'],
    ]);
    expect(nobody.body.errors?.[0]?.detail).toContain('wird gebraucht');
    expect((await add(lead.id, { mobile: '0171 5551234' })).status).toBe(201);
  });

  it('bring a lead without people to stage 1', async () => {
    const lead = await world.lead({ contacts: [] });

    const { body } = await add(lead.id, { lastName: 'Erste', email: 'erste@stufe.example' });

    expect([lead.stage, body.stage, body.contacts[0]?.primary]).toEqual([0, 1, true]);
  });

  it('belong to one lead: the same address elsewhere is a duplicate', async () => {
    const [first, second] = [await world.lead(), await world.lead()];
    await add(first.id, { email: 'einmal@haus.example' });

    const taken = await add(second.id, { email: 'EINMAL@haus.example' });
    const again = await add(first.id, { lastName: 'Kollege', email: 'einmal@haus.example' });
    const reason = 'Zentrale kauft für zwei Häuser';
    const byAnna = await add(second.id, { email: 'einmal@haus.example', override: { reason } });
    const byMaria = await add(
      second.id,
      { email: 'einmal@haus.example', override: { reason } },
      world.maria,
    );

    expect(taken.body).toMatchObject({
      type: '/problems/lead-already-registered',
      candidates: [expect.objectContaining({ leadId: first.id, why: 'SAME_EMAIL' })],
    });
    expect(again.status).toBe(201);
    expect(byAnna.body.type).toBe('/problems/override-not-allowed');
    expect(byMaria.status).toBe(201);
  });

  it('are changed field by field, and give up what they no longer have', async () => {
    const lead = await world.lead({
      contacts: [{ lastName: 'Alt', email: 'alt@wechsel.example', phone: '0761 777111' }],
    });
    const contactId = lead.contacts[0]?.id ?? '';

    const { status, body } = await change(lead, contactId, {
      email: 'Neu@Wechsel.Example',
      title: 'Dr.',
    });

    expect(status).toBe(200);
    expect(body.contacts[0]).toMatchObject({
      lastName: 'Alt',
      title: 'Dr.',
      email: 'neu@wechsel.example',
      phone: '+49761777111',
    });
    expect(await identities(lead.id)).toEqual(['+49761777111', 'neu@wechsel.example']);
    expect((await add((await world.lead()).id, { email: 'alt@wechsel.example' })).status).toBe(201);
  });

  it('have exactly one primary among them, whatever is done', async () => {
    const lead = await world.lead();
    const two = (await add(lead.id, { lastName: 'Zweite' })).body;
    const second = two.contacts.find((c) => c.lastName === 'Zweite')?.id ?? '';

    const promoted = (await change(two, second, { primary: true })).body;
    const refused = await change(promoted, second, { primary: false });
    const removed = await world.anna.delete<Answer>(
      `/v1/leads/${lead.id}/contacts/${second}`,
      etag(promoted),
    );

    expect(promoted.contacts.map((c) => [c.lastName, c.primary])).toEqual([
      ['Zweite', true],
      ['Vogt', false],
    ]);
    expect(refused.body.errors?.[0]?.pointer).toBe('#/primary');
    expect(removed.body.contacts.map((c) => [c.lastName, c.primary])).toEqual([['Vogt', true]]);
  });

  it('give their address free when they are removed', async () => {
    const lead = await world.lead({ contacts: [{ email: 'weg@haus.example' }] });
    const url = `/v1/leads/${lead.id}/contacts/${lead.contacts[0]?.id ?? ''}`;

    const { body } = await world.anna.delete<Answer>(url, etag(lead));

    expect([body.contacts, body.stage]).toEqual([[], 1]);
    expect(await identities(lead.id)).toEqual([]);
  });

  it('get no mail any more that waits for an address which they do not have', async () => {
    const lead = await world.lead();
    const [contact] = lead.contacts;
    const app = world.crm.app;
    const hash = app.get(Signatures).addressHash(contact?.email ?? '');
    const queue = (address: Buffer, key: string) =>
      world.crm.sql(
        `INSERT INTO email_messages (id, subject_id, owner_id, team_id, territory, stream, idempotency_key, payload_hash, to_address,
           to_hash, contact_keys, template_version_id, locale, variables, about_kind, about_id, priority, due_at, not_after)
         SELECT gen_random_uuid(), l.id, l.owner_id, l.team_id, l.territory, 'followup', $3, '', 'x@y.example', $2, '{}', v.id, 'de',
                '{}', 'test', l.id, 1, now() + interval '1 day', now() + interval '2 days'
           FROM leads l, email_template_versions v WHERE l.id = $1 LIMIT 1`,
        [lead.id, address, key],
      );
    await queue(hash, 'old-address');
    await queue(app.get(Signatures).addressHash('other@gasthof.example'), 'other-address');
    const states = () =>
      world.crm.sql(
        `SELECT idempotency_key AS key, status, reason FROM email_messages WHERE subject_id = $1 ORDER BY key DESC`,
        [lead.id],
      );

    const named = await change(lead, contact?.id ?? '', { lastName: 'Anders' });
    const before = await states();
    await change(named.body, contact?.id ?? '', { email: 'neu@gasthof.example' });

    expect(before).toEqual([
      { key: 'other-address', status: 'queued', reason: null },
      { key: 'old-address', status: 'queued', reason: null },
    ]);
    expect(await states()).toEqual([
      { key: 'other-address', status: 'queued', reason: null },
      { key: 'old-address', status: 'cancelled', reason: 'ADDRESS_CHANGED' },
    ]);
  });

  it('are protected against lost updates', async () => {
    const lead = await world.lead();
    const url = `/v1/leads/${lead.id}/contacts/${lead.contacts[0]?.id ?? ''}`;
    await add(lead.id, { lastName: 'Dazwischen' });

    const without = await world.anna.patch<Answer>(url, { title: 'Dr.' });
    const stale = await world.anna.patch<Answer>(url, { title: 'Dr.' }, etag(lead));
    const unknown = await change(await world.read(lead.id), lead.id, { title: 'Dr.' });

    expect([without.status, stale.status]).toEqual([428, 412]);
    expect(stale.body).toMatchObject({ type: '/problems/stale-version', changedBy: world.anna.id });
    expect(unknown.body.type).toBe('/problems/contact-not-found');
  });

  it('can be blocked and unblocked with a reason, audited', async () => {
    const lead = await world.lead();
    const contactId = lead.contacts[0]?.id ?? '';
    const url = `/v1/leads/${lead.id}/contacts/${contactId}`;
    const reason = { reason: 'Möchte nichts mehr von uns hören' };

    const blocked = await world.anna.post<Answer>(`${url}/blocking`, reason);
    const twice = await world.anna.post<Answer>(`${url}/blocking`, reason);
    const open = await world.anna.post<Answer>(`${url}/unblocking`, reason);

    expect(blocked.body.contacts[0]?.blockedAt).toBe('2026-03-02T08:00:00.000Z');
    expect([blocked.body.version, twice.body.version, open.body.version]).toEqual([2, 2, 3]);
    expect(open.body.contacts[0]?.blockedAt).toBeNull();
    const acts = await world.crm.sql<{ act: string }>(
      'SELECT act FROM audit_log WHERE subject_id = $1 ORDER BY position',
      [lead.id],
    );
    expect(acts.map((a) => a.act)).toEqual(['leads.contact.block', 'leads.contact.unblock']);
  });

  it('are added by nobody who does not see the lead, nor to a free one', async () => {
    const lead = await world.lead();
    const stranger = await add(lead.id, { lastName: 'Fremd' }, world.frieda);
    await world.free(lead.id);
    const toFree = await add(lead.id, { lastName: 'Frei' }, world.frieda);

    expect(stranger.status).toBe(404);
    expect(toFree.body.type).toBe('/problems/lead-not-owned');
  });

  it('are registered once of twenty that race for one address', async () => {
    const leads = await Promise.all(Array.from({ length: 20 }, () => world.lead()));

    const answers = await Promise.all(
      leads.map((l) => add(l.id, { email: 'rennen@kontakt.example' })),
    );

    expect(answers.filter((a) => a.status === 201)).toHaveLength(1);
    expect(answers.filter((a) => a.status === 409)).toHaveLength(19);
  });
});
