import type { LeadCounts, LeadPage, LeadView } from '../../src/leads/leads.dto';
import { Crm, type Visitor } from '../support/crm';

type Lead = LeadView;
interface ProblemBody {
  type: string;
  errors?: { pointer: string; detail: string }[];
  candidates?: { leadId: string; why: string }[];
  severity?: string;
  currentEtag?: string;
}

let serial = 0;
const aLead = (over: Record<string, unknown> = {}, company: Record<string, unknown> = {}) => {
  serial += 1;
  return {
    company: {
      name: `Gasthof Nr ${String(serial)}`,
      city: `Ort ${String(serial)}`,
      country: 'DE',
      ...company,
    },
    contacts: [
      { firstName: 'Sabine', lastName: 'Vogt', email: `vogt${String(serial)}@gasthof.example` },
    ],
    source: 'REFERRAL',
    ...over,
  };
};

describe('leads', () => {
  let crm: Crm;
  let anna: Visitor, ben: Visitor, maria: Visitor, otto: Visitor, fremd: Visitor, auditor: Visitor;
  let sued: string, nord: string;

  const register = async (who: Visitor, over = {}, company = {}): Promise<Lead> => {
    const { status, body } = await who.post<Lead>('/v1/leads', aLead(over, company));
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body;
  };
  const free = (lead: Lead) =>
    crm.sql(
      `WITH a AS (UPDATE access_subjects SET owner_id = NULL, team_id = NULL WHERE subject_id = '${lead.id}'),
            c AS (UPDATE lead_contacts SET owner_id = NULL, team_id = NULL WHERE lead_id = '${lead.id}')
       UPDATE leads SET owner_id = NULL, team_id = NULL WHERE id = '${lead.id}'`,
    );

  beforeAll(async () => {
    crm = await Crm.start();
    [sued, nord] = [await crm.team('Süd'), await crm.team('Nord')];
    anna = await crm.person({ name: 'Anna Keller', role: 'SALES', teamId: sued });
    ben = await crm.person({ name: 'Ben Wolf', role: 'SALES', teamId: sued });
    fremd = await crm.person({ name: 'Frieda Fremd', role: 'SALES', teamId: nord });
    maria = await crm.person({ name: 'Maria Brandt', role: 'MANAGER', teamId: sued });
    otto = await crm.person({ name: 'Otto Nord', role: 'MANAGER', teamId: nord });
    auditor = await crm.person({ name: 'Ada Prüfer', role: 'AUDITOR' });
    for (const [team, manager] of [
      [sued, maria],
      [nord, otto],
    ] as const)
      await crm.changeTeam(team, { managerId: manager.id });
    // Rights changed with the teams: sign in again, as people would have to.
    for (const [who, email] of [
      [maria, 'maria.brandt'],
      [otto, 'otto.nord'],
    ] as const)
      await who.post('/v1/session', {
        email: `${email}@relance.example`,
        password: 'sieben-kleine-zwerge',
      });
  });

  afterAll(() => crm.stop());

  describe('registering', () => {
    it('stores the lead, its contacts normalised, and says where it is', async () => {
      const answer = await anna.post<Lead>('/v1/leads', {
        company: {
          name: 'Café Lenz GmbH',
          city: 'Mainz',
          postalCode: '55116',
          website: 'https://www.cafe-lenz.de',
        },
        contacts: [
          { lastName: 'Lenz', email: ' Ines@Cafe-Lenz.Example '.trim(), phone: '06131 123456' },
          { lastName: 'Koch', role: 'CHEF', mobile: '0170/1234567', primary: true },
        ],
        source: 'REFERRAL',
      });

      expect(answer.status).toBe(201);
      expect(answer.headers.get('location')).toBe(`/v1/leads/${answer.body.id}`);
      expect(answer.headers.get('etag')).toBe(`"lead-${answer.body.id}-1"`);
      expect(answer.body).toMatchObject({
        company: 'Café Lenz GmbH',
        territory: 'DE',
        status: 'REGISTERED',
        stage: 1,
        ownerName: 'Anna Keller',
        domain: 'cafe-lenz.de',
        registeredAt: '2026-03-02T08:00:00.000Z',
        primaryContact: { name: 'Koch', role: 'CHEF' },
      });
      expect(answer.body.contacts).toEqual([
        expect.objectContaining({ lastName: 'Koch', mobile: '+491701234567', primary: true }),
        expect.objectContaining({
          lastName: 'Lenz',
          email: 'ines@cafe-lenz.example',
          phone: '+496131123456',
        }),
      ]);
    });

    it('names every fault of the body with its pointer and changes nothing', async () => {
      const before = await crm.sql('SELECT count(*) FROM leads');

      const { status, body } = await anna.post<ProblemBody>('/v1/leads', {
        company: { name: '', country: 'Deutschland' },
        contacts: [{ email: 'info(at)krone' }],
        source: 'TELEPATHY',
        colour: 'red',
      });

      expect(status).toBe(400);
      expect(body.type).toBe('/problems/invalid-request');
      expect(body.errors?.map((e) => e.pointer).sort()).toEqual(
        ['#', '#/company/country', '#/company/name', '#/contacts/0/email', '#/source'].sort(),
      );
      expect(await crm.sql('SELECT count(*) FROM leads')).toEqual(before);
    });

    it('refuses the same address and number, whoever has it, without telling strangers who', async () => {
      const first = await register(anna, {
        contacts: [{ email: 'chef@adler.example', phone: '0761 123456' }],
      });

      const same = await anna.post<ProblemBody>(
        '/v1/leads',
        aLead({ contacts: [{ email: 'CHEF@adler.example' }] }),
      );
      const phone = await ben.post<ProblemBody>(
        '/v1/leads',
        aLead({ contacts: [{ mobile: '+49761123456' }] }),
      );

      expect(same.status).toBe(409);
      expect(same.body).toMatchObject({
        type: '/problems/lead-already-registered',
        severity: 'hard',
      });
      expect(same.body.candidates).toEqual([
        expect.objectContaining({ leadId: first.id, why: 'SAME_EMAIL' }),
      ]);
      expect(phone.body).toMatchObject({
        type: '/problems/lead-already-registered',
        candidates: [],
      });
    });

    it('lets a manager, not a sales user, register a duplicate with a reason', async () => {
      await register(anna, { contacts: [{ email: 'geteilt@kette.example' }] });
      const again = aLead({
        contacts: [{ email: 'geteilt@kette.example' }],
        override: { reason: 'Zentrale kauft für zwei Häuser' },
      });

      const refused = await anna.post<ProblemBody>('/v1/leads', again);
      const done = await maria.post<Lead>('/v1/leads', again);

      expect(refused.status).toBe(403);
      expect(refused.body.type).toBe('/problems/override-not-allowed');
      expect(done.status).toBe(201);
    });

    it('warns of a similar company in the same place and takes a reason', async () => {
      await register(
        anna,
        {},
        { name: 'Hotel Seeblick GmbH', postalCode: '78462', city: 'Konstanz' },
      );
      const similar = aLead({}, { name: 'Hotel Seeblik', postalCode: '78462', city: 'Konstanz' });

      const warned = await anna.post<ProblemBody>('/v1/leads', similar);
      const elsewhere = await anna.post(
        '/v1/leads',
        aLead({}, { name: 'Hotel Seeblick', postalCode: '20095' }),
      );
      const confirmed = await anna.post('/v1/leads', {
        ...similar,
        override: { reason: 'anderes Haus, gleiche Straße' },
      });

      expect(warned.status).toBe(409);
      expect(warned.body).toMatchObject({
        type: '/problems/similar-lead-exists',
        severity: 'warning',
      });
      expect(warned.body.candidates).toHaveLength(1);
      expect([elsewhere.status, confirmed.status]).toEqual([201, 201]);
    });

    it('makes one lead of a hundred that race for one address', async () => {
      const bodies = Array.from({ length: 100 }, () =>
        aLead({ contacts: [{ email: 'rennen@race.example' }] }),
      );

      const answers = await Promise.all(
        bodies.map((body, i) => (i % 2 ? anna : ben).post('/v1/leads', body)),
      );

      const statuses = answers.map((a) => a.status);
      expect(statuses.filter((s) => s === 201)).toHaveLength(1);
      expect(statuses.filter((s) => s === 409)).toHaveLength(99);
    });

    it('wants the first contact of a fair lead, not in the future', async () => {
      const without = await anna.post<ProblemBody>('/v1/leads', aLead({ source: 'FAIR' }));
      const firstContact = {
        channel: 'FAIR',
        at: '2026-03-02T09:00:00Z',
        note: 'Am Stand auf der Internorga',
      };
      const future = await anna.post<ProblemBody>(
        '/v1/leads',
        aLead({ source: 'FAIR', firstContact }),
      );
      const past = { ...firstContact, at: '2026-03-01T09:00:00+01:00' };
      const done = await anna.post<Lead>(
        '/v1/leads',
        aLead({ source: 'FAIR', firstContact: past }),
      );

      expect([without.status, future.status]).toEqual([400, 400]);
      expect(without.body.type).toBe('/problems/first-contact-required');
      expect(done.body.firstContactAt).toBe('2026-03-01T08:00:00.000Z');
    });

    it('keeps a sales user from registering for others or in a foreign territory', async () => {
      const forBen = await anna.post<ProblemBody>('/v1/leads', aLead({ ownerId: ben.id }));
      const abroad = await anna.post<ProblemBody>('/v1/leads', aLead({ territory: 'CH' }));
      const byManager = await maria.post<Lead>('/v1/leads', aLead({ ownerId: ben.id }));

      expect(forBen.body.type).toBe('/problems/owner-not-available');
      expect(abroad.body.type).toBe('/problems/territory-not-allowed');
      expect(byManager.body.ownerName).toBe('Ben Wolf');
    });
  });

  describe('who sees and does what', () => {
    let lead: Lead, shared: Lead, unowned: Lead;

    beforeAll(async () => {
      lead = await register(anna);
      shared = await register(anna);
      await anna.put(`/v1/leads/${shared.id}/collaborators/${ben.id}`);
      unowned = await register(anna, {}, { name: 'Freies Haus' });
      await free(unowned);
    });

    it.each([
      ['the owner', () => anna, [200, 200, 200]],
      ['a colleague of the team', () => ben, [404, 200, 200]],
      ['the manager of the team', () => maria, [200, 200, 200]],
      ['a manager elsewhere', () => otto, [404, 404, 200]],
      ['a sales user elsewhere', () => fremd, [404, 404, 200]],
      ['an admin', () => crm.admin, [200, 200, 200]],
      ['an auditor', () => auditor, [200, 200, 200]],
      ['a stranger', () => crm.stranger(), [401, 401, 401]],
    ])('%s reads own, shared and free leads as the scope says', async (_, who, expected) => {
      const statuses = [];
      for (const { id } of [lead, shared, unowned])
        statuses.push((await who().get(`/v1/leads/${id}`)).status);

      expect(statuses).toEqual(expected);
    });

    it.each([
      ['a colleague', () => ben, 404],
      ['a manager elsewhere', () => otto, 404],
      ['an auditor', () => auditor, 403],
      ['the owner', () => anna, 200],
    ])('%s changes it or not', async (_, who, expected) => {
      const { headers } = await anna.get(`/v1/leads/${lead.id}`);

      const { status } = await who().patch(
        `/v1/leads/${lead.id}`,
        { tags: [`von-${String(expected)}`] },
        { headers: { 'if-match': headers.get('etag') ?? '' } },
      );

      expect(status).toBe(expected);
    });

    it('shows a free lead without its people to all but those who see everything', async () => {
      const [seen, byAdmin] = await Promise.all([
        fremd.get<Lead>(`/v1/leads/${unowned.id}`),
        crm.admin.get<Lead>(`/v1/leads/${unowned.id}`),
      ]);

      expect(seen.body).toMatchObject({
        company: 'Freies Haus',
        free: true,
        contacts: [],
        primaryContact: null,
      });
      expect(byAdmin.body.contacts).toHaveLength(1);
    });

    it('lists, counts and finds the same leads', async () => {
      const ids = async (who: Visitor, query = '') =>
        (await who.get<LeadPage>(`/v1/leads?limit=200${query}`)).body.items.map((l) => l.id);
      const count = async (who: Visitor, filter: object) =>
        (await who.post<LeadCounts>('/v1/leads/counts', { views: [{ key: 'x', filter }] })).body
          .counts['x'];

      for (const who of [anna, ben, maria, otto, fremd, crm.admin, auditor])
        expect(await count(who, {})).toBe((await ids(who)).length);
      expect(await ids(ben)).toContain(shared.id);
      expect(await ids(ben)).not.toContain(lead.id);
      expect(await ids(otto)).toEqual([]);
      expect(await ids(fremd, '&q=gasthof')).toEqual([]);
      expect(await ids(ben, '&q=gasthof')).toContain(shared.id);
      expect(await ids(fremd, '&owner=none')).toEqual([unowned.id]);
      expect(await count(fremd, { owner: ['none'] })).toBe(1);
    });

    it('sums by currency what counted leads may buy, of those that the reader sees', async () => {
      const company = 'Summenhaus';
      const buys = (cents: number, currency: string) =>
        register(
          anna,
          {},
          { name: `${company} ${String(cents)}`, annualVolume: { cents, currency } },
        );
      await buys(100_000_000_000, 'EUR');
      await buys(50, 'EUR');
      await buys(7_000, 'CHF');
      await register(anna, {}, { name: company });
      const views = [{ key: 'x', filter: { q: company } }];
      const of = async (who: Visitor) =>
        (await who.post<LeadCounts>('/v1/leads/counts', { views, volumes: true })).body;

      expect(await of(anna)).toMatchObject({
        counts: { x: 4 },
        volumes: {
          x: [
            { cents: 7_000, currency: 'CHF' },
            { cents: 100_000_000_050, currency: 'EUR' },
          ],
        },
      });
      expect(await of(fremd)).toMatchObject({ counts: { x: 0 }, volumes: { x: [] } });
    });
  });

  describe('a list', () => {
    let lena: Visitor;
    let all: string[];

    beforeAll(async () => {
      lena = await crm.person({ name: 'Lena Liste', role: 'SALES', teamId: sued });
      const names = [
        'Zur Linde',
        'Äpfelwirt',
        'Apfelbaum',
        'Öhrchen',
        'Ohrmuschel',
        'Bärenwirt',
        'Zum Bären',
      ];
      for (const name of names) {
        crm.clock.turnTo(new Date(crm.clock.now().getTime() + 1000));
        await register(lena, {}, { name });
      }
      all = (await lena.get<LeadPage>('/v1/leads?limit=200')).body.items.map((l) => l.id);
    });

    it.each(['-registeredAt', 'registeredAt', 'company', '-company', '-lastActivityAt'])(
      'pages by %s there and back without a gap or a double',
      async (sort) => {
        const whole = (await lena.get<LeadPage>(`/v1/leads?limit=200&sort=${sort}`)).body.items.map(
          (l) => l.id,
        );
        const forth: string[] = [];
        let page = (await lena.get<LeadPage>(`/v1/leads?limit=2&sort=${sort}`)).body;
        expect(page.previousCursor).toBeNull();
        for (
          forth.push(...page.items.map((l) => l.id));
          page.nextCursor;
          forth.push(...page.items.map((l) => l.id))
        )
          page = (
            await lena.get<LeadPage>(`/v1/leads?limit=2&sort=${sort}&cursor=${page.nextCursor}`)
          ).body;
        const back = page.items.map((l) => l.id);
        while (page.previousCursor) {
          page = (
            await lena.get<LeadPage>(`/v1/leads?limit=2&sort=${sort}&cursor=${page.previousCursor}`)
          ).body;
          back.unshift(...page.items.map((l) => l.id));
        }

        expect(forth).toEqual(whole);
        expect(back).toEqual(whole);
        expect([...whole].sort()).toEqual([...all].sort());
      },
    );

    it('sorts names as Germans do', async () => {
      const { body } = await lena.get<LeadPage>('/v1/leads?sort=company');

      expect(body.items.map((l) => l.company)).toEqual([
        'Apfelbaum',
        'Äpfelwirt',
        'Bärenwirt',
        'Öhrchen',
        'Ohrmuschel',
        'Zum Bären',
        'Zur Linde',
      ]);
    });

    it.each(['baeren', 'Bären', 'baren', 'BÄRENW'])('finds by %s', async (q) => {
      const { body } = await lena.get<LeadPage>(`/v1/leads?q=${encodeURIComponent(q)}`);

      expect(body.items.map((l) => l.company)).toContain('Bärenwirt');
    });

    it.each([
      'cursor=unsinn',
      'limit=0',
      'limit=201',
      'sort=ownerId',
      'status=GONE',
      'colour=red',
      'id=1',
    ])('refuses %s', async (query) => {
      expect((await lena.get(`/v1/leads?${query}`)).status).toBe(400);
    });

    it('takes SQL for a search word, not for SQL', async () => {
      const { status, body } = await lena.get<LeadPage>(
        `/v1/leads?q=${encodeURIComponent(`%_\\' OR 1=1; --`)}`,
      );

      expect([status, body.items]).toEqual([200, []]);
    });
  });

  describe('a change', () => {
    it('needs the version that stands', async () => {
      const lead = await register(anna);
      const etag = `"lead-${lead.id}-1"`;
      const path = `/v1/leads/${lead.id}`;

      const without = await anna.patch<ProblemBody>(path, { tags: ['x'] });
      const first = await anna.patch<Lead>(
        path,
        { company: { city: 'Ulm' } },
        { headers: { 'if-match': etag } },
      );
      const stale = await maria.patch<ProblemBody>(
        path,
        { tags: ['y'] },
        { headers: { 'if-match': etag } },
      );

      expect(without.status).toBe(428);
      expect([first.status, first.body.city, first.body.version]).toEqual([200, 'Ulm', 2]);
      expect(first.headers.get('etag')).toBe(`"lead-${lead.id}-2"`);
      expect(stale.status).toBe(412);
      expect(stale.body).toMatchObject({ currentEtag: `"lead-${lead.id}-2"`, changedBy: anna.id });
    });

    it('is recorded with the names of the fields, never their values', async () => {
      const lead = await register(anna);
      await anna.patch(
        `/v1/leads/${lead.id}`,
        {
          company: { street: 'Geheimweg 7', chain: 'Geheimkette' },
          tags: ['a'],
          relationshipStatus: 'TRUSTED',
          decisionMakerAccess: 'INDIRECT',
          competitor: 'Geheim & Söhne',
          painNotes: 'Geheime Küche',
        },
        { headers: { 'if-match': `"lead-${lead.id}-1"` } },
      );

      const [event] = await crm.sql<{ data: { fields: string[] } }>(
        `SELECT data FROM event_log WHERE type = 'crm.lead.changed.v1' AND subject = '${lead.id}'`,
      );
      expect(event?.data.fields.sort()).toEqual([
        ...['chain', 'competitor', 'decisionMakerAccess', 'painNotes', 'relationshipStatus'],
        ...['street', 'tags'],
      ]);
      expect(JSON.stringify(event)).not.toMatch(/Geheim/);
      expect((await anna.get<Lead>(`/v1/leads/${lead.id}`)).body).toMatchObject({
        chain: 'Geheimkette',
        relationshipStatus: 'TRUSTED',
        decisionMakerAccess: 'INDIRECT',
        competitor: 'Geheim & Söhne',
        painNotes: 'Geheime Küche',
      });
    });

    it('is qualified by a person once its volume and somebody who decides are known', async () => {
      const lead = await register(anna);
      const path = `/v1/leads/${lead.id}/qualification`;

      const early = await anna.post<ProblemBody>(path);
      await anna.patch(
        `/v1/leads/${lead.id}`,
        { company: { annualVolume: { cents: 900_000, currency: 'EUR' } } },
        { headers: { 'if-match': `"lead-${lead.id}-${String(lead.version)}"` } },
      );
      await anna.post(`/v1/leads/${lead.id}/contacts`, { lastName: 'Koch', role: 'CHEF' });
      const say = async (decisionMakerAccess: string) => {
        const { version } = (await anna.get<Lead>(`/v1/leads/${lead.id}`)).body;
        const match = { headers: { 'if-match': `"lead-${lead.id}-${String(version)}"` } };
        await anna.patch(`/v1/leads/${lead.id}`, { decisionMakerAccess }, match);
      };
      await say('NONE');
      const outOfReach = await anna.post<ProblemBody>(path);
      await say('DIRECT');
      crm.clock.turnTo(new Date(crm.clock.now().getTime() + 60_000));
      const bySomebodyElse = await fremd.post(path);
      const qualified = await anna.post<Lead>(path);
      const again = await anna.post<ProblemBody>(path);
      crm.clock.turnTo(new Date(crm.clock.now().getTime() + 60_000));
      const back = await anna.delete<Lead>(path);
      const backAgain = await anna.delete<ProblemBody>(path);

      expect(early.body.type).toBe('/problems/qualification-incomplete');
      expect(early.body.errors?.map(({ pointer }) => pointer)).toEqual([
        '#/company/annualVolume',
        '#/contacts',
      ]);
      expect(outOfReach.body.errors?.map(({ pointer }) => pointer)).toEqual([
        '#/decisionMakerAccess',
      ]);
      expect(bySomebodyElse.status).toBe(404);
      expect(qualified.body).toMatchObject({ status: 'QUALIFIED', stage: 2 });
      expect(again.body.type).toBe('/problems/status-not-possible');
      expect(back.body).toMatchObject({
        status: 'REGISTERED',
        stage: 1,
        statusSince: lead.statusSince,
      });
      expect(backAgain.body.type).toBe('/problems/status-not-possible');
    });

    it('is given a box that arrives after it left, and a clock that stands while it is open', async () => {
      const lead = await register(anna);
      const boxes = `/v1/leads/${lead.id}/samples`;
      const box = await anna.post<{ id: string }>(boxes, { contents: '2 kg Spätzle' });
      const move = (to: string, at?: string) =>
        anna.post<ProblemBody>(`${boxes}/${box.body.id}/${to}`, { at });
      const day = (days: number) => new Date(crm.clock.now().getTime() - days * 86_400_000);

      const ages = await move('shipment', '0001-01-01T00:00:00Z');
      const left = await move('shipment', day(3).toISOString());
      const before = await move('delivery', day(4).toISOString());
      const arrived = await move('delivery', day(2).toISOString());
      await anna.post(`/v1/leads/${lead.id}/loss`, { reason: 'Kauft beim Wettbewerb' });
      const stop = { reason: 'Umbau der Küche bis März' };
      const stopped = await anna.post<ProblemBody>(`/v1/leads/${lead.id}/clock-stops`, stop);

      expect([ages, left, before, arrived].map(({ status }) => status)).toEqual([
        400, 200, 400, 200,
      ]);
      expect(before.body.errors?.map(({ pointer }) => pointer)).toEqual(['#/at']);
      expect(stopped.body.type).toBe('/problems/status-not-possible');
    });

    it('is closed by whoever owns it, not by who only sees that it is free', async () => {
      const lead = await register(anna);
      await free(lead);

      const { body } = await maria.post<ProblemBody>(`/v1/leads/${lead.id}/loss`, {
        reason: 'Kauft beim Wettbewerb',
      });

      expect(body.type).toBe('/problems/lead-not-owned');
    });

    it('loses and reopens a lead, once each', async () => {
      const lead = await register(anna);
      const reason = { reason: 'Kauft beim Wettbewerb' };

      const lost = await anna.post<Lead>(`/v1/leads/${lead.id}/loss`, reason);
      const twice = await anna.post<ProblemBody>(`/v1/leads/${lead.id}/loss`, reason);
      const bySales = await anna.post(`/v1/leads/${lead.id}/reopening`, reason);
      const reopened = await maria.post<Lead>(`/v1/leads/${lead.id}/reopening`, reason);

      expect([lost.body.status, twice.body.type]).toEqual([
        'LOST',
        '/problems/status-not-possible',
      ]);
      expect([bySales.status, reopened.body.status]).toEqual([403, 'ACTIVE']);
    });
  });

  describe('an assignment', () => {
    it('moves the lead with its people from one to the other', async () => {
      const lead = await register(anna);

      const done = await maria.post<Lead>(`/v1/leads/${lead.id}/assignment`, { ownerId: ben.id });

      expect(done.body).toMatchObject({ ownerName: 'Ben Wolf', version: 2 });
      expect((await anna.get(`/v1/leads/${lead.id}`)).status).toBe(404);
      expect((await ben.get<Lead>(`/v1/leads/${lead.id}`)).body.contacts).toHaveLength(1);
    });

    it('answers without content when the lead leaves the manager’s teams', async () => {
      const lead = await register(anna);

      const { status } = await crm.admin.post(`/v1/leads/${lead.id}/assignment`, {
        ownerId: fremd.id,
      });

      expect(status).toBe(200);
      expect((await maria.get(`/v1/leads/${lead.id}`)).status).toBe(404);
      expect((await otto.get(`/v1/leads/${lead.id}`)).status).toBe(200);
    });

    it('is not a sales user’s, except to take a free lead, and then only the first of two', async () => {
      const lead = await register(anna);
      const refused = await anna.post<ProblemBody>(`/v1/leads/${lead.id}/assignment`, {
        ownerId: ben.id,
      });
      await free(lead);

      const both = await Promise.all(
        [anna, fremd].map((who) =>
          who.post(`/v1/leads/${lead.id}/assignment`, { ownerId: who.id }),
        ),
      );

      expect(refused.body.type).toBe('/problems/lead-not-free');
      expect(both.map((a) => a.status).sort()).toEqual([200, 409]);
    });

    it('follows a user who leaves to the successor, and one who changes team to the new team', async () => {
      const gina = await crm.person({ name: 'Gina Geht', role: 'SALES', teamId: sued });
      const theo = await crm.person({ name: 'Theo Tausch', role: 'SALES', teamId: sued });
      const [left, moved] = [await register(gina), await register(theo)];

      const { headers } = await crm.admin.get(`/v1/users/${theo.id}`);
      const change = await crm.admin.patch(
        `/v1/users/${theo.id}`,
        { teamId: nord },
        { headers: { 'if-match': headers.get('etag') ?? '' } },
      );
      const leave = await crm.admin.post(`/v1/users/${gina.id}/deactivation`, {
        successorId: ben.id,
      });
      await crm.drain();

      expect([change.status, leave.status]).toEqual([200, 200]);
      expect((await ben.get<Lead>(`/v1/leads/${left.id}`)).body.ownerName).toBe('Ben Wolf');
      expect((await otto.get(`/v1/leads/${moved.id}`)).status).toBe(200);
      expect((await maria.get(`/v1/leads/${moved.id}`)).status).toBe(404);
    });
  });
});
