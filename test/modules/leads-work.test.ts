import { Database, systemDbScope, type Tx } from '../../src/core/database';
import { LeadsQueries, LeadsService } from '../../src/leads';
import type { LeadPage, LeadView } from '../../src/leads/leads.dto';
import { Crm, PASSWORD, type Visitor } from '../support/crm';

interface Tasks {
  items: { id: string; assignee: { id: string } | null }[];
}

describe('work on leads', () => {
  let crm: Crm;
  let anna: Visitor, ben: Visitor, maria: Visitor, otto: Visitor;
  let serial = 0;

  const register = async (who: Visitor, over: object = {}): Promise<LeadView> => {
    serial += 1;
    const nr = String(serial);
    const { status, body } = await who.post<LeadView>('/v1/leads', {
      company: { name: `Gasthof Nr ${nr}`, city: `Ort ${nr}`, country: 'DE' },
      contacts: [{ lastName: 'Vogt', email: `vogt${nr}@gasthof.example` }],
      source: 'REFERRAL',
      ...over,
    });
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body;
  };
  const bySystem = <T>(act: (tx: Tx) => Promise<T>) =>
    crm.app.get(Database).transaction(systemDbScope('test'), act);
  /** As after the lapse of the protection. */
  const free = ({ id }: LeadView) =>
    bySystem((tx) =>
      tx.rows('SELECT relance.access_place($1, $2, NULL, NULL, $3, false)', [id, 'lead', 'DE']),
    );
  const tasksOf = async (who: Visitor) =>
    (await who.get<Tasks>('/v1/tasks?assignee=me')).body.items;

  beforeAll(async () => {
    crm = await Crm.start();
    const [south, north] = [await crm.team('Süd'), await crm.team('Nord')];
    anna = await crm.person({ name: 'Anna Keller', role: 'SALES', teamId: south });
    ben = await crm.person({ name: 'Ben Wolf', role: 'SALES', teamId: south });
    maria = await crm.person({ name: 'Maria Brandt', role: 'MANAGER', teamId: south });
    otto = await crm.person({
      name: 'Otto Nord',
      role: 'MANAGER',
      teamId: north,
      territories: ['CH'],
    });
    await crm.changeTeam(south, { managerId: maria.id });
    // Rights changed with the team: sign in again, as people would have to.
    await maria.post('/v1/session', { email: 'maria.brandt@relance.example', password: PASSWORD });
  });

  afterAll(() => crm.stop());

  it('shows what is to be done about a free lead to the managers of its territory', async () => {
    const lead = await register(anna);
    await free(lead);
    const id = await bySystem((tx) =>
      crm.app.get(LeadsService).openTask(tx, {
        leadId: lead.id,
        kind: 'NO_OWNER',
        subjectCode: 'T3',
        assigneeId: null,
        dueAt: crm.clock.now(),
        origin: 'follow-up:1',
      }),
    );

    expect(await tasksOf(maria)).toEqual([expect.objectContaining({ id, assignee: null })]);
    expect(await tasksOf(otto)).toEqual([]);
    expect(await tasksOf(anna)).toEqual([]);
    expect((await otto.post(`/v1/tasks/${id ?? ''}/completion`)).status).toBe(404);
    expect((await maria.post(`/v1/tasks/${id ?? ''}/completion`)).status).toBe(200);
  });

  it('passes a shared address on when its first holder gives it up, so that nobody registers it again', async () => {
    const contacts = [{ lastName: 'Koch', email: 'zentrale@hotel.example' }];
    const first = await register(anna, { contacts });
    await register(maria, {
      contacts,
      ownerId: anna.id,
      override: { reason: 'Zwei Häuser, eine Zentrale' },
    });
    const [contact] = first.contacts;
    const path = `/v1/leads/${first.id}/contacts/${contact?.id ?? ''}`;
    const headers = { 'if-match': `"lead-${first.id}-${String(first.version)}"` };
    const changed = await anna.patch(path, { email: 'haus1@hotel.example' }, { headers });
    const again = await ben.post('/v1/leads', {
      company: { name: 'Hotelkette', city: 'Ulm', country: 'DE' },
      contacts,
      source: 'REFERRAL',
    });

    expect(changed.status).toBe(200);
    expect(again).toMatchObject({
      status: 409,
      body: { type: '/problems/lead-already-registered' },
    });
  });

  it('lets a manager set a lead free, and nobody who sees only their own', async () => {
    const lead = await register(anna);
    const path = `/v1/leads/${lead.id}/assignment`;

    const own = await anna.post(path, { ownerId: null });
    const freed = await maria.post<LeadView>(path, { ownerId: null, reason: 'Anna hört auf' });
    await crm.drain();

    expect(own.status).toBe(409);
    expect(freed.body).toMatchObject({ free: true, ownerId: null, teamId: null, contacts: [] });
    const [event] = await crm.sql<{ data: object }>(
      `SELECT data FROM event_log WHERE type = 'crm.lead.assigned.v1' AND subject_id = $1`,
      [lead.id],
    );
    expect(event?.data).toMatchObject({ from: anna.id, to: null, reason: 'MANUAL' });
    expect((await ben.post<LeadView>(path, { ownerId: ben.id })).body.ownerId).toBe(ben.id);
  });

  it('takes open tasks along to the new owner', async () => {
    const lead = await register(anna);
    const task = { leadId: lead.id, text: 'Anrufen', dueAt: '2026-03-05T08:00:00Z' };
    const opened = await anna.post<{ id: string }>('/v1/tasks', task);
    await maria.post(`/v1/leads/${lead.id}/assignment`, { ownerId: ben.id });
    await crm.drain();

    expect(opened.status).toBe(201);
    expect((await tasksOf(ben)).map(({ id }) => id)).toEqual([opened.body.id]);
    expect(await tasksOf(anna)).toEqual([]);
  });

  it('lets a withdrawal stand against an older consent that is recorded later', async () => {
    const lead = await register(anna);
    const contactId = lead.contacts[0]?.id ?? '';
    const say = (word: object) =>
      anna.post(`/v1/leads/${lead.id}/consents`, {
        contactId,
        channel: 'email',
        source: 'Telefon',
        proof: 'Am Telefon gesagt',
        ...word,
      });
    const older = { state: 'given', basis: 'OPT_IN', givenAt: '2026-02-01T08:00:00Z' };
    const answers = [await say({ state: 'revoked' }), await say(older)];
    const facts = await bySystem((tx) => crm.app.get(LeadsQueries).forFollowUps(tx, [lead.id]));

    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(facts.get(lead.id)?.contacts[0]?.consents).toEqual([
      expect.objectContaining({ state: 'revoked', basis: null }),
    ]);
    expect((await say({ state: 'refused', givenAt: '2027-01-01T08:00:00Z' })).status).toBe(400);
  });

  it('counts a score from what is written, says what it is made of, and sorts by it', async () => {
    const read = async (id: string) => (await anna.get<LeadView>(`/v1/leads/${id}`)).body;
    const plain = await register(anna);
    const { id } = await register(anna, {
      company: {
        name: 'Hotel Punkt',
        city: 'Punktstadt',
        businessType: 'HOTEL',
        kitchenSize: 'LARGE',
        annualVolume: { cents: 6_000_000, currency: 'EUR' },
      },
      contacts: [{ lastName: 'Koch', role: 'CHEF', email: 'punkt@punkt.example' }],
      pains: ['SUPPLY', 'QUALITY', 'QUALITY'],
      urgency: 'HIGH',
    });
    const before = await read(id);
    await anna.post(`/v1/leads/${id}/activities`, { kind: 'MEETING', text: 'Termin' });
    await anna.send(
      'PATCH',
      `/v1/leads/${id}`,
      { urgency: null },
      {
        headers: { 'if-match': `"lead-${id}-${String((await read(id)).version)}"` },
      },
    );
    const after = await read(id);
    const sorted = await anna.get<LeadPage>(`/v1/leads?sort=-score&id=${id},${plain.id}`);
    const first = await anna.get<LeadPage>(`/v1/leads?sort=-score&limit=1&id=${id},${plain.id}`);
    const second = await anna.get<LeadPage>(
      `/v1/leads?sort=-score&limit=1&id=${id},${plain.id}&cursor=${first.body.nextCursor ?? ''}`,
    );
    const table = await maria.get<{ items: unknown[] }>('/v1/lead-score-points');

    expect(before).toMatchObject({ pains: ['QUALITY', 'SUPPLY'], urgency: 'HIGH', score: 63 });
    expect(before.scoreParts?.pain).toEqual({
      points: 21,
      items: [
        { kind: 'pain', code: 'QUALITY', points: 6 },
        { kind: 'pain', code: 'SUPPLY', points: 5 },
        { kind: 'urgency', code: 'HIGH', points: 10 },
      ],
    });
    expect(after.scoreParts?.engagement.items).toEqual([
      { kind: 'activities', code: '1', points: 3 },
      { kind: 'progress', code: '1', points: 4 },
      { kind: 'role', code: 'CHEF', points: 3 },
    ]);
    expect(after.score).toBe(60);
    expect(sorted.body.items.map((lead) => lead.id)).toEqual([id, plain.id]);
    expect(second.body.items.map((lead) => lead.id)).toEqual([plain.id]);
    expect(table.body.items.length).toBeGreaterThan(30);
  });
});
