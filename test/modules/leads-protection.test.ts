import type { LeadPage, LeadView } from '../../src/leads/leads.dto';
import type { Visitor } from '../support/crm';
import { LeadsWorld, type ProblemBody } from '../support/leads-world';

const DAY_MS = 86_400_000;
const REASON = { reason: 'Grund genug dafür' };

describe('the protection of a lead', () => {
  let world: LeadsWorld;

  beforeAll(async () => {
    world = await LeadsWorld.start();
  });

  afterAll(() => world.crm.stop());

  /** Turns the clock without stopping at the days between. */
  const wait = async (days: number) => {
    const { clock } = world.crm;
    clock.turnTo(new Date(clock.now().getTime() + days * DAY_MS));
    await world.crm.drain();
  };
  const post = <T = LeadView & ProblemBody>(
    id: string,
    act: string,
    body: object,
    who = world.maria,
  ) => who.post<T>(`/v1/leads/${id}/${act}`, body);
  const stateOf = async (id: string, who: Visitor = world.anna) =>
    (await world.read(id, who)).protection?.state;
  const eventsOf = (id: string, type = '') =>
    world.crm.sql<{ type: string; data: Record<string, unknown> }>(
      `SELECT type, data FROM event_log WHERE subject_id = $1 AND type LIKE 'crm.lead.protection.' || $2 || '%' ORDER BY position`,
      [id, type],
    );
  const listedAs = async (state: string, who: Visitor) =>
    (await who.get<LeadPage>(`/v1/leads?protection=${state}&limit=200`)).body.items.map(
      (lead) => lead.id,
    );
  /** The deadline is the end of a day in Berlin. */
  const dayBefore = (at: string | null | undefined) =>
    new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin' }).format(
      new Date(Date.parse(at ?? '') - 60_000),
    );
  const tasksOf = (id: string) =>
    world.crm.sql<{ kind: string; assignee: string | null; done: boolean }>(
      `SELECT kind, assignee_id AS assignee, done_at IS NOT NULL AS done FROM tasks WHERE subject_id = $1 AND kind LIKE 'PROTECTION%' ORDER BY id`,
      [id],
    );

  it('is a reminder on day 60, ten days of grace, and then the lead is free for whoever takes it first', async () => {
    const { id, protection } = await world.lead();
    await wait(60);
    const reminded = await world.read(id);
    const owed = await tasksOf(id);
    const mails = await world.crm.sql<Record<string, string>>(
      `SELECT to_address AS "to", stream, variables -> 'protection' ->> 'deadline' AS deadline FROM email_messages
        WHERE about_kind = 'protection' AND about_id = $1`,
      [id],
    );
    const listed = await listedAs('GRACE', world.anna);
    await wait(10);
    const inGrace = await stateOf(id);
    await wait(1);
    const free = await world.ben.get<LeadView>(`/v1/leads/${id}`);
    const told = await world.maria.get<{ items: { kind: string; leadId: string }[] }>(
      '/v1/tasks?limit=200',
    );
    const lapsed = await listedAs('LAPSED', world.ben);
    const metrics = await (await fetch(`${world.crm.url}/metrics`)).text();
    expect(lapsed).toContain(id);
    expect(metrics).toMatch(/^crm_lead_protection\{state="LAPSED"\} [1-9]/m);
    const first = await post(id, 'assignment', { ownerId: world.ben.id }, world.ben);
    const third = await post(id, 'assignment', { ownerId: world.anna.id }, world.frieda);
    await world.crm.drain();

    expect(listed).toContain(id);
    expect(mails).toEqual([
      {
        to: 'anna.keller@relance.example',
        stream: 'transactional',
        deadline: dayBefore(reminded.protection?.lapsesAt),
      },
    ]);
    expect(protection).toMatchObject({ state: 'PROTECTED', preClaim: false });
    expect(reminded.protection?.state).toBe('GRACE');
    expect(owed).toEqual([{ kind: 'PROTECTION_PROGRESS', assignee: world.anna.id, done: false }]);
    expect(inGrace).toBe('GRACE');
    expect(free.body).toMatchObject({
      free: true,
      ownerId: null,
      contacts: [],
      protection: { state: 'LAPSED' },
    });
    expect(
      (await eventsOf(id)).map(({ type, data }) => [type, data['reason'] ?? data['deadline']]),
    ).toEqual([
      ['crm.lead.protection.reminded.v1', reminded.protection?.lapsesAt],
      ['crm.lead.protection.lapsed.v1', 'NO_PROGRESS'],
    ]);
    expect(told.body.items.filter(({ leadId }) => leadId === id).map(({ kind }) => kind)).toContain(
      'PROTECTION_LAPSED',
    );
    expect([first.status, third.status]).toEqual([200, 404]);
    expect(await stateOf(id, world.ben)).toBe('PROTECTED');
  });

  it('counts provable progress only, and the task of the reminder is done by it', async () => {
    const { id } = await world.lead();
    await wait(50);
    await post(id, 'activities', { kind: 'CALL', text: 'Angerufen' }, world.anna);
    await wait(10);
    const afterCall = await stateOf(id);
    const inGrace = async () =>
      (
        await world.anna.get<{ items: { id: string }[] }>('/v1/leads?protection=GRACE&limit=200')
      ).body.items.some((lead) => lead.id === id);
    const listed = await inGrace();
    await post(id, 'activities', { kind: 'MEETING', text: 'Besuch' }, world.anna);
    await world.crm.drain();

    expect(afterCall).toBe('GRACE');
    expect([listed, await inGrace()]).toEqual([true, false]);
    expect(await stateOf(id)).toBe('PROTECTED');
    expect(await tasksOf(id)).toEqual([
      { kind: 'PROTECTION_PROGRESS', assignee: world.anna.id, done: true },
    ]);
  });

  it('stands while the clock does, and goes on by as much later', async () => {
    const { id, protection: before } = await world.lead();
    await wait(50);
    const { body: stop } = await post<{ id: string }>(id, 'clock-stops', REASON, world.anna);
    await post(id, `clock-stops/${stop.id}/approval`, REASON);
    const stopped = await world.read(id);
    await wait(30);
    await post(id, `clock-stops/${stop.id}/end`, {}, world.anna);
    await world.crm.drain();
    const after = await world.read(id);

    expect(stopped.protection).toMatchObject({ state: 'STOPPED', endsAt: null });
    expect(after.protection?.state).toBe('PROTECTED');
    expect(
      Date.parse(after.protection?.progressDueAt ?? '') - Date.parse(before?.progressDueAt ?? ''),
    ).toBe(30 * DAY_MS);
    expect(await eventsOf(id)).toEqual([]);
  });

  it('of a lead without a person needs a first contact within ten days', async () => {
    const [lost, kept] = [await world.lead({ contacts: [] }), await world.lead({ contacts: [] })];
    const contact = {
      channel: 'PHONE',
      at: world.crm.clock.now().toISOString(),
      note: 'Mit der Küche gesprochen',
    };
    const early = await post(
      kept.id,
      'first-contact',
      { ...contact, at: '2099-01-01T00:00:00Z' },
      world.anna,
    );
    const documented = await post(kept.id, 'first-contact', contact, world.anna);
    const again = await post(kept.id, 'first-contact', contact, world.anna);
    await wait(11);

    expect(lost.protection?.preClaim).toBe(true);
    expect([early.status, documented.status, again.status]).toEqual([400, 200, 400]);
    expect((await world.read(lost.id)).protection?.state).toBe('LAPSED');
    expect((await eventsOf(lost.id))[0]?.data['reason']).toBe('NO_FIRST_CONTACT');
    expect(await stateOf(kept.id)).toBe('PROTECTED');
  });

  it('is extended by a manager with a reason, before its end and not after', async () => {
    const { id, protection } = await world.lead();
    const bySales = await post(id, 'extension', { days: 30, ...REASON }, world.anna);
    const extended = await post(id, 'extension', { days: 30, ...REASON });
    const [audited] = await world.crm.sql(
      `SELECT why FROM audit_log WHERE act = 'leads.protection.extend' AND subject_id = $1`,
      [id],
    );
    await world.free(id);
    const late = await post(id, 'extension', { days: 30, ...REASON }, world.crm.admin);

    expect(bySales.status).toBe(403);
    expect(
      Date.parse(extended.body.protection?.endsAt ?? '') - Date.parse(protection?.endsAt ?? ''),
    ).toBeCloseTo(30 * DAY_MS, -7);
    expect((await eventsOf(id, 'extended'))[0]?.data).toMatchObject({
      days: 30,
      extensionDays: 30,
    });
    expect(audited).toEqual({ why: REASON.reason });
    expect([late.status, late.body.type]).toEqual([409, '/problems/lead-not-protected']);
  });

  it('begins earlier when a manager says so, and what that makes overdue is reminded at once', async () => {
    const { id } = await world.lead();
    const on = new Date(world.crm.clock.now().getTime() - 70 * DAY_MS).toISOString().slice(0, 10);
    const dateless = await post(id, 'backdating', REASON);
    const future = await post(id, 'backdating', { on: '2099-01-01', ...REASON });
    const done = await post(id, 'backdating', { on, ...REASON });
    await world.crm.drain();

    expect([dateless.status, future.status, done.status]).toEqual([400, 400, 200]);
    expect(done.body.protection?.state).toBe('REMINDER_DUE');
    expect(await stateOf(id)).toBe('GRACE');
    expect((await eventsOf(id)).map(({ type }) => type)).toEqual([
      'crm.lead.protection.backdated.v1',
      'crm.lead.protection.reminded.v1',
    ]);
  });

  it('has terms of its territory and of its owner, and a change of them counts at once', async () => {
    const { id } = await world.lead({}, world.ben);
    await wait(5);
    await world.crm.admin.set('leads.protection-progress-days', {
      value: 4,
      userId: world.ben.id,
    });
    await world.crm.drain();
    const other = await world.lead();

    expect(await stateOf(id, world.ben)).toBe('GRACE');
    expect(
      Date.parse(other.protection?.progressDueAt ?? '') - Date.parse(other.registeredAt),
    ).toBeGreaterThan(59 * DAY_MS);
  });

  it('forgets the people of a free lead sixty days after the lapse', async () => {
    const told = { competitor: 'Vetter von Eva Stein', painNotes: 'Eva Stein klagt' };
    const { id } = await world.lead({ contacts: [], ...told });
    const twin = await world.lead({ contacts: [] });
    for (const lead of [id, twin.id])
      await world.crm.sql(
        `INSERT INTO lead_contacts (id, lead_id, subject_id, owner_id, team_id, territory, first_name, last_name, email, is_primary)
         SELECT gen_random_uuid(), id, id, owner_id, team_id, territory, 'Eva', 'Stein', 'eva@stein.example', true FROM leads WHERE id = $1`,
        [lead],
      );
    const note = { kind: 'NOTE', text: 'Eva Stein ruft zurück', nextAction: 'Eva Stein anrufen' };
    await post(id, 'activities', note, world.anna);
    await wait(11);
    const named = await world.crm.sql(`SELECT last_name FROM lead_contacts WHERE lead_id = $1`, [
      id,
    ]);
    await wait(61);
    const left = await world.crm.sql<{ pseudonym: string }>(
      `SELECT first_name, last_name, email, phone, pseudonym FROM lead_contacts WHERE lead_id = ANY ($1)`,
      [[id, twin.id]],
    );
    const texts = await world.crm.sql(
      `SELECT text, next_action FROM activities WHERE subject_id = $1`,
      [id],
    );
    const [lead] = await world.crm.sql<{ search: string }>(
      'SELECT search, pseudonymised_at, competitor, pain_notes FROM leads WHERE id = $1',
      [id],
    );

    expect(named).toEqual([{ last_name: 'Stein' }]);
    expect(left[0]).toMatchObject({ first_name: null, last_name: null, email: null, phone: null });
    expect(left[0]?.pseudonym).toMatch(/^1:[\w-]{43}$/);
    expect(left[0]?.pseudonym).toBe(left[1]?.pseudonym);
    expect(texts).toEqual([{ text: null, next_action: null }]);
    expect(lead).toMatchObject({ pseudonymised_at: expect.any(Date) as unknown });
    expect(lead).toMatchObject({ competitor: null, pain_notes: null });
    expect(lead?.search).not.toContain('stein');
  });

  it('is shown in lists, and none of a closed lead', async () => {
    const { id } = await world.lead();
    await post(id, 'loss', REASON, world.anna);
    const { body } = await world.anna.get<LeadPage>(`/v1/leads?id=${id}`);

    expect(body.items[0]).toMatchObject({ status: 'LOST', protection: null });
  });
});
