import { Database, systemDbScope, type Tx } from '../../src/core/database';
import { EventLog } from '../../src/events';
import { FollowUpProcessed } from '../../src/events/catalogue';
import { LeadsService } from '../../src/leads';
import type { Feed } from '../../src/cockpit/feed/feed.dto';
import type { LeadPage, LeadView } from '../../src/leads/leads.dto';
import type { MergeResult, UnmergeResult } from '../../src/leads/merging/merges.dto';
import { Crm, type Visitor } from '../support/crm';

const WHY = 'Dasselbe Haus, zweimal erfasst';

describe('two leads that are one company', () => {
  let crm: Crm;
  let anna: Visitor, ben: Visitor, maria: Visitor, otto: Visitor;
  let serial = 0;

  const register = async (who: Visitor, over: object = {}): Promise<LeadView> => {
    serial += 1;
    const nr = String(serial);
    const { status, body } = await who.post<LeadView>('/v1/leads', {
      company: { name: `Gasthof Nr ${nr}`, city: `Ort ${nr}`, country: 'DE' },
      contacts: [{ lastName: `Vogt ${nr}`, email: `vogt${nr}@gasthof.example` }],
      source: 'REFERRAL',
      ...over,
    });
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body;
  };
  const bySystem = <T>(act: (tx: Tx) => Promise<T>) =>
    crm.app.get(Database).transaction(systemDbScope('test'), act);
  const versionOf = async ({ id }: LeadView) =>
    (await crm.admin.get<LeadView>(`/v1/leads/${id}`)).body.version;
  const merge = async (who: Visitor, into: LeadView, other: LeadView, over: object = {}) => {
    const [version, mergeVersion] = [await versionOf(into), await versionOf(other)];
    return who.post<MergeResult>(
      `/v1/leads/${into.id}/merge`,
      { mergeLeadId: other.id, mergeVersion, reason: WHY, ...over },
      { headers: { 'if-match': `"lead-${into.id}-${String(version)}"` } },
    );
  };
  const unmerge = (who: Visitor, other: LeadView) =>
    who.post<UnmergeResult>(`/v1/leads/${other.id}/unmerge`, {
      reason: 'Es sind doch zwei Häuser',
    });
  const view = async (who: Visitor, { id }: LeadView) =>
    (await who.get<LeadView>(`/v1/leads/${id}`)).body;
  const sample = async (who: Visitor, { id }: LeadView) =>
    (await who.post<{ id: string }>(`/v1/leads/${id}/samples`, { contents: 'Probierpaket' })).body;
  /** Everything about leads but versions and times of change. */
  const rowsOf = (ids: readonly string[]) =>
    crm.sql(
      `SELECT 'lead' AS what, to_jsonb(l) - '{version,changed_at,changed_by,search,last_activity_at,protection_due_at,merged_at}'::text[] AS row
         FROM leads l WHERE id = ANY ($1)
       UNION ALL SELECT 'contact', to_jsonb(c) FROM lead_contacts c WHERE lead_id = ANY ($1)
       UNION ALL SELECT 'identity', to_jsonb(i) - 'id' FROM lead_identities i WHERE lead_id = ANY ($1)
       UNION ALL SELECT 'activity', to_jsonb(a) FROM activities a WHERE subject_id = ANY ($1)
       UNION ALL SELECT 'consent', to_jsonb(k) FROM lead_consents k WHERE subject_id = ANY ($1)
       UNION ALL SELECT 'task', to_jsonb(t) FROM tasks t WHERE subject_id = ANY ($1)
       UNION ALL SELECT 'sample', to_jsonb(s) FROM lead_samples s WHERE subject_id = ANY ($1)
       UNION ALL SELECT 'opportunity', to_jsonb(o) FROM customer_opportunities o WHERE subject_id = ANY ($1)
       ORDER BY 1, 2`,
      [ids],
    );

  beforeAll(async () => {
    crm = await Crm.start();
    const [south, north] = [await crm.team('Süd'), await crm.team('Nord')];
    anna = await crm.person({ name: 'Anna Keller', role: 'SALES', teamId: south });
    ben = await crm.person({ name: 'Ben Wolf', role: 'SALES', teamId: south });
    maria = await crm.person({ name: 'Maria Brandt', role: 'MANAGER', teamId: south });
    otto = await crm.person({ name: 'Otto Nord', role: 'MANAGER', teamId: north });
  });

  afterAll(() => crm.stop());

  /** Two leads with everything that may belong to one. */
  const pair = async (): Promise<[LeadView, LeadView]> => {
    const into = await register(anna, { tags: ['Messe'] });
    const other = await register(anna, {
      company: {
        name: 'Gasthof Doppelt',
        city: `Doppelort ${String(serial)}`,
        country: 'DE',
        businessType: 'HOTEL',
        employees: 12,
        chain: 'Alpenhöfe',
      },
      relationshipStatus: 'REGULAR',
      decisionMakerAccess: 'DIRECT',
      competitor: 'Großmarkt Süd',
      tags: ['Messe', 'Süden'],
    });
    await anna.post(`/v1/leads/${other.id}/activities`, { kind: 'MEETING', text: 'Vor Ort' });
    await anna.post(`/v1/leads/${other.id}/consents`, {
      contactId: other.contacts[0]?.id,
      channel: 'email',
      state: 'given',
      basis: 'OPT_IN',
      source: 'Telefon',
      proof: 'Am Telefon gesagt',
    });
    await anna.post('/v1/tasks', {
      leadId: other.id,
      text: 'Anrufen',
      dueAt: '2026-03-05T08:00:00Z',
    });
    await sample(anna, other);
    await anna.post('/v1/opportunities', {
      leadId: other.id,
      title: 'Beilagen',
      amount: { cents: 100_000, currency: 'EUR' },
    });
    await crm.drain();
    return [await view(anna, into), await view(anna, other)];
  };

  it('become one in a dry run that changes nothing and says what the real one then does', async () => {
    const [into, other] = await pair();
    const before = await rowsOf([into.id, other.id]);

    const dry = await merge(anna, into, other, { dryRun: true, fields: { company: 'merged' } });
    const untouched = await rowsOf([into.id, other.id]);
    const real = await merge(anna, into, other, { fields: { company: 'merged' } });

    expect(dry.status).toBe(200);
    expect(untouched).toEqual(before);
    expect({ ...real.body, mergeId: null, dryRun: true }).toEqual(dry.body);
    expect(real.body).toMatchObject({
      dryRun: false,
      moved: {
        contacts: 1,
        identities: 1,
        consents: 1,
        tasks: 1,
        samples: 1,
        opportunities: 1,
      },
      fields: expect.arrayContaining([
        { field: 'company', survivor: into.company, merged: 'Gasthof Doppelt', takes: 'merged' },
        { field: 'businessType', survivor: null, merged: 'HOTEL', takes: 'merged' },
        { field: 'employees', survivor: null, merged: 12, takes: 'merged' },
        { field: 'competitor', survivor: null, merged: 'Großmarkt Süd', takes: 'merged' },
      ]) as unknown,
      tags: ['Süden'],
      status: { from: 'REGISTERED', to: 'ACTIVE' },
    });
    expect(await view(anna, into)).toMatchObject({
      company: 'Gasthof Doppelt',
      businessType: 'HOTEL',
      employees: 12,
      chain: 'Alpenhöfe',
      relationshipStatus: 'REGULAR',
      decisionMakerAccess: 'DIRECT',
      competitor: 'Großmarkt Süd',
      tags: ['Messe', 'Süden'],
      status: 'ACTIVE',
      city: into.city,
      mergedInto: null,
    });
    expect((await view(anna, into)).contacts).toHaveLength(2);
  });

  it('become one as they were shown, or not at all', async () => {
    const tags = (from: number, count: number) =>
      Array.from({ length: count }, (_, at) => `Wort ${String(from + at)}`);
    const [into, other] = [
      await register(anna, { tags: tags(0, 15) }),
      await register(anna, { tags: tags(10, 10) }),
    ];
    const change = async (lead: LeadView, sourceCampaign: string) => {
      const etag = `"lead-${lead.id}-${String(await versionOf(lead))}"`;
      await anna.patch(
        `/v1/leads/${lead.id}`,
        { sourceCampaign },
        { headers: { 'if-match': etag } },
      );
    };
    const shown = async () =>
      (
        await anna.post<MergeResult>(`/v1/leads/${into.id}/merge`, {
          mergeLeadId: other.id,
          dryRun: true,
        })
      ).body;
    const act = ({ versions }: MergeResult, headers: Record<string, string>, over: object = {}) =>
      anna.post<MergeResult>(
        `/v1/leads/${into.id}/merge`,
        { mergeLeadId: other.id, mergeVersion: versions.merged, reason: WHY, ...over },
        { headers },
      );
    const seen = ({ versions }: MergeResult) => ({
      'if-match': `"lead-${into.id}-${String(versions.survivor)}"`,
    });
    const first = await shown();
    expect((await act(first, {})).status).toBe(428);
    expect((await act(first, seen(first), { mergeVersion: undefined })).status).toBe(400);
    await change(other, 'Messe Nord');
    expect((await act(first, seen(first))).status).toBe(412);
    const second = await shown();
    await change(into, 'Messe Süd');
    expect((await act(second, seen(second))).status).toBe(412);

    const third = await shown();
    expect(third).toMatchObject({ tags: tags(15, 5), droppedTags: [] });
    expect((await act(third, seen(third))).status).toBe(200);
    expect((await view(anna, into)).tags).toEqual(tags(0, 20));
    const [full, more] = [
      await register(anna, { tags: tags(0, 18) }),
      await register(anna, { tags: tags(15, 8) }),
    ];
    expect((await merge(anna, full, more)).body).toMatchObject({
      tags: tags(18, 2),
      droppedTags: tags(20, 3),
    });
    expect((await view(anna, full)).tags).toEqual(tags(0, 20));
  });

  it('are one in lists, counts and exports, and the other one says where it went', async () => {
    const [into, other] = await pair();
    const count = async () =>
      (
        await anna.post<{ counts: object }>('/v1/leads/counts', {
          views: [{ key: 'all', filter: {} }],
        })
      ).body.counts as { all: number };
    const listed = async () => (await anna.get<LeadPage>('/v1/leads?limit=200')).body.items;
    const before = await count();
    await merge(anna, into, other);

    expect((await count()).all).toBe(before.all - 1);
    expect((await listed()).map(({ id }) => id)).not.toContain(other.id);
    expect(await listed()).toHaveLength(before.all - 1);
    const exported = await maria.get<string>(`/v1/lead-exports.csv?owner=${anna.id}`);
    expect(exported.body.trim().split('\n')).toHaveLength(before.all);
    expect(await view(anna, other)).toMatchObject({
      status: 'LOST',
      contacts: [],
      mergedInto: { id: into.id, company: into.company },
    });
    expect(
      await anna.post(`/v1/leads/${other.id}/activities`, { kind: 'CALL', text: 'Hallo' }),
    ).toMatchObject({
      status: 409,
      body: { type: '/problems/lead-merged', mergedInto: into.id },
    });
    expect((await maria.post(`/v1/leads/${other.id}/reopening`, { reason: WHY })).status).toBe(409);
  });

  it('are counted once by analytics, whatever was sent to either, and twice again when separated', async () => {
    const [into, other] = await pair();
    const touch = (leadId: string, nr: number) => ({
      definition: FollowUpProcessed,
      subject: leadId,
      data: {
        ...{ followUpId: `20000000-0000-4000-8000-00000000000${String(nr)}`, leadId },
        ...{ step: 'T3', channel: 'email' as const, decision: 1, outcome: 'queued' as const },
        ...{ reason: null, nextAt: null, messageId: null, variant: null, templateVersionId: null },
        ...{ sequenceId: '30000000-0000-4000-8000-000000000001', territory: 'DE' },
        ...{ ownerId: anna.id, teamId: null, businessType: 'HOTEL' },
        processedAt: crm.clock.now().toISOString(),
      },
    });
    const told = [touch(into.id, 1), touch(other.id, 2)];
    await bySystem((tx) => crm.app.get(EventLog).recordAll(tx, told));
    const counted = async () => {
      await crm.drain();
      const rows = (table: string) =>
        crm.sql<{ id: string }>(
          `SELECT DISTINCT subject_id AS id FROM ${table} WHERE subject_id = ANY ($1)`,
          [[into.id, other.id]],
        );
      const [leads, sent] = [await rows('analytics_leads'), await rows('analytics_follow_ups')];
      return { leads: leads.map(({ id }) => id).toSorted(), sent: sent.length };
    };
    const both = { leads: [into.id, other.id].toSorted(), sent: 2 };

    expect(await counted()).toEqual(both);
    await merge(anna, into, other);
    expect(await counted()).toEqual({ leads: [into.id], sent: 2 });
    await unmerge(anna, other);
    expect(await counted()).toEqual(both);
  });

  it('give the addresses to one lead, so that whoever registers them meets that one', async () => {
    const [into, other] = await pair();
    await merge(anna, into, other);

    const again = await anna.post<{ candidates: { leadId: string }[] }>('/v1/leads', {
      company: { name: 'Ganz anders', city: 'Ulm', country: 'DE' },
      contacts: [{ lastName: 'X', email: other.contacts[0]?.email }],
      source: 'REFERRAL',
    });

    expect(again.status).toBe(409);
    expect(again.body.candidates.map(({ leadId }) => leadId)).toEqual([into.id]);
  });

  it('stand for themselves again as they were', async () => {
    const [into, other] = await pair();
    const before = await rowsOf([into.id, other.id]);
    await merge(anna, into, other, { fields: { company: 'merged' } });

    const back = await unmerge(anna, other);

    expect(back.status).toBe(200);
    expect(back.body).toMatchObject({ stayed: {}, fieldsStayed: [], moved: { contacts: 1 } });
    expect(await rowsOf([into.id, other.id])).toEqual(before);
    expect((await view(anna, other)).mergedInto).toBeNull();
    expect(await unmerge(anna, other)).toMatchObject({
      status: 409,
      body: { type: '/problems/lead-not-merged' },
    });
  });

  it('keep together what has changed since, and say so', async () => {
    const [into, other] = await pair();
    await merge(anna, into, other);
    const person = other.contacts[0]?.id ?? '';
    await anna.post(`/v1/leads/${into.id}/consents`, {
      contactId: person,
      channel: 'email',
      state: 'revoked',
      source: 'Telefon',
      proof: 'Will nichts mehr hören',
    });
    const { version } = await view(anna, into);
    await anna.patch(
      `/v1/leads/${into.id}`,
      { company: { employees: 30 } },
      { headers: { 'if-match': `"lead-${into.id}-${String(version)}"` } },
    );

    const back = await unmerge(anna, other);

    expect(back.body).toMatchObject({
      moved: { activities: 1, tasks: 1, samples: 1, opportunities: 1 },
      stayed: { contacts: 1, consents: 1 },
      fieldsStayed: ['employees'],
    });
    expect((await view(anna, into)).contacts.map(({ id }) => id)).toContain(person);
    expect(await view(anna, other)).toMatchObject({ contacts: [], status: 'ACTIVE' });
    expect(await view(anna, into)).toMatchObject({ employees: 30 });
  });

  it('are merged by whoever owns both or manages them, and by nobody across scopes', async () => {
    const [own, hers, free] = [await register(anna), await register(ben), await register(anna)];
    await anna.put(`/v1/leads/${free.id}/collaborators/${ben.id}`);

    const foreign = await merge(anna, own, hers);
    const helping = await merge(ben, hers, free);
    const stranger = await merge(otto, own, hers);
    const auditor = await crm.person({ name: 'Ada Prüfer', role: 'AUDITOR' });
    const reading = await merge(auditor, own, hers);
    const direct = crm.app.get(Database).transaction(
      {
        dbRole: 'relance_sales',
        settings: { user_id: [ben.id] },
        correlationId: null,
        actor: { kind: 'user', id: ben.id },
      },
      (tx) =>
        tx.rows('SELECT * FROM relance.lead_merge_move($1, $2, $3)', [own.id, free.id, hers.id]),
    );
    await expect(direct).rejects.toMatchObject({ code: '42501' });
    const managed = await merge(maria, own, hers);

    expect(foreign.status).toBe(404);
    expect(helping).toMatchObject({
      status: 403,
      body: { type: '/problems/lead-merge-not-allowed' },
    });
    expect(stranger.status).toBe(404);
    expect(reading.status).toBe(403);
    expect(managed.status).toBe(200);
    // Whoever gets the one gets what is part of it.
    await maria.post(`/v1/leads/${own.id}/assignment`, { ownerId: ben.id, reason: 'Zu Ben' });
    expect(await view(ben, hers)).toMatchObject({ mergedInto: { id: own.id } });
    expect((await anna.get(`/v1/leads/${hers.id}`)).status).toBe(404);
    expect((await unmerge(ben, hers)).status).toBe(200);
  });

  it('are not merged where one is a customer, lost or itself', async () => {
    const [customer, lead, lost] = [
      await register(anna),
      await register(anna),
      await register(anna),
    ];
    await maria.post(`/v1/leads/${customer.id}/conversion`, {});
    await anna.post(`/v1/leads/${lost.id}/loss`, { reason: 'Kein Interesse mehr' });
    const fault = async (into: LeadView, other: LeadView) =>
      ((await merge(anna, into, other)).body as unknown as { fault: string }).fault;

    expect(await fault(lead, customer)).toBe('customer');
    expect(await fault(lost, lead)).toBe('survivor_lost');
    expect(await fault(lead, lead)).toBe('same_lead');
    expect((await merge(anna, lead, lost)).status).toBe(200);
    expect((await merge(anna, customer, lead)).body).toMatchObject({
      status: { from: 'CONVERTED', to: 'CONVERTED' },
    });
    expect((await unmerge(anna, lost)).body).toMatchObject({ type: '/problems/lead-merged' });
  });

  it('tell it once, stop what ran for the other one, and share one timeline', async () => {
    const [into, other] = await pair();
    await anna.post(`/v1/leads/${other.id}/clock-stops`, { reason: 'Betriebsferien im März' });
    const task = { kind: 'NO_OWNER', subjectCode: 'T3', assigneeId: null, origin: 'test' };
    for (const { id: leadId } of [into, other])
      await bySystem((tx) =>
        crm.app.get(LeadsService).openTask(tx, { ...task, leadId, dueAt: crm.clock.now() }),
      );
    const result = await merge(anna, into, other);
    await crm.drain();

    expect(result.body.ended).toMatchObject({ clockStops: 1, tasks: 1 });
    expect(
      await crm.sql(`SELECT state, decided_why AS why FROM lead_clock_stops WHERE lead_id = $1`, [
        other.id,
      ]),
    ).toEqual([{ state: 'withdrawn', why: 'LEAD_MERGED' }]);
    expect(
      await crm.sql(
        `SELECT count(*)::int AS n FROM enrolments WHERE subject_id = $1 AND state = 'active'`,
        [other.id],
      ),
    ).toEqual([{ n: 0 }]);
    const facts = await crm.sql<{ type: string; data: object }>(
      `SELECT type, data FROM event_log WHERE type LIKE 'crm.lead.%merged.v1' AND subject_id = $1`,
      [into.id],
    );
    expect(facts).toEqual([
      {
        type: 'crm.lead.merged.v1',
        data: {
          leadId: into.id,
          mergeId: result.body.mergeId,
          mergedLeadId: other.id,
          moved: result.body.moved,
        },
      },
    ]);
    const timeline = await anna.get<{ items: { type: string; data: { leadId: string } }[] }>(
      `/v1/leads/${into.id}/timeline?limit=100`,
    );
    const told = timeline.body.items.map(({ type, data }) => `${type} ${data.leadId}`);
    expect(told).toContain(`crm.lead.registered.v1 ${other.id}`);
    expect(told.filter((one) => one.startsWith('crm.lead.merged'))).toHaveLength(1);
    const candidates = await anna.get<{ items: object[] }>(`/v1/leads/${into.id}/duplicates`);
    expect(candidates).toMatchObject({ status: 200, body: { items: [] } });
    await unmerge(anna, other);
    await crm.drain();
    const feed = await anna.get<Feed>('/api/dashboard/feed?filter=leads');
    const lines = feed.body.items
      .filter(({ leadId }) => leadId === other.id)
      .map(({ sentence }) => sentence);
    expect(lines.slice(0, 2)).toEqual([
      'Gasthof Doppelt steht wieder für sich',
      'Gasthof Doppelt ging in einem anderen Lead auf',
    ]);
  });
});
