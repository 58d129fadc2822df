import { Database, systemDbScope } from '../../src/core/database';
import { scopeOf } from '../../src/identity/scope.rules';
import { LeadsService } from '../../src/leads';
import type { TaskPage, TaskView } from '../../src/leads/tasks/tasks.dto';
import { LeadsWorld, type ProblemBody } from '../support/leads-world';

const DUE = '2026-03-05T08:00:00.000Z';

describe('tasks', () => {
  let world: LeadsWorld;

  beforeAll(async () => {
    world = await LeadsWorld.start();
  });

  afterAll(() => world.crm.stop());

  const open = (leadId: string, over: object = {}, who = world.anna) =>
    who.post<TaskView & ProblemBody>('/v1/tasks', {
      leadId,
      text: 'Muster nachfassen',
      dueAt: DUE,
      ...over,
    });
  const list = async (who = world.anna, query = '') =>
    (await who.get<TaskPage>(`/v1/tasks?limit=200${query}`)).body.items;
  const openBySystem = (leadId: string, over: object = {}) =>
    world.crm.app.get(Database).transaction(systemDbScope('test'), (tx) =>
      world.crm.app.get(LeadsService).openTask(tx, {
        leadId,
        kind: 'CONSENT_MISSING',
        subjectCode: 'T3',
        assigneeId: null,
        dueAt: new Date('2026-03-02T07:00:00Z'),
        origin: 'follow-up:1',
        ...over,
      }),
    );

  it('are opened for oneself or a colleague, listed by when they are due, and done once', async () => {
    const lead = await world.lead();
    const later = await open(lead.id);
    const sooner = await open(lead.id, { dueAt: '2026-03-03T08:00:00Z', assigneeId: world.ben.id });

    expect(later.status).toBe(201);
    expect(later.body).toMatchObject({
      kind: 'MANUAL',
      company: lead.company,
      text: 'Muster nachfassen',
      assignee: { id: world.anna.id, name: 'Anna Keller' },
      dueAt: DUE,
      overdue: false,
      doneAt: null,
    });
    const ofLead = await list(world.anna, `&leadId=${lead.id}`);
    expect(ofLead.map((t) => t.id)).toEqual([sooner.body.id, later.body.id]);
    expect((await list(world.ben, '&assignee=me')).map((t) => t.id)).toEqual([sooner.body.id]);

    const done = await world.ben.post<TaskView>(`/v1/tasks/${sooner.body.id}/completion`);
    const twice = await world.anna.post<ProblemBody>(`/v1/tasks/${sooner.body.id}/completion`);

    expect(done.body).toMatchObject({ doneBy: { name: 'Ben Wolf' }, doneAt: expect.any(String) });
    expect(twice.body).toMatchObject({ type: '/problems/task-done', doneBy: { name: 'Ben Wolf' } });
    expect((await list(world.anna, `&leadId=${lead.id}`)).map((t) => t.id)).toEqual([
      later.body.id,
    ]);
    expect(await list(world.anna, `&leadId=${lead.id}&state=done`)).toHaveLength(1);
  });

  it('of one kind about one thing are one while open', async () => {
    const lead = await world.lead();

    const ids = await Promise.all([1, 2, 3].map(() => openBySystem(lead.id)));
    const other = await openBySystem(lead.id, { subjectCode: 'T7' });
    await world.maria.post(`/v1/tasks/${ids[0]}/completion`);
    const again = await openBySystem(lead.id);

    expect(new Set(ids).size).toBe(1);
    expect(new Set([ids[0], other, again]).size).toBe(3);
    const events = await world.crm.sql(
      `SELECT 1 FROM event_log WHERE subject_id = $1 AND type = 'crm.task.opened.v1'`,
      [lead.id],
    );
    expect(events).toHaveLength(3);
  });

  it('of nobody are for whoever manages the team', async () => {
    const lead = await world.lead();
    const id = await openBySystem(lead.id);

    const forMaria = await list(world.maria, '&assignee=me');

    expect(forMaria.map((t) => t.id)).toContain(id);
    expect(forMaria.find((t) => t.id === id)).toMatchObject({ assignee: null, overdue: true });
    expect((await list(world.anna, '&assignee=me')).map((t) => t.id)).not.toContain(id);
  });

  it('show to their assignee and to those who see the lead', async () => {
    const lead = await world.lead();
    const id = await openBySystem(lead.id, { assigneeId: world.frieda.id });

    const visible = async (who = world.anna) => (await list(who)).some((t) => t.id === id);

    expect(await visible(world.anna)).toBe(true);
    expect(await visible(world.maria)).toBe(true);
    expect(await visible(world.auditor)).toBe(true);
    expect(await visible(world.ben)).toBe(false);
    const [frieda] = (await list(world.frieda)).filter((t) => t.id === id);
    expect(frieda).toMatchObject({ id, company: null });
    const stranger = await world.ben.post<ProblemBody>(`/v1/tasks/${id}/completion`);
    expect(stranger.body.type).toBe('/problems/task-not-found');
    expect((await world.auditor.post(`/v1/tasks/${id}/completion`)).status).toBe(403);
  });

  it('are not opened about what one does not see or for strangers', async () => {
    const lead = await world.lead();
    const foreign = await open(lead.id, {}, world.ben);
    const forStranger = await open(lead.id, { assigneeId: world.frieda.id });
    await world.free(lead.id);
    const free = await open(lead.id, {}, world.frieda);

    expect(foreign.body.type).toBe('/problems/lead-not-found');
    expect(forStranger.body.type).toBe('/problems/assignee-not-available');
    expect(free.body.type).toBe('/problems/lead-not-owned');
  });

  it('go to the successor of whoever leaves', async () => {
    const leaver = await world.crm.person({ name: 'Lea Geht', role: 'SALES' });
    const lead = await world.lead({}, leaver);
    const { body } = await open(lead.id, {}, leaver);

    await world.crm.admin.post(`/v1/users/${leaver.id}/deactivation`, {
      successorId: world.anna.id,
    });
    await world.crm.drain();

    expect((await list(world.anna, '&assignee=me')).map((t) => t.id)).toContain(body.id);
  });

  it('of which one is open out of sight are none for whoever cannot see it, and no loop without end', async () => {
    const lead = await world.lead();
    await openBySystem(lead.id, { assigneeId: world.anna.id });
    const scope = scopeOf(
      { userId: world.ben.id, role: 'SALES', teamIds: [], territories: [], capabilities: [] },
      null,
    );

    const id = await world.crm.app.get(Database).transaction(scope, (tx) =>
      world.crm.app.get(LeadsService).openTask(tx, {
        leadId: lead.id,
        kind: 'CONSENT_MISSING',
        subjectCode: 'T3',
        assigneeId: world.ben.id,
        dueAt: new Date(DUE),
        origin: 'test',
      }),
    );

    expect(id).toBeNull();
    expect(await list(world.anna, `&leadId=${lead.id}`)).toHaveLength(1);
  });
});
