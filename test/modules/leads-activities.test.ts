import { Database, systemDbScope } from '../../src/core/database';
import { LeadsService } from '../../src/leads';
import type { ActivityPage, ActivityView } from '../../src/leads/activities/activities.dto';
import { LeadsWorld, type ProblemBody } from '../support/leads-world';

describe('activities of a lead', () => {
  let world: LeadsWorld;

  beforeAll(async () => {
    world = await LeadsWorld.start();
  });

  afterAll(() => world.crm.stop());

  const log = (id: string, body: object, who = world.anna) =>
    who.post<ActivityView & ProblemBody>(`/v1/leads/${id}/activities`, body);

  it('carry what happened, and the flags of their kind', async () => {
    const lead = await world.lead();

    const { status, body } = await log(lead.id, {
      kind: 'QUALIFIED_CALL',
      text: 'Will Muster sehen',
      occurredAt: '2026-03-01T10:00:00+01:00',
      outcome: 'CALLBACK_REQUESTED',
      nextAction: 'Muster zusammenstellen',
      nextActionOn: '2026-03-05',
    });

    expect(status).toBe(201);
    expect(body).toMatchObject({
      kind: 'QUALIFIED_CALL',
      meaningful: true,
      progress: true,
      answer: false,
      text: 'Will Muster sehen',
      occurredAt: '2026-03-01T09:00:00.000Z',
      outcome: 'CALLBACK_REQUESTED',
      nextActionOn: '2026-03-05',
      loggedBy: { id: world.anna.id, name: 'Anna Keller' },
      loggedAt: '2026-03-02T08:00:00.000Z',
    });
  });

  it.each([
    ['a call', 'CALL', 'ACTIVE'],
    ['an answer', 'ANSWER', 'ACTIVE'],
    ['a note', 'NOTE', 'REGISTERED'],
  ])('make a new lead active or not: %s', async (_, kind, expected) => {
    const lead = await world.lead();

    await log(lead.id, { kind, text: 'Erster Kontakt' });

    const after = await world.read(lead.id);
    expect([after.status, after.version]).toEqual([expected, expected === 'ACTIVE' ? 2 : 1]);
  });

  it('move the last activity forward and never back', async () => {
    const lead = await world.lead();
    world.crm.clock.turnTo(new Date('2026-03-02T09:00:00Z'));

    await log(lead.id, { kind: 'NOTE', text: 'jetzt' });
    await log(lead.id, { kind: 'CALL', occurredAt: '2026-02-20T09:00:00Z' });

    expect((await world.read(lead.id)).lastActivityAt).toBe('2026-03-02T09:00:00.000Z');
  });

  it('are told with their flags and the time when they happened', async () => {
    const lead = await world.lead();

    const { body } = await log(lead.id, { kind: 'ANSWER', occurredAt: '2026-03-01T12:00:00Z' });

    const events = await world.crm.sql<{ type: string; data: object; time: Date }>(
      `SELECT type, data, time FROM event_log WHERE subject_id = $1 AND type LIKE 'crm.lead.%' ORDER BY position`,
      [lead.id],
    );
    expect(events.slice(1)).toEqual([
      expect.objectContaining({
        type: 'crm.lead.status.changed.v1',
        data: expect.objectContaining({ to: 'ACTIVE', reason: 'FIRST_ACTIVITY' }),
      }),
      {
        type: 'crm.lead.activity.logged.v1',
        time: new Date('2026-03-01T12:00:00Z'),
        data: {
          leadId: lead.id,
          activityId: body.id,
          kind: 'ANSWER',
          meaningful: true,
          progress: false,
          answer: true,
          outcome: null,
          occurredAt: '2026-03-01T12:00:00.000Z',
        },
      },
    ]);
  });

  it.each([
    ['of an unknown kind', { kind: 'TELEPATHY' }, '#/kind'],
    ['of a kind that the system logs', { kind: 'FOLLOW_UP' }, '#/kind'],
    ['in the future', { kind: 'CALL', occurredAt: '2026-03-09T10:00:00Z' }, '#/occurredAt'],
    ['with an outcome that is none', { kind: 'CALL', outcome: 'GREAT' }, '#/outcome'],
    ['with control characters', { kind: 'NOTE', text: 'a\u0007b' }, '#/text'],
  ])('are refused %s', async (_, body, pointer) => {
    const lead = await world.lead();

    const answer = await log(lead.id, body);

    expect(answer.status).toBe(400);
    expect(answer.body.errors?.map((e) => e.pointer)).toEqual([pointer]);
  });

  it('are listed page by page, the newest first, each once', async () => {
    const lead = await world.lead();
    for (let day = 1; day <= 7; day++)
      await log(lead.id, {
        kind: 'NOTE',
        text: `Tag ${day}`,
        occurredAt: `2026-02-0${day}T08:00:00Z`,
      });

    const texts: (string | null)[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const url: string = `/v1/leads/${lead.id}/activities?limit=3${cursor && `&cursor=${cursor}`}`;
      const { body } = await world.anna.get<ActivityPage>(url);
      texts.push(...body.items.map((a) => a.text));
      cursor = body.nextCursor;
    }
    const foreign = await world.anna.get<ProblemBody>(`/v1/leads/${lead.id}/activities?cursor=abc`);

    expect(texts).toEqual([7, 6, 5, 4, 3, 2, 1].map((day) => `Tag ${day}`));
    expect(foreign.status).toBe(400);
  });

  it('are for those who see the lead', async () => {
    const lead = await world.lead();
    await log(lead.id, { kind: 'NOTE', text: 'vertraulich' });
    const url = `/v1/leads/${lead.id}/activities`;
    const [ben, frieda, maria, auditor] = await Promise.all(
      [world.ben, world.frieda, world.maria, world.auditor].map((who) =>
        who.get<ActivityPage>(url),
      ),
    );

    expect([ben?.status, frieda?.status]).toEqual([404, 404]);
    expect([maria?.body.items.length, auditor?.body.items.length]).toEqual([1, 1]);
    expect((await log(lead.id, { kind: 'NOTE' }, world.ben)).status).toBe(404);
    expect((await log(lead.id, { kind: 'NOTE' }, world.auditor)).status).toBe(403);

    await world.anna.put(`/v1/leads/${lead.id}/collaborators/${world.ben.id}`);
    expect((await log(lead.id, { kind: 'CALL', text: 'von Ben' }, world.ben)).status).toBe(201);
  });

  it('of a free lead wait until somebody takes it, and do not show to others', async () => {
    const lead = await world.lead();
    await log(lead.id, { kind: 'NOTE', text: 'alt' });
    await world.free(lead.id);

    const refused = await log(lead.id, { kind: 'CALL' }, world.frieda);
    const seen = await world.frieda.get<ActivityPage>(`/v1/leads/${lead.id}/activities`);

    expect(refused.body.type).toBe('/problems/lead-not-owned');
    expect(seen.body.items).toEqual([]);
  });

  it('follow their lead to its next owner', async () => {
    const lead = await world.lead();
    await log(lead.id, { kind: 'NOTE', text: 'wandert mit' });

    await world.maria.post(`/v1/leads/${lead.id}/assignment`, { ownerId: world.ben.id });

    const { body } = await world.ben.get<ActivityPage>(`/v1/leads/${lead.id}/activities`);
    expect(body.items.map((a) => a.text)).toEqual(['wandert mit']);
  });

  it('say which kinds there are', async () => {
    const { body } = await world.anna.get<{ items: { code: string; progress: boolean }[] }>(
      '/v1/activity-kinds',
    );

    expect(body.items.filter((k) => k.progress).map((k) => k.code)).toEqual([
      'QUALIFIED_CALL',
      'MEETING',
      'DEMO',
      'ROI_PRESENTATION',
      'SAMPLE_SENT',
      'SAMPLE_FEEDBACK',
      'ORDER',
      'CONVERTED',
    ]);
  });

  it('can be logged by other modules in their own transaction', async () => {
    const lead = await world.lead();
    const { app } = world.crm;

    await app.get(Database).transaction(systemDbScope('test'), (tx) =>
      app.get(LeadsService).logActivity(tx, {
        leadId: lead.id,
        kind: 'FOLLOW_UP',
        occurredAt: world.crm.clock.now(),
        outcome: 'NO_ANSWER',
        origin: 'follow-up:1',
      }),
    );

    const { body } = await world.anna.get<ActivityPage>(`/v1/leads/${lead.id}/activities`);
    expect(body.items[0]).toMatchObject({
      kind: 'FOLLOW_UP',
      meaningful: false,
      loggedBy: null,
      origin: 'follow-up:1',
    });
    expect((await world.read(lead.id)).status).toBe('REGISTERED');
  });
});
