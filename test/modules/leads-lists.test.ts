import type { BulkActView, RefusalPage } from '../../src/leads/bulk/bulk-acts.dto';
import type { LeadPage, LeadView } from '../../src/leads/leads.dto';
import type { SavedViewAnswer, SavedViewList } from '../../src/leads/views/saved-views.dto';
import type { Visitor } from '../support/crm';
import { LeadsWorld } from '../support/leads-world';

describe('the list of leads', () => {
  let world: LeadsWorld;

  beforeAll(async () => {
    world = await LeadsWorld.start();
  });
  afterAll(() => world.crm.stop());

  describe('kept as a view', () => {
    const save = (who: Visitor, over: object = {}) =>
      who.post<SavedViewAnswer>('/v1/saved-views', {
        name: 'Messe',
        filter: { source: ['FAIR'] },
        ...over,
      });
    const namesOf = async (who: Visitor) =>
      (await who.get<SavedViewList>('/v1/saved-views')).body.items.map(({ name }) => name);
    const tag = ({ id, version }: SavedViewAnswer) => ({
      headers: { 'if-match': `"view-${id}-${String(version)}"` },
    });

    it('keep a filter that the list understands, under a name of its own', async () => {
      const { anna } = world;
      const lead = await world.lead({ source: 'PARTNER' });
      const saved = await save(anna, {
        name: 'Partner',
        filter: { source: ['PARTNER'], q: lead.company },
        sort: 'company',
        columns: ['company', 'nextTouch', 'owner'],
      });
      const again = await save(anna, { name: 'Partner' });
      const broken = await save(anna, { name: 'Farben', filter: { colour: ['RED'] } });
      const { source, q } = saved.body.filter ?? {};
      const page = await anna.get<LeadPage>(
        `/v1/leads?source=${String(source)}&q=${encodeURIComponent(String(q))}`,
      );

      expect(saved).toMatchObject({
        status: 201,
        body: {
          own: true,
          audience: 'own',
          version: 1,
          columns: ['company', 'nextTouch', 'owner'],
        },
      });
      expect(saved.headers.get('etag')).toBe(`"view-${saved.body.id}-1"`);
      expect(page.body.items.map(({ id }) => id)).toEqual([lead.id]);
      expect(again).toMatchObject({
        status: 409,
        body: { type: '/problems/saved-view-name-taken' },
      });
      expect(broken.status).toBe(400);
      for (const columns of [['colour'], ['owner', 'owner'], []])
        expect((await save(anna, { name: 'Spalten', columns })).status).toBe(400);
    });

    it('are seen by their owner, by the team or by everybody, and changed by their owner alone', async () => {
      const { anna, ben, frieda, maria, auditor, crm } = world;
      await save(anna, { name: 'Nur Anna' });
      const team = await save(maria, { name: 'Team Süd', audience: 'team' });
      const all = await save(crm.admin, { name: 'Alle Häuser', audience: 'all' });

      expect([team.status, all.status]).toEqual([201, 201]);
      expect(await namesOf(ben)).toEqual(['Alle Häuser', 'Team Süd']);
      expect(await namesOf(frieda)).toEqual(['Alle Häuser']);
      expect(await namesOf(auditor)).toEqual(['Alle Häuser']);
      expect(await namesOf(anna)).toEqual(expect.arrayContaining(['Nur Anna', 'Team Süd']));
      const change = (who: Visitor) =>
        who.patch(`/v1/saved-views/${team.body.id}`, { name: 'Meins' }, tag(team.body));
      expect(await change(ben)).toMatchObject({
        status: 403,
        body: { type: '/problems/saved-view-not-yours' },
      });
      expect((await change(frieda)).body['type']).toBe('/problems/saved-view-not-found');
      expect(await save(anna, { name: 'Für alle', audience: 'all' })).toMatchObject({
        status: 403,
        body: { type: '/problems/view-sharing-not-allowed' },
      });
      expect((await save(auditor)).status).toBe(403);
    });

    it('change by version, stop being shared, and go', async () => {
      const { anna, ben } = world;
      const { body: view } = await save(anna, { name: 'Wechsel', audience: 'team' });
      const path = `/v1/saved-views/${view.id}`;

      const bare = await anna.patch(path, { name: 'Neu' });
      const changed = await anna.patch<SavedViewAnswer>(
        path,
        { name: 'Neu', audience: 'own', columns: ['company', 'score'] },
        tag(view),
      );
      const stale = await anna.send('DELETE', path, undefined, tag(view));
      const hidden = await namesOf(ben);
      const gone = await anna.send('DELETE', path, undefined, tag(changed.body));

      expect([bare.status, stale.status, gone.status]).toEqual([428, 412, 204]);
      expect(view.columns).toBeNull();
      expect(changed.body).toMatchObject({
        name: 'Neu',
        audience: 'own',
        version: 2,
        columns: ['company', 'score'],
      });
      expect(hidden).not.toContain('Neu');
      expect(await namesOf(anna)).not.toContain('Neu');
    });

    it('say so when what was saved is no filter any more, and break nothing', async () => {
      const { anna, crm } = world;
      const { body } = await save(anna, { name: 'Von früher' });
      await crm.sql(`UPDATE lead_views SET filter = '{"colour":["RED"]}' WHERE id = $1`, [body.id]);

      const { items } = (await anna.get<SavedViewList>('/v1/saved-views')).body;

      expect(items.find(({ id }) => id === body.id)).toMatchObject({ filter: null });
    });

    it('are fifty for each person at most', async () => {
      const { frieda } = world;
      const answers: number[] = [];
      for (let n = 1; n <= 51; n += 1)
        answers.push((await save(frieda, { name: `Ansicht ${String(n)}` })).status);

      expect(answers.slice(0, 50)).toEqual(new Array(50).fill(201));
      expect(answers[50]).toBe(409);
    });

    it('go to the successor of who leaves when they are shared, and with them when not', async () => {
      const { anna, maria, crm } = world;
      const [team] = await crm.sql<{ teamId: string }>(
        'SELECT team_id AS "teamId" FROM users WHERE id = $1',
        [anna.id],
      );
      const clara = await crm.person({
        name: 'Clara Geht',
        role: 'SALES',
        teamId: team?.teamId ?? null,
      });
      await save(clara, { name: 'Team Süd', audience: 'team' });
      await save(clara, { name: 'Privat' });
      const user = await crm.admin.get(`/v1/users/${clara.id}`);
      const left = await crm.admin.post(
        `/v1/users/${clara.id}/deactivation`,
        { successorId: maria.id },
        { headers: { 'if-match': user.headers.get('etag') ?? '' } },
      );
      await crm.drain();

      expect(left.status).toBeLessThan(300);
      expect(await namesOf(maria)).toEqual(expect.arrayContaining(['Team Süd', 'Team Süd (2)']));
      expect(
        await crm.sql('SELECT id FROM lead_views WHERE user_id = $1 OR name = $2', [
          clara.id,
          'Privat',
        ]),
      ).toEqual([]);
    });

    it('forget a person whom a colleague looked for', async () => {
      const { anna, crm } = world;
      const lead = await world.lead({
        contacts: [{ firstName: 'Walburga', lastName: 'Ziegenfuß', email: 'w@ziegenfuss.example' }],
      });
      await save(anna, { name: 'Walburga Ziegenfuß', filter: { q: 'Ziegenfuß' } });

      const erased = await crm.admin.post('/v1/privacy/erasure', {
        who: lead.contacts[0]?.id,
        reason: 'Antrag nach Art. 17',
      });

      expect(erased.status).toBeLessThan(300);
      expect(
        await crm.sql(
          `SELECT id FROM lead_views WHERE name ILIKE '%Ziegen%' OR words IS NOT NULL AND words ILIKE '%Ziegen%'`,
        ),
      ).toEqual([]);
    });
  });

  describe('by when the next touch is due', () => {
    // Monday, 9 o'clock in Berlin.
    const FILTER = { businessType: ['EDUCATION'] };
    const due: Record<string, string> = {};
    const found = async (who: Visitor, query: string) =>
      (await who.get<LeadPage>(`/v1/leads?businessType=EDUCATION&${query}`)).body.items.map(
        ({ id }) => id,
      );
    const namesOf = (ids: readonly string[]) =>
      Object.keys(due).filter((name) => ids.includes(due[name] ?? ''));

    beforeAll(async () => {
      const { anna, crm } = world;
      const lead = async (name: string, contacts: object[], ...tasks: string[]) => {
        const company = { name: `Schule ${name}`, country: 'DE', businessType: 'EDUCATION' };
        const { id } = await world.lead({ company, contacts });
        for (const dueAt of tasks) await anna.post('/v1/tasks', { leadId: id, text: name, dueAt });
        due[name] = id;
      };
      await lead('earlier', [], '2026-02-27T10:00:00Z', '2026-03-02T15:00:00Z');
      await lead('this morning', [], '2026-03-02T06:00:00Z');
      // A quarter past eleven at night there.
      await lead('tonight', [], '2026-03-02T22:15:00Z');
      await lead('T3', [{ lastName: 'Vogt', email: 'vogt@schule.example' }]);
      await lead('next week', [], '2026-03-08T23:00:00Z');
      await lead('never', []);
      await crm.drain();
    });

    it.each([
      ['overdue', ['earlier', 'this morning']],
      ['today', ['this morning', 'tonight']],
      ['week', ['this morning', 'tonight', 'T3']],
      ['none', ['never']],
      ['overdue,none', ['earlier', 'this morning', 'never']],
    ])('finds %s, as the earliest one says', async (value, names) => {
      expect(namesOf(await found(world.anna, `due=${value}`))).toEqual(names);
      expect(await found(world.frieda, `due=${value}`)).toEqual([]);
    });

    it('is the same for list, count, export and an act on many', async () => {
      const { anna, maria, crm } = world;
      const filter = { ...FILTER, due: ['week'] };
      const list = await found(maria, 'due=week');
      const counts = await maria.post<{ counts: object }>('/v1/leads/counts', {
        views: [{ key: 'week', filter }],
      });
      const file = await fetch(`${crm.url}/v1/lead-exports.jsonl?businessType=EDUCATION&due=week`, {
        headers: { cookie: maria.cookieHeader },
      }).then((answer) => answer.text());
      await maria.post('/v1/lead-bulk-acts', { act: { kind: 'tag', tag: 'Diese Woche' }, filter });
      await crm.drain();

      expect(namesOf(list)).toEqual(['this morning', 'tonight', 'T3']);
      expect(counts.body.counts).toEqual({ week: 3 });
      const exported = file
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as LeadView).id);
      expect(exported.sort()).toEqual([...list].sort());
      expect((await found(anna, 'tag=Diese%20Woche')).sort()).toEqual([...list].sort());
    });

    it('has a score, of which one asks for ranges', async () => {
      const { anna, crm } = world;
      for (const [name, score] of [
        ['earlier', 49],
        ['tonight', 50],
        ['T3', 100],
      ])
        await crm.sql(`UPDATE leads SET score = $2, score_parts = '{}' WHERE id = $1`, [
          due[String(name)],
          score,
        ]);
      await crm.sql('UPDATE leads SET score = NULL, score_parts = NULL WHERE id = $1', [
        due['never'],
      ]);
      const scored = async (query: string) =>
        namesOf(await found(anna, `id=${Object.values(due).join()}&${query}`));

      expect(await scored('score=50..')).toEqual(['tonight', 'T3']);
      expect(await scored('score=..49')).not.toContain('never');
      expect(await scored('score=49..49,100..')).toEqual(['earlier', 'T3']);
      expect(await scored('score=50..&due=week')).toEqual(['tonight', 'T3']);
      for (const broken of ['score=101..', 'score=50', 'due=someday'])
        expect((await anna.get(`/v1/leads?${broken}`)).status).toBe(400);
    });
  });

  describe('of which several are acted on at once', () => {
    const begin = (who: Visitor, body: object) => who.post<BulkActView>('/v1/lead-bulk-acts', body);
    const after = async (who: Visitor, id: string) =>
      (await who.get<BulkActView>(`/v1/lead-bulk-acts/${id}`)).body;
    const refusalsOf = async (who: Visitor, id: string, of = 'act') =>
      (await who.get<RefusalPage>(`/v1/lead-bulk-acts/${id}/refusals?of=${of}`)).body.items;
    const leads = async (count: number, over: object = {}) => {
      const made: LeadView[] = [];
      for (let n = 0; n < count; n += 1) made.push(await world.lead({ ...over }));
      return made;
    };
    const idsOf = (made: readonly LeadView[]) => made.map(({ id }) => id);

    it('does the act to each, says what was not possible and why, and takes it back', async () => {
      const { anna, ben, maria, crm } = world;
      const made = await leads(4);
      const [lost, changed, unseen, plain] = made as [LeadView, LeadView, LeadView, LeadView];
      await anna.post(`/v1/leads/${lost.id}/loss`, { reason: 'Küche geschlossen' });
      const strange = await world.lead({}, world.frieda);
      const leadIds = [...idsOf(made), strange.id];
      const reason = 'Saison ist vorbei';
      const answer = await begin(maria, { act: { kind: 'lose', reason }, leadIds });
      await crm.drain();
      const ended = await after(maria, answer.body.id);
      await maria.post(`/v1/leads/${changed.id}/reopening`, { reason: 'Doch nicht verloren' });
      const other = await ben.post(`/v1/lead-bulk-acts/${answer.body.id}/reversal`);
      const back = await maria.post<BulkActView>(`/v1/lead-bulk-acts/${answer.body.id}/reversal`);
      await crm.drain();

      expect(answer).toMatchObject({ status: 202, body: { state: 'RUNNING', total: 5 } });
      expect(ended).toMatchObject({ state: 'DONE', total: 5, done: 3, unchanged: 0, refused: 2 });
      expect(await refusalsOf(maria, ended.id)).toEqual(
        expect.arrayContaining([
          { leadId: lost.id, company: lost.company, reason: 'status-not-possible' },
          { leadId: strange.id, company: null, reason: 'lead-not-found' },
        ]),
      );
      expect([other.status, back.status, back.body.state]).toEqual([404, 202, 'REVERTING']);
      expect(await after(maria, ended.id)).toMatchObject({
        state: 'REVERTED',
        reversal: { reverted: 2, kept: 1 },
      });
      expect(await refusalsOf(maria, ended.id, 'reversal')).toEqual([
        { leadId: changed.id, company: changed.company, reason: 'lead-changed' },
      ]);
      const now = await Promise.all([unseen, plain].map(({ id }) => world.read(id)));
      expect(now.map(({ status, lostReason }) => [status, lostReason])).toEqual([
        ['REGISTERED', null],
        ['REGISTERED', null],
      ]);
      expect((await maria.post(`/v1/lead-bulk-acts/${ended.id}/reversal`)).status).toBe(409);
    });

    it('reaches exactly what the list of the filter has, in more than one piece', async () => {
      const { anna, maria, crm } = world;
      const count = 103;
      await crm.sql(
        `WITH l AS (SELECT gen_random_uuid() AS id, n FROM generate_series(1, ${String(count)}) n),
              a AS (INSERT INTO access_subjects (subject_id, kind, owner_id, team_id, territory, simulated)
                    SELECT l.id, 'lead', u.id, u.team_id, 'DE', false FROM l, users u WHERE u.id = $1)
         INSERT INTO leads (id, subject_id, owner_id, team_id, territory, company_name, company_key, country,
                            business_type, stage, source, registered_at, last_activity_at, changed_at, search)
         SELECT l.id, l.id, u.id, u.team_id, 'DE', 'Haus ' || l.n, 'haus' || l.n, 'DE', 'HEALTH', 0, 'OTHER', $2, $2, $2, ''
           FROM l, users u WHERE u.id = $1`,
        [anna.id, crm.clock.now()],
      );
      const filter = { businessType: ['HEALTH'] };
      const tag = { kind: 'tag', tag: 'Klinik' };
      const first = await begin(maria, { act: tag, filter });
      await crm.drain();
      const again = await begin(maria, { act: tag, filter });
      await crm.drain();

      expect(first.body).toMatchObject({ state: 'COLLECTING', total: 0 });
      expect(await after(maria, first.body.id)).toMatchObject({ done: count, total: count });
      expect(await after(maria, again.body.id)).toMatchObject({ done: 0, unchanged: count });
      const [row] = await crm.sql<{ n: number }>(
        `SELECT count(*)::int AS n FROM leads WHERE tags = ARRAY['Klinik']`,
      );
      expect(row?.n).toBe(count);
    });

    it.each([
      [
        'pause',
        { automationPausedAt: expect.any(String) as unknown },
        { automationPausedAt: null },
      ],
      ['tag', { tags: ['Messe'] }, { tags: [] }],
      ['assign', { ownerName: 'Ben Wolf' }, { ownerName: 'Anna Keller' }],
    ] as const)('goes to and fro: %s', async (kind, done, back) => {
      const { ben, maria, crm } = world;
      const [lead] = await leads(1);
      const act = {
        pause: { kind, reason: 'Umbau bis Mai' },
        tag: { kind, tag: 'Messe' },
        assign: { kind, ownerId: ben.id },
      }[kind];
      const { body } = await begin(maria, { act, leadIds: [lead?.id] });
      await crm.drain();
      const between = await world.read(lead?.id ?? '', maria);
      await maria.post(`/v1/lead-bulk-acts/${body.id}/reversal`);
      await crm.drain();

      expect(between).toMatchObject(done);
      expect(await world.read(lead?.id ?? '', maria)).toMatchObject(back);
    });

    it('puts a reopened lead back with its reason, and a free one among the free', async () => {
      const { anna, ben, maria, crm } = world;
      const [lost, free] = (await leads(2)) as [LeadView, LeadView];
      await anna.post(`/v1/leads/${lost.id}/loss`, { reason: 'Küche geschlossen' });
      await world.free(free.id);
      const acts = [
        await begin(maria, {
          act: { kind: 'reopen', reason: 'Neue Leitung dort' },
          leadIds: [lost.id],
        }),
        await begin(maria, { act: { kind: 'assign', ownerId: ben.id }, leadIds: [free.id] }),
      ];
      await crm.drain();
      for (const { body } of acts) await maria.post(`/v1/lead-bulk-acts/${body.id}/reversal`);
      await crm.drain();

      expect(await world.read(lost.id)).toMatchObject({
        status: 'LOST',
        lostReason: 'Küche geschlossen',
      });
      expect(await world.read(free.id, maria)).toMatchObject({ free: true, ownerId: null });
    });

    it('asks for the right to give leads away, and for either leads or a filter', async () => {
      const { anna, ben, frieda, maria } = world;
      const [lead] = await leads(1);
      const act = { kind: 'assign', ownerId: ben.id };

      expect(await begin(anna, { act, leadIds: [lead?.id] })).toMatchObject({
        status: 403,
        body: { type: '/problems/bulk-act-not-allowed' },
      });
      expect(
        await begin(maria, { act: { kind: 'assign', ownerId: frieda.id }, leadIds: [lead?.id] }),
      ).toMatchObject({ status: 400, body: { type: '/problems/owner-not-available' } });
      expect((await begin(anna, { act: { kind: 'tag', tag: 'x' } })).status).toBe(400);
      expect(
        (await begin(anna, { act: { kind: 'tag', tag: 'x' }, leadIds: [lead?.id], filter: {} }))
          .status,
      ).toBe(400);
    });

    it('stops when whoever asked has left meanwhile', async () => {
      const { anna, maria, crm } = world;
      const [lead] = await leads(1);
      const { body } = await begin(anna, {
        act: { kind: 'tag', tag: 'Später' },
        leadIds: [lead?.id],
      });
      await crm.sql(
        `UPDATE users SET state = 'DEACTIVATED', deactivated_at = now() WHERE id = $1`,
        [anna.id],
      );
      await crm.drain();
      const [row] = await crm.sql('SELECT state, failure FROM lead_bulk_acts WHERE id = $1', [
        body.id,
      ]);
      await crm.sql(`UPDATE users SET state = 'ACTIVE', deactivated_at = NULL WHERE id = $1`, [
        anna.id,
      ]);

      expect(row).toEqual({ state: 'FAILED', failure: 'requester_gone' });
      expect((await world.read(lead?.id ?? '', maria)).tags).toEqual([]);
    });
  });

  describe('given out in a team', () => {
    const teamOf = async () => {
      const [row] = await world.crm.sql<{ teamId: string }>(
        'SELECT team_id AS "teamId" FROM users WHERE id = $1',
        [world.anna.id],
      );
      return row?.teamId ?? '';
    };

    it('goes in turn, one lead or many, and the record says by which rule', async () => {
      const { anna, ben, maria, crm } = world;
      const teamId = await teamOf();
      const made = [await world.lead(), await world.lead(), await world.lead()] as const;
      const path = `/v1/leads/${made[0].id}/assignment`;
      const owners = [
        (await maria.post<LeadView>(path, { by: 'round-robin', teamId })).body.ownerId,
      ];
      const registered = await maria.post<LeadView>('/v1/leads', {
        company: { name: 'Reihum', city: 'Turnus', country: 'DE' },
        source: 'OTHER',
        assignment: { by: 'round-robin', teamId },
      });
      owners.push(registered.body.ownerId);
      await maria.post('/v1/lead-bulk-acts', {
        act: { kind: 'distribute', by: 'round-robin', teamId },
        leadIds: [made[1].id, made[2].id],
      });
      await crm.drain();
      for (const { id } of made.slice(1)) owners.push((await world.read(id, maria)).ownerId);

      const [first] = owners;
      const other = first === anna.id ? ben.id : anna.id;
      expect(owners.slice(0, 2)).toEqual([first, other]);
      expect(new Set(owners.slice(2))).toEqual(new Set([anna.id, ben.id]));
      const rows = await crm.sql<{ after: object }>(
        `SELECT after FROM audit_log WHERE act = 'leads.assign' AND subject_id = $1`,
        [registered.body.id],
      );
      expect(rows).toEqual([
        { after: expect.objectContaining({ rule: 'round-robin', sellers: 2 }) as unknown },
      ]);
    });

    it('goes to whoever has the fewest open leads', async () => {
      const { anna, ben, maria, crm } = world;
      const lead = await world.lead();
      const open = await crm.sql<{ id: string; n: number }>(
        `SELECT owner_id AS id, count(*)::int AS n FROM leads WHERE owner_id = ANY ($1) AND status <> 'LOST'
          GROUP BY owner_id ORDER BY n`,
        [[anna.id, ben.id]],
      );

      const given = await maria.post<LeadView>(`/v1/leads/${lead.id}/assignment`, {
        by: 'least-busy',
        teamId: await teamOf(),
      });

      expect(given.body.ownerId).toBe(open[0]?.id);
      const [event] = await crm.sql<{ data: object }>(
        `SELECT data FROM event_log WHERE type = 'crm.lead.assigned.v1' AND subject_id = $1`,
        [lead.id],
      );
      expect(event?.data).toMatchObject({ to: ben.id, reason: 'LEAST_BUSY' });
    });

    it('is for those who manage the team, and needs somebody who sells there', async () => {
      const { anna, frieda, maria } = world;
      const lead = await world.lead();
      const assign = (who: Visitor, teamId: string) =>
        who.post(`/v1/leads/${lead.id}/assignment`, { by: 'round-robin', teamId });
      const [north] = await world.crm.sql<{ teamId: string }>(
        'SELECT team_id AS "teamId" FROM users WHERE id = $1',
        [frieda.id],
      );
      const refused = { status: 400, body: { type: '/problems/owner-not-available' } };

      expect(await assign(anna, await teamOf())).toMatchObject(refused);
      expect(await assign(maria, north?.teamId ?? '')).toMatchObject(refused);
    });
  });
});
