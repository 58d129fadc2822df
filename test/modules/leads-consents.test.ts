import { Database, systemDbScope } from '../../src/core/database';
import { type LeadForFollowUp, LeadsQueries } from '../../src/leads';
import type { ConsentPage, ConsentView } from '../../src/leads/privacy/consents.dto';
import { LeadsWorld, type ProblemBody } from '../support/leads-world';

describe('consents of a contact', () => {
  let world: LeadsWorld;

  beforeAll(async () => {
    world = await LeadsWorld.start();
  });

  afterAll(() => world.crm.stop());

  const given = (contactId: string, over: object = {}) => ({
    contactId,
    channel: 'email',
    state: 'given',
    basis: 'OPT_IN',
    source: 'Karte am Messestand',
    proof: 'Karte Nr. 17, unterschrieben',
    ...over,
  });
  const record = (id: string, body: object, who = world.anna) =>
    who.post<ConsentView & ProblemBody>(`/v1/leads/${id}/consents`, body);
  const leadAndContact = async () => {
    const lead = await world.lead();
    return { id: lead.id, contactId: lead.contacts[0]?.id ?? '' };
  };
  const facts = (ids: string[]) =>
    world.crm.app
      .get(Database)
      .transaction(systemDbScope('test'), (tx) =>
        world.crm.app.get(LeadsQueries).forFollowUps(tx, ids),
      );
  const consentsOf = async (id: string): Promise<LeadForFollowUp['contacts'][number]['consents']> =>
    (await facts([id])).get(id)?.contacts[0]?.consents ?? [];

  it('are kept with basis, source, time, proof and whoever recorded them', async () => {
    const { id, contactId } = await leadAndContact();

    const { status, body } = await record(
      id,
      given(contactId, { wordingVersion: 'messe-2026', givenAt: '2026-02-27T11:00:00+01:00' }),
    );

    expect(status).toBe(201);
    expect(body).toMatchObject({
      contactId,
      channel: 'email',
      purpose: 'advertising',
      state: 'given',
      basis: 'OPT_IN',
      wordingVersion: 'messe-2026',
      source: 'Karte am Messestand',
      proof: { note: 'Karte Nr. 17, unterschrieben' },
      givenAt: '2026-02-27T10:00:00.000Z',
      recordedBy: { id: world.anna.id, name: 'Anna Keller' },
      recordedAt: '2026-03-02T08:00:00.000Z',
    });
  });

  it('are told by ids and codes alone', async () => {
    const { id, contactId } = await leadAndContact();

    const { body } = await record(id, given(contactId));

    const events = await world.crm.sql<{ key: string; data: object }>(
      `SELECT key, data FROM event_log WHERE subject_id = $1 AND type = 'crm.consent.changed.v1'`,
      [id],
    );
    expect(events).toEqual([
      {
        key: `consent:${body.id}`,
        data: {
          leadId: id,
          contactId,
          consentId: body.id,
          channel: 'email',
          purpose: 'advertising',
          state: 'given',
          basis: 'OPT_IN',
        },
      },
    ]);
  });

  it('count by when they were said, not by when they were written down', async () => {
    const { id, contactId } = await leadAndContact();
    const { channel, source } = given(contactId);

    await record(id, { contactId, channel, source, state: 'revoked' });
    await record(id, given(contactId, { givenAt: '2026-01-10T09:00:00Z' }));
    await record(id, given(contactId, { channel: 'whatsapp' }));

    expect(await consentsOf(id)).toEqual([
      expect.objectContaining({ channel: 'email', state: 'revoked', basis: null }),
      expect.objectContaining({ channel: 'whatsapp', state: 'given', basis: 'OPT_IN' }),
    ]);
    const { body } = await world.anna.get<ConsentPage>(`/v1/leads/${id}/consents`);
    expect(body.items.map((c) => [c.channel, c.state])).toEqual([
      ['whatsapp', 'given'],
      ['email', 'revoked'],
      ['email', 'given'],
    ]);
  });

  it('to be written to and to be tracked say nothing of each other', async () => {
    const { id, contactId } = await leadAndContact();
    const { channel, source } = given(contactId);

    await record(id, given(contactId));
    await record(id, given(contactId, { purpose: 'tracking' }));
    const back = { contactId, channel, source, purpose: 'tracking', state: 'revoked' };
    expect((await record(id, back)).body).toMatchObject({ purpose: 'tracking', state: 'revoked' });

    expect(await consentsOf(id)).toEqual([
      expect.objectContaining({ purpose: 'advertising', state: 'given', basis: 'OPT_IN' }),
      expect.objectContaining({ purpose: 'tracking', state: 'revoked', basis: null }),
    ]);
  });

  it('say what was asked for, where a request is the basis', async () => {
    const { id, contactId } = await leadAndContact();

    await record(id, given(contactId, { basis: 'REQUESTED_CONTACT', requestedThing: 'sample' }));

    expect(await consentsOf(id)).toEqual([
      expect.objectContaining({ basis: 'REQUESTED_CONTACT', requestedThing: 'sample' }),
    ]);
  });

  it.each([
    ['given without a basis', { basis: undefined }, '#/basis'],
    ['given without a proof', { proof: undefined }, '#/proof'],
    [
      'given by double opt-in, which only a signed link proves',
      { basis: 'OPT_IN_DOUBLE' },
      '#/basis',
    ],
    ['refused with a basis', { state: 'refused' }, '#/basis'],
    ['requested without saying what', { basis: 'REQUESTED_CONTACT' }, '#/requestedThing'],
    ['given in the future', { givenAt: '2027-01-01T00:00:00Z' }, '#/givenAt'],
    ['for a channel that does not exist', { channel: 'fax' }, '#/channel'],
    [
      'to be tracked elsewhere than in mail',
      { purpose: 'tracking', channel: 'whatsapp' },
      '#/channel',
    ],
    [
      'to be tracked on any other basis than a consent',
      { purpose: 'tracking', basis: 'EXISTING_CUSTOMER' },
      '#/basis',
    ],
  ])('are refused when %s', async (_, over, pointer) => {
    const { id, contactId } = await leadAndContact();

    const { status, body } = await record(id, given(contactId, over));

    expect(status).toBe(400);
    expect(body.errors?.map((e) => e.pointer)).toEqual([pointer]);
  });

  it('belong to a contact of this lead, and to those who see it', async () => {
    const [one, two] = [await leadAndContact(), await leadAndContact()];

    const mixed = await record(one.id, given(two.contactId));
    const stranger = await record(one.id, given(one.contactId), world.frieda);
    const auditor = await record(one.id, given(one.contactId), world.auditor);

    expect(mixed.body.type).toBe('/problems/contact-not-found');
    expect([stranger.status, auditor.status]).toEqual([404, 403]);
    expect((await world.ben.get(`/v1/leads/${one.id}/consents`)).status).toBe(404);
    expect((await world.maria.get(`/v1/leads/${one.id}/consents`)).status).toBe(200);
  });

  it('are never changed or deleted, except for whose they are', async () => {
    const { id, contactId } = await leadAndContact();
    await record(id, given(contactId));

    await expect(
      world.crm.sql(`UPDATE lead_consents SET state = 'revoked' WHERE lead_id = $1`, [id]),
    ).rejects.toThrow('append-only');
    await world.maria.post(`/v1/leads/${id}/assignment`, { ownerId: world.ben.id });

    const { body } = await world.ben.get<ConsentPage>(`/v1/leads/${id}/consents`);
    expect(body.items).toHaveLength(1);
  });

  it('stand with all else that follow-ups decide by', async () => {
    const lead = await world.lead({
      company: {
        name: 'Hotel Fakten',
        postalCode: '79098',
        city: 'Freiburg',
        businessType: 'HOTEL',
      },
      contacts: [
        { lastName: 'Zweite', email: 'zweite@fakten.example', phone: 'Durchwahl 12' },
        {
          lastName: 'Erste',
          salutation: 'MS',
          primary: true,
          mobile: '0170 7654321',
          locale: 'de',
        },
      ],
    });
    const at = '2026-03-01T09:00:00.000Z';
    await world.anna.post(`/v1/leads/${lead.id}/activities`, { kind: 'ANSWER', occurredAt: at });
    await world.anna.post(`/v1/leads/${lead.id}/automation-pause`, {
      reason: 'Betriebsferien im März',
    });
    const bare = await world.lead({ contacts: [] });

    const found = await facts([lead.id, bare.id, '00000000-0000-7000-8000-000000000000']);

    expect([...found.keys()].sort()).toEqual([lead.id, bare.id].sort());
    expect(found.get(bare.id)).toMatchObject({ stage: 0, contacts: [], lastAnswerLoggedAt: null });
    expect(found.get(lead.id)).toEqual({
      leadId: lead.id,
      version: 3,
      status: 'ACTIVE',
      stage: 1,
      ownerId: world.anna.id,
      territory: 'DE',
      country: 'DE',
      postalCode: '79098',
      company: 'Hotel Fakten',
      city: 'Freiburg',
      businessType: 'HOTEL',
      simulated: false,
      lapsed: false,
      merged: false,
      clockStopped: false,
      automationPaused: true,
      lastMeaningfulActivityAt: new Date(at),
      lastAnswerLoggedAt: new Date(at),
      contacts: [
        expect.objectContaining({ lastName: 'Erste', primary: true, mobile: '+491707654321' }),
        expect.objectContaining({ lastName: 'Zweite', primary: false, phone: null, consents: [] }),
      ],
    });
    const reason = { reason: 'Wieder geöffnet seit heute' };
    const { body } = await world.anna.post(`/v1/leads/${lead.id}/automation-resumption`, reason);
    expect(body).toMatchObject({ automationPausedAt: null, version: 4 });
  });
});
