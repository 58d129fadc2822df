import type { Visitor } from '../support/crm';
import { followUpWorld, type FollowUpWorld } from '../support/follow-ups';
import { StreamClient } from '../support/stream';

interface Metrics {
  asOf: string;
  asOfSequence: string;
  scope: string;
  pendingT3: number;
  pendingT7: number;
  sentToday: number;
  overdue: number;
  conversionRate: number | null;
  youngLeads: number;
  trend: Record<
    'sent' | 'skipped',
    { current: number; previous: number; changePct: number | null }
  >;
  recent: {
    followUpId: string;
    leadId: string;
    step: string;
    outcome: string;
    reason: string | null;
    at: string;
  }[];
}
interface Page {
  items: { id: string; step: string }[];
}
interface Outage {
  total: number;
  items: { followUpId: string; company: string; fate: string; reason: string | null }[];
}
interface Team {
  members: {
    userId: string;
    name: string;
    openLeads: number;
    overdueFollowUps: number;
    answersToReview: number;
    sent7d: number;
    conversionRate: number | null;
    youngLeads: number;
  }[];
}
interface Problem {
  type: string;
  errors?: { pointer: string }[];
}

/** The list behind each number. */
const LISTS = {
  pendingT3: 'state=planned&step=T3',
  pendingT7: 'state=planned&step=T7',
  sentToday: 'sent=today',
  overdue: 'state=overdue',
  youngLeads: 'sent=first-30d',
} as const;
const T3_DAY = '2026-03-05T13:00:00Z';

