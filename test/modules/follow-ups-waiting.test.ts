import type { Visitor } from '../support/crm';
import { PASSWORD } from '../support/crm';
import { followUpWorld, type FollowUpWorld, type Trace } from '../support/follow-ups';
import type { LeadView } from '../../src/leads/leads.dto';

const why = { reason: 'Der Küchenchef hat angerufen' };
interface Task {
  id: string;
  kind: string;
  subjectCode: string;
  dueAt: string;
  assignee: { name: string } | null;
}
interface Problem {
  type: string;
  errors?: { pointer: string }[];
}

describe('what lets a follow-up wait', () => {
  let world: FollowUpWorld;

  beforeAll(async () => {
    world = await followUpWorld();
    // Rights changed with the team: sign in again, as people would have to.
    await world.maria.post('/v1/session', {
      email: 'maria.brandt@relance.example',
      password: PASSWORD,
    });
  });
  afterAll(() => world.stop());

  const step = async (leadId: string, key = 'T3'): Promise<Trace['followUps'][number]> => {
    const found = (await world.trace(leadId, world.crm.admin)).followUps.find(
      (f) => f.step === key,
    );
    if (!found) throw new Error(`The lead has no ${key}.`);
    return found;
  };
  const lead = async (id: string, who: Visitor = world.anna) =>
    (await who.get<LeadView>(`/v1/leads/${id}`)).body;
  const tasks = async (leadId: string, who: Visitor = world.anna) =>
    (await who.get<{ items: Task[] }>(`/v1/tasks?leadId=${leadId}&limit=200`)).body.items;
  /** Registers on a Monday at 14:00 in Berlin, so that T3 is due on Thursday, T7 on the Monday after. */
  const planned = async (wish: Parameters<FollowUpWorld['register']>[0] = {}) => {
    const { clock } = world.crm;
    if (clock.now().getTime() > Date.parse('2026-03-02T13:00:00Z')) {
      const monday = new Date(clock.now());
      monday.setUTCDate(monday.getUTCDate() + ((8 - monday.getUTCDay()) % 7 || 7));
      monday.setUTCHours(13, 0, 0, 0);
      await world.advanceTo(monday.toISOString());
    }
    const leadId = await world.register(wish);
    await world.crm.drain();
    return leadId;
  };
  const later = (hours: number) =>
    world.advanceTo(new Date(world.crm.clock.now().getTime() + hours * 3_600_000).toISOString());

  it('is nobody who looks after the lead; a manager gets a task, and the next owner lets it go', async () => {
    const leadId = await planned();
    const assign = (ownerId: string | null) =>
      world.maria.post(`/v1/leads/${leadId}/assignment`, { ownerId });
    await assign(null);
    await later(72);

    expect(await step(leadId)).toMatchObject({ state: 'planned', reason: 'NO_OWNER' });
    const [task] = await tasks(leadId, world.maria);
    expect(task).toMatchObject({
      kind: 'OWNER_MISSING',
      subjectCode: 'NO_OWNER',
      assignee: null,
    });

    expect((await assign(world.anna.id)).status).toBe(200);
    await world.crm.drain();
    expect(await step(leadId)).toMatchObject({ state: 'handed_over' });
    expect(await tasks(leadId, world.maria)).toEqual([]);
  });

  it('is a clock that a manager stopped, until somebody lets it run again', async () => {
    const leadId = await planned();
    const path = `/v1/leads/${leadId}/clock-stops`;
    const asked = await world.anna.post<{ id: string } & Problem>(path, why);
    const twice = await world.anna.post<Problem>(path, why);
    const stop = `${path}/${asked.body.id}`;

    expect(asked).toMatchObject({ status: 201, body: { state: 'requested', untilAt: null } });
    expect(twice.body.type).toBe('/problems/clock-stop-overlaps');
    expect((await tasks(leadId, world.maria)).map(({ kind }) => kind)).toEqual([
      'CLOCK_STOP_REQUESTED',
    ]);
    expect((await world.anna.post(`${stop}/approval`, why)).status).toBe(403);

    const approved = await world.maria.post(`${stop}/approval`, why);
    const again = await world.maria.post<Problem>(`${stop}/refusal`, why);
    await later(72);

    expect(approved.body).toMatchObject({ state: 'running', decidedBy: { name: 'Maria Brandt' } });
    expect(again.body.type).toBe('/problems/clock-stop-not-open');
    expect(await tasks(leadId, world.maria)).toEqual([]);
    expect(await step(leadId)).toMatchObject({ state: 'planned', reason: 'CLOCK_STOPPED' });

    expect((await world.anna.post(`${stop}/end`)).body).toMatchObject({ state: 'ended' });
    await world.crm.drain();
    expect(await step(leadId)).toMatchObject({ state: 'handed_over' });
    const stops = await world.anna.get<{ items: { state: string }[] }>(path);
    expect(stops.body.items).toHaveLength(1);
  });

  it('is a stopped clock with an end only until that end, and nothing when it was refused', async () => {
    const [stopped, refused] = [await planned(), await world.register()];
    const ask = async (leadId: string, body: object, act: string) => {
      const path = `/v1/leads/${leadId}/clock-stops`;
      const { body: made } = await world.anna.post<{ id: string }>(path, body);
      return world.maria.post(`${path}/${made.id}/${act}`, why);
    };
    const until = new Date(world.crm.clock.now().getTime() + 4 * 86_400_000).toISOString();
    await ask(stopped, { ...why, until }, 'approval');
    await ask(refused, why, 'refusal');
    const past = await world.anna.post<Problem>(`/v1/leads/${refused}/clock-stops`, {
      ...why,
      until: '2026-01-01T00:00:00Z',
    });
    await later(73);
    expect(past.body.errors?.[0]?.pointer).toBe('#/until');
    expect(await step(stopped)).toMatchObject({ state: 'planned', reason: 'CLOCK_STOPPED' });
    expect(await step(refused)).toMatchObject({ state: 'handed_over' });

    await later(24);

    expect(await step(stopped)).toMatchObject({ state: 'handed_over', handedOverAt: until });
  });

  it('is each level of the kill switch', async () => {
    const turn = (value: boolean, territory: string | null) =>
      world.crm.admin.set('follow-ups.enabled', {
        value,
        territory,
        reason: 'Probe',
      });
    const german = await planned();
    const swiss = await world.register({
      who: world.crm.admin,
      company: { country: 'CH', postalCode: '8001' },
    });
    const paused = await world.register();
    await world.crm.drain();
    await world.anna.post(`/v1/leads/${paused}/automation-pause`, why);
    await turn(false, 'CH');
    await later(72);

    expect((await step(german)).state).toBe('handed_over');
    for (const id of [swiss, paused]) {
      const { reason, decisions } = await step(id);
      expect(reason).toBe('PAUSED');
      expect(decisions[0]?.guards[0]).toMatchObject({
        key: 'automation',
        value: { everywhere: true, territory: id !== swiss, sequence: true, lead: id !== paused },
      });
    }

    await turn(true, 'CH');
    await world.anna.post(`/v1/leads/${paused}/automation-resumption`, why);
    await world.crm.drain();
    expect((await step(swiss)).state).toBe('handed_over');
    expect((await step(paused)).state).toBe('handed_over');
  });

  it('is a database that was restored elsewhere, until an administrator confirms the place', async () => {
    const leadId = await planned();
    await world.crm.sql(`UPDATE setting_installation SET fingerprint = 'of another place'`);
    await later(72);
    expect(await step(leadId)).toMatchObject({ state: 'planned', reason: 'FENCED' });
    const fenced = await world.maria.get<{ confirmed: boolean }>('/v1/installation');
    const confirm = (who: Visitor) =>
      who.post<{ confirmed: boolean }>('/v1/installation/confirmation', {
        reason: 'Umzug auf den neuen Server',
      });

    expect(fenced.body.confirmed).toBe(false);
    expect((await confirm(world.maria)).status).toBe(403);
    expect((await confirm(world.crm.admin)).body.confirmed).toBe(true);
    await world.crm.drain();

    expect((await step(leadId)).state).toBe('handed_over');
    const audited = await world.crm.sql(
      `SELECT 1 FROM audit_log WHERE act = 'installation.confirm' AND why LIKE 'Umzug%'`,
    );
    expect(audited).toHaveLength(1);
    expect((await confirm(world.crm.admin)).status).toBe(200);
  });

  it('is the cap on messages, over all that a lead got', async () => {
    const leadId = await planned();
    await world.crm.admin.set('follow-ups.frequency-caps', {
      value: [{ messages: 1, hours: 240 }],
      reason: 'Probe',
    });
    await later(72);
    expect((await step(leadId)).state).toBe('handed_over');
    await later(150);

    const t7 = await step(leadId, 'T7');
    expect(t7).toMatchObject({ state: 'planned', reason: 'FREQUENCY_CAP' });
    const sentAt = Date.parse((await step(leadId)).handedOverAt ?? '');
    expect(Date.parse(t7.dueAt)).toBeGreaterThanOrEqual(sentAt + 240 * 3_600_000);
    await world.crm.admin.set('follow-ups.frequency-caps', {
      value: [{ messages: 1, hours: 48 }],
      reason: 'Wie vorher',
    });
  });

  it('is nothing for those held out to compare with: they get none, for ever the same ones', async () => {
    await world.crm.admin.set('follow-ups.hold-out-percent', {
      value: 50,
      reason: 'Vergleich',
    });
    const leads = [await planned()];
    for (let i = 0; i < 7; i++) leads.push(await world.register());
    await later(73);
    await world.crm.admin.set('follow-ups.hold-out-percent', {
      value: 0,
      reason: 'Ende',
    });

    const states = [];
    for (const id of leads) states.push((await step(id)).reason ?? (await step(id)).state);
    expect([...new Set(states)].sort()).toEqual(['HOLD_OUT', 'handed_over']);
  });

  describe('and what comes next for a lead', () => {
    it('is its planned step, then a callback that somebody asked for', async () => {
      const leadId = await planned();
      const t3 = await step(leadId);
      expect((await lead(leadId)).nextTouch).toEqual({
        at: t3.dueAt,
        kind: 'FOLLOW_UP',
        code: 'T3',
        id: t3.id,
      });

      await world.anna.post(`/v1/follow-ups/${t3.id}/completion`, {
        ...why,
        outcome: 'CALLBACK_REQUESTED',
        callbackOn: t3.dueAt.slice(0, 10),
      });
      const [task] = await tasks(leadId);

      expect(task).toMatchObject({ kind: 'CALLBACK', subjectCode: 'T3' });
      const there = new Date(task?.dueAt ?? '').toLocaleString('sv', { timeZone: 'Europe/Berlin' });
      expect(there).toBe(`${t3.dueAt.slice(0, 10)} 08:00:00`);
      expect((await lead(leadId)).nextTouch).toEqual({
        at: task?.dueAt,
        kind: 'TASK',
        code: 'CALLBACK',
        id: task?.id,
      });
      const { body } = await world.anna.get<{ items: LeadView[] }>(`/v1/leads?id=${leadId}`);
      expect(body.items[0]?.nextTouch?.id).toBe(task?.id);
    });

    it('is nothing once it answered; it is active then, and we know when we heard from it', async () => {
      const leadId = await planned();
      const before = await lead(leadId);
      await later(1);
      const occurredAt = world.crm.clock.now().toISOString();
      await world.anna.post(`/v1/leads/${leadId}/activities`, {
        kind: 'ANSWER',
        text: 'Ruft zurück',
        occurredAt,
      });
      await world.crm.drain();

      expect(before).toMatchObject({ status: 'REGISTERED', lastHeardFromAt: null });
      expect(await lead(leadId)).toMatchObject({
        status: 'ACTIVE',
        lastHeardFromAt: occurredAt,
        lastActivityAt: occurredAt,
        nextTouch: null,
      });
    });

    it('counts from the day its sample box arrived', async () => {
      const leadId = await planned();
      const path = `/v1/leads/${leadId}/samples`;
      const { body: sample } = await world.anna.post<{ id: string }>(path, {
        contents: 'Frühstücks-Sortiment',
      });
      const move = (name: string, body: object = {}) =>
        world.anna.post<Problem & { state: string }>(`${path}/${sample.id}/${name}`, body);

      expect((await move('delivery')).body.type).toBe('/problems/sample-move-not-possible');
      expect((await move('shipment', { trackingNumber: 'JJD 0003' })).body.state).toBe('SHIPPED');
      await later(24);
      const deliveredAt = world.crm.clock.now().toISOString();
      expect((await move('delivery')).body.state).toBe('DELIVERED');
      expect((await move('smashing')).status).toBe(400);
      await world.crm.drain();

      const { enrolment, followUps } = await world.trace(leadId);
      expect(enrolment).toMatchObject({ anchorKind: 'SAMPLE_DELIVERED', anchorAt: deliveredAt });
      expect(followUps.map(({ dueAt }) => Date.parse(dueAt) - Date.parse(deliveredAt))).toEqual([
        3 * 86_400_000,
        7 * 86_400_000,
      ]);
      expect((await world.anna.get<{ items: object[] }>(path)).body.items).toHaveLength(1);
    });
  });
});