describe('the follow-ups of the cockpit', () => {
  let world: FollowUpWorld;
  let planned: Map<string, string>;
  let jonas: Visitor, fremd: Visitor, auditor: Visitor;

  beforeAll(async () => {
    world = await followUpWorld();
    const teams = (await world.crm.admin.get<{ items: { id: string }[] }>('/v1/teams')).body;
    const teamId = teams.items[0]?.id ?? null;
    jonas = await world.crm.person({ name: 'Jonas Wolf', role: 'SALES', teamId });
    fremd = await world.crm.person({ name: 'Frida Fremd', role: 'SALES' });
    auditor = await world.crm.person({ name: 'Otto Prüfer', role: 'AUDITOR' });
    for (let nr = 1; nr <= 3; nr++) await world.register({ nr });
    await world.register({ nr: 4, consent: null });
    await world.register({ nr: 5, who: jonas });
    await world.register({ nr: 6, who: world.maria });
    await world.crm.drain();
  });
  afterAll(() => world.stop());

  const metrics = async (who: Visitor, query = '') =>
    (await who.get<Metrics>(`/api/dashboard/followup-metrics${query}`)).body;
  const listed = async (who: Visitor, query: string) =>
    (await who.get<Page>(`/v1/follow-ups?limit=200&${query}`)).body.items.length;
  /** Every number against the length of its list. */
  const compare = async (who: Visitor, query = '', filter = '') => {
    const shown = await metrics(who, query);
    for (const [key, list] of Object.entries(LISTS))
      expect([key, await listed(who, `${list}${filter}`)]).toEqual([
        key,
        shown[key as keyof typeof LISTS],
      ]);
    expect(await listed(who, `sent=7d${filter}`)).toBe(shown.trend.sent.current);
    expect(await listed(who, `skipped=7d${filter}`)).toBe(shown.trend.skipped.current);
    return shown;
  };

  it('are everybody’s own: the seller’s, the team’s, all', async () => {
    const pending = async (who: Visitor, query = '') => {
      const { scope, pendingT3 } = await compare(who, query, query === '' ? '' : '&owner=me');
      return [scope, pendingT3];
    };

    expect(await pending(world.anna)).toEqual(['own', 4]);
    expect(await pending(jonas)).toEqual(['own', 1]);
    expect(await pending(fremd)).toEqual(['own', 0]);
    expect(await pending(world.maria)).toEqual(['team', 6]);
    expect(await pending(world.maria, '?scope=own')).toEqual(['own', 1]);
    expect(await pending(world.crm.admin)).toEqual(['all', 6]);
    expect(await pending(auditor)).toEqual(['all', 6]);
  });

  it('refuse a scope that the role does not have, and a territory that is none', async () => {
    const ask = async (who: Visitor, query: string) =>
      (await who.get<Problem>(`/api/dashboard/followup-metrics?${query}`)).body;

    expect((await ask(world.anna, 'scope=team')).errors?.[0]?.pointer).toBe('#/scope');
    expect((await ask(world.crm.admin, 'scope=team')).errors?.[0]?.pointer).toBe('#/scope');
    expect((await ask(world.anna, 'scope=everything')).errors?.[0]?.pointer).toBe('#/scope');
    expect((await metrics(world.anna, '?territory=CH')).pendingT3).toBe(0);
    expect((await world.crm.stranger().get('/api/dashboard/followup-metrics')).status).toBe(401);
  });

  it('have no conversion rate while no lead is old enough, and no trend without a past', async () => {
    expect(await metrics(world.anna)).toMatchObject({
      conversionRate: null,
      youngLeads: 0,
      trend: {
        sent: { current: 0, previous: 0, changePct: null },
        skipped: { current: 0, previous: 0, changePct: null },
      },
      recent: [],
      asOf: '2026-03-02T13:00:00.000Z',
      asOfSequence: expect.stringMatching(/^\d{6}-\d{20}-\d{19}$/),
    });
  });

  it('count what was sent and skipped, and say what was decided and why', async () => {
    await world.advanceTo(T3_DAY);

    const shown = await compare(world.anna);
    expect(shown).toMatchObject({ pendingT3: 0, pendingT7: 4, sentToday: 3, youngLeads: 3 });
    expect(shown.trend).toMatchObject({ sent: { current: 3 }, skipped: { current: 1 } });
    expect(
      shown.recent.map(({ step, outcome, reason, at }) => [step, outcome, reason, at]),
    ).toEqual(
      expect.arrayContaining([
        ['T3', 'queued', null, expect.stringMatching(/^2026-03-05T/)],
        ['T3', 'skipped', 'NO_CONSENT', expect.stringMatching(/^2026-03-05T/)],
      ]),
    );
    expect(shown.recent).toHaveLength(4);
    expect((await metrics(fremd)).recent).toEqual([]);
    expect((await metrics(auditor)).recent).toHaveLength(6);
  });

  it('tell the same decisions in the words of the reader', async () => {
    const { body } = await world.anna.get<{ items: Record<string, unknown>[] }>(
      '/v1/follow-up-decisions?limit=50',
    );

    expect(body.items.map(({ followUpId }) => followUpId)).toEqual(
      (await metrics(world.anna)).recent.map(({ followUpId }) => followUpId),
    );
    expect(body.items.find(({ outcome }) => outcome === 'skipped')).toMatchObject({
      company: 'Hotel Nr 4',
      reasonText: 'Es fehlt eine Einwilligung für Werbung auf diesem Kanal.',
      refusedBy: 'Einwilligung',
      counterfactual: expect.stringMatching(
        /^T3 wäre am .* gesendet worden, wenn die Einwilligung vorläge\.$/,
      ),
      decidedBy: null,
    });
    expect((await fremd.get<Page>('/v1/follow-up-decisions')).body.items).toEqual([]);
  });

  /** Every number of the table against the list that it opens. */
  const teamOf = async (who: Visitor) => {
    const { members } = (await who.get<Team>('/api/dashboard/team')).body;
    for (const { userId, ...member } of members) {
      const leads = await who.get<Page>(
        `/v1/leads?limit=200&owner=${userId}&status=REGISTERED&status=ACTIVE&status=QUALIFIED`,
      );
      const answers = await who.get<Page>(`/v1/responses?state=review&owner=${userId}`);
      expect([member.name, leads.body.items.length]).toEqual([member.name, member.openLeads]);
      expect(await listed(who, `owner=${userId}&sent=7d`)).toBe(member.sent7d);
      expect(await listed(who, `owner=${userId}&state=overdue`)).toBe(member.overdueFollowUps);
      expect(answers.body.items).toHaveLength(member.answersToReview);
    }
    return members;
  };

  it('are told by person to whoever leads them, each number the count of its list', async () => {
    const ofMaria = await teamOf(world.maria);
    const ofAll = await teamOf(world.crm.admin);

    expect(ofMaria.map(({ name, openLeads, sent7d }) => [name, openLeads, sent7d])).toEqual([
      ['Anna Keller', 4, 3],
      ['Jonas Wolf', 1, 1],
      ['Maria Brandt', 1, 1],
    ]);
    expect(ofMaria.map(({ conversionRate, youngLeads }) => [conversionRate, youngLeads])).toEqual([
      [null, 3],
      [null, 1],
      [null, 1],
    ]);
    expect(ofAll.map(({ name }) => name)).toEqual([
      'Anna Keller',
      'Frida Fremd',
      'Jonas Wolf',
      'Maria Brandt',
    ]);
    for (const who of [world.anna, auditor])
      expect((await who.get('/api/dashboard/team')).status).toBe(403);
  });

  it('become overdue when nobody decides, and move to the week before', async () => {
    world.crm.clock.turnTo(new Date('2026-03-12T14:00:00Z'));

    const shown = await compare(world.anna);
    expect(shown).toMatchObject({ overdue: 4, sentToday: 0, youngLeads: 3 });
    expect(shown.trend).toEqual({
      sent: { current: 0, previous: 3, changePct: -100 },
      skipped: { current: 0, previous: 1, changePct: -100 },
    });
    const late = (await teamOf(world.maria)).map(({ overdueFollowUps }) => overdueFollowUps);
    expect(late).toEqual([4, 1, 1]);
  });

  it('lie in the outage planner with what will be decided about them, and then is', async () => {
    const shown = (await world.maria.get<Outage>('/v1/follow-ups/outage')).body;

    expect(shown).toMatchObject({ total: 6, looked: 6 });
    expect(shown.items.map(({ company, fate, reason }) => [company, fate, reason])).toEqual(
      expect.arrayContaining([
        ['Hotel Nr 1', 'send', null],
        ['Hotel Nr 4', 'skip', 'NO_CONSENT'],
      ]),
    );
    planned = new Map(shown.items.map(({ followUpId, fate }) => [followUpId, fate]));
  });

  it('come over the stream as soon as the hand-over is written, which no event says', async () => {
    const client = await StreamClient.open(`${world.crm.url}/ws/events`, {
      headers: { cookie: world.anna.cookieHeader },
    });
    await client.subscribe('followups', 'metrics');
    const of = (frame: { data: Record<string, unknown> }) =>
      (frame.data as { numbers?: { followups?: Record<string, number | null> } }).numbers
        ?.followups;
    const snapshot = await client.first((frame) => frame.type === 'snapshot');
    expect(of(snapshot)).toMatchObject({ overdue: 4, sentToday: 0, sentChangePct: -100 });

    await world.crm.drain();

    const { sentToday } = await metrics(world.anna);
    const last = await client.first(
      (frame) =>
        frame.type === 'metrics.update' &&
        of(frame)?.['overdue'] === 0 &&
        of(frame)?.['sentToday'] === sentToday,
    );
    expect(of(last)).toMatchObject({ pendingT7: 0, conversionRate: null });
    client.close();
    await client.closed;
  });

  it('became what the outage planner had said', async () => {
    const { items } = (
      await world.maria.get<{ items: { followUpId: string; outcome: string }[] }>(
        '/v1/follow-up-decisions?limit=6',
      )
    ).body;
    const fates = { queued: 'send', skipped: 'skip' } as Record<string, string>;

    expect(planned.size).toBe(6);
    expect(new Map(items.map(({ followUpId, outcome }) => [followUpId, fates[outcome]]))).toEqual(
      planned,
    );
    expect((await world.maria.get<Outage>('/v1/follow-ups/outage')).body.total).toBe(0);
  });

  it('are counted for several lists at once, with the reasons to filter by', async () => {
    const views = [
      { key: 'skipped', filter: { state: ['skipped'] } },
      { key: 'consent', filter: { reason: ['NO_CONSENT'] } },
    ];
    const { body } = await world.anna.post<{ counts: Record<string, number> }>(
      '/v1/follow-ups/counts',
      { views },
    );
    const reasons = (
      await world.anna.get<{ items: { code: string; text: string }[] }>('/v1/follow-ups/reasons')
    ).body.items;

    expect(body.counts).toEqual({
      skipped: await listed(world.anna, 'state=skipped'),
      consent: await listed(world.anna, 'reason=NO_CONSENT'),
    });
    expect(reasons).toContainEqual({
      code: 'PAUSED',
      outcome: 'deferred',
      text: 'Die Automatik ist angehalten.',
    });
  });
});
