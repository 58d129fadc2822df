import { followUpWorld, type FollowUpWorld, type Trace } from '../support/follow-ups';
import { Database } from '../../src/core/database';
import { Suppressions } from '../../src/email';
import { systemScope } from '../../src/identity';
import type { Simulation } from '../../src/follow-ups/simulation/simulation.dto';

const SHIPPED = '019ab000-0000-7000-8000-000000000001';
const why = { reason: 'Der Küchenchef hat angerufen' };
const FROM = '2026-03-01T00:00:00Z';
const TO = '2026-03-25T00:00:00Z';

describe('a simulation', () => {
  let world: FollowUpWorld;
  const leads: Record<string, string> = {};

  const at = (time: string) => world.advanceTo(time);
  const stepOf = async (leadId: string, key = 'T3'): Promise<Trace['followUps'][number]> => {
    const { followUps } = await world.trace(leadId, world.crm.admin);
    const found = followUps.find((one) => one.step === key);
    if (!found) throw new Error(`The lead has no ${key}.`);
    return found;
  };
  const act = async (lead: string, name: string, key = 'T3', body: object = why) => {
    const { id } = await stepOf(leads[lead] ?? '', key);
    const { status } = await world.maria.post(`/v1/follow-ups/${id}/${name}`, body);
    if (status !== 200) throw new Error(`${name}: ${String(status)}`);
  };
  const post = async (lead: string, path: string, body: object = why) => {
    const answer = await world.maria.post<{ id: string }>(
      `/v1/leads/${leads[lead] ?? ''}/${path}`,
      body,
    );
    if (answer.status > 201) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
    return answer.body.id;
  };
  const setting = (key: string, value: unknown) =>
    world.crm.admin.set(key, { value, reason: 'Probe' });

  /** Three weeks in which everything happens that moves follow-ups, told by the names of the leads. */
  beforeAll(async () => {
    world = await followUpWorld();
    const { crm } = world;
    for (const name of [
      'silent',
      'answered',
      'lost',
      'dispatched',
      'skipped',
      'done',
      'paused',
      'quiet',
    ])
      leads[name] = await world.register();
    for (const name of ['freed', 'stopped', 'sampled', 'suppressed', 'moved', 'revoked', 'talked'])
      leads[name] = await world.register();
    leads['unasked'] = await world.register({ consent: null });
    leads['late'] = await world.register({ consent: null });
    await crm.drain();
    await at('2026-03-03T10:00:00Z');
    await act('dispatched', 'dispatch');
    await act('skipped', 'skip');
    await act('done', 'completion', 'T3', { ...why, outcome: 'SUCCESSFUL' });
    await act('paused', 'pause');
    await post('quiet', 'automation-pause');
    await post('freed', 'assignment', { ownerId: null });
    const stop = await post('stopped', 'clock-stops');
    await post('stopped', `clock-stops/${stop}/approval`);
    await post('moved', 'assignment', { ownerId: world.maria.id });
    const sample = await post('sampled', 'samples', { contents: 'Basis' });
    await post('sampled', `samples/${sample}/shipment`, {});
    await at('2026-03-04T09:00:00Z');
    await post('sampled', `samples/${sample}/delivery`, {});
    await post('lost', 'loss');
    await crm.app.get(Database).transaction(systemScope('test'), async (tx) => {
      const { body } = await crm.admin.get<{ contacts: { email: string }[] }>(
        `/v1/leads/${leads['suppressed'] ?? ''}`,
      );
      await crm.app
        .get(Suppressions)
        .add(tx, body.contacts[0]?.email ?? '', { scope: 'all', reason: 'HARD_BOUNCE' });
    });
    await crm.drain();
    // Thursday: T3 is due at 13:00; for an hour nothing leaves.
    await at('2026-03-05T12:30:00Z');
    await setting('follow-ups.enabled', false);
    await at('2026-03-05T13:30:00Z');
    await setting('follow-ups.enabled', true);
    await crm.drain();
    await at('2026-03-06T09:00:00Z');
    await post('talked', 'activities', {
      kind: 'CALL',
      text: 'Telefonat',
      occurredAt: '2026-03-06T08:00:00Z',
    });
    await post('answered', 'activities', {
      kind: 'ANSWER',
      text: 'Nein',
      occurredAt: '2026-03-06T08:30:00Z',
    });
    await act('paused', 'resumption');
    await post('quiet', 'automation-resumption');
    await post('freed', 'assignment', { ownerId: world.anna.id });
    await post('stopped', `clock-stops/${stop}/end`, {});
    const { body: revoked } = await crm.admin.get<{ contacts: { id: string }[] }>(
      `/v1/leads/${leads['revoked'] ?? ''}`,
    );
    await post('revoked', 'consents', {
      contactId: revoked.contacts[0]?.id,
      channel: 'email',
      state: 'revoked',
      source: 'Telefon',
      proof: 'Am Telefon gesagt',
    });
    await crm.drain();
    // Monday: nobody decides for four hours.
    crm.clock.turnTo(new Date('2026-03-09T15:59:00Z'));
    await crm.drain();
    await at(TO);
  });
  afterAll(() => world.stop());

  const simulate = async (id: string, wish: object = {}) => {
    const { status, body } = await world.crm.admin.post<Simulation>(
      `/v1/sequences/${id}/simulation`,
      { from: FROM, to: TO, ...wish },
    );
    if (status !== 200) throw new Error(JSON.stringify(body));
    return body;
  };
  const shippedSteps = async () => {
    const { body } = await world.crm.admin.get<{ items: { id: string; steps: object[] }[] }>(
      '/v1/sequences',
    );
    return body.items.find(({ id }) => id === SHIPPED)?.steps ?? [];
  };
  const draft = async (steps: object[]) =>
    (
      await world.crm.admin.post<{ id: string }>('/v1/sequences', {
        key: 'sample-then-bulk',
        steps,
      })
    ).body.id;

  it('of the unchanged sequence differs in nothing from what happened', async () => {
    const { differences, counts, total, looked } = await simulate(SHIPPED);

    expect(
      differences.map(({ leadId, step, then, now }) => [nameOf(leadId), step, then, now]),
    ).toEqual([]);
    expect([total, looked]).toEqual([17, 17]);
    const ends = await world.crm.sql<{ end: string }>(
      `SELECT DISTINCT state || coalesce(' ' || reason, '') AS end FROM follow_ups ORDER BY 1`,
    );
    expect(ends.map(({ end }) => end)).toEqual([
      'cancelled ACTIVE_CONVERSATION',
      'cancelled ANSWERED',
      'cancelled LEAD_LOST',
      'cancelled OPTED_OUT',
      'handed_over',
      'skipped DONE_BY_HAND',
      'skipped NO_CONSENT',
      'skipped SKIPPED_BY_HAND',
      'skipped SUPPRESSED',
    ]);
    expect(counts.sentNow).toBe(world.sink.mails.length);
    expect(counts.sentThen).toBe(world.sink.mails.length);
  });

  it('says who would have got what, when, and how that differs, with both traces', async () => {
    const [t3 = {}, t7 = {}] = await shippedSteps();
    const id = await draft([{ ...t3, offset: 2 }, t7]);

    const { sends, differences } = await simulate(id, { leads: [leads['silent'], leads['lost']] });

    expect(sends.map(({ leadId, step, at: when }) => [nameOf(leadId), step, when])).toEqual([
      ['silent', 'T3', '2026-03-04T13:00:00.000Z'],
      ['silent', 'T7', '2026-03-09T13:00:00.000Z'],
    ]);
    // T7 was late by the hours in which nobody decided; at another instant nobody knows of any.
    expect(differences.map(({ step }) => step)).toEqual(['T3', 'T7']);
    expect(differences[0]).toMatchObject({
      step: 'T3',
      then: { state: 'handed_over', at: '2026-03-05T13:30:00.000Z', templateKey: 'sample-box' },
      now: { state: 'handed_over', at: '2026-03-04T13:00:00.000Z', templateKey: 'sample-box' },
    });
    expect(differences[0]?.then?.trace.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['deferred', 'PAUSED'],
      ['queued', null],
    ]);
    expect(differences[0]?.now?.trace.map(({ outcome }) => outcome)).toEqual(['queued']);
    expect(differences[0]?.now?.trace[0]?.guards).toHaveLength(16);
  });

  it('lets a step wait that needs a word nobody gave, and leaves out one that is gone', async () => {
    const [t3 = {}] = await shippedSteps();
    const id = await draft([{ ...t3, needsApproval: true }]);

    const { differences, counts } = await simulate(id, { leads: [leads['silent']] });

    expect(counts).toEqual({ same: 0, different: 2, sentThen: 2, sentNow: 0 });
    expect(differences[0]?.now).toMatchObject({ state: 'planned', at: null });
    expect(differences[0]?.now?.trace.at(-1)).toMatchObject({ reason: 'AWAITING_APPROVAL' });
    expect(differences[1]).toMatchObject({ step: 'T7', now: null });
  });

  it('changes nothing, and is for administrators', async () => {
    const state = () =>
      world.crm
        .sql(`SELECT (SELECT count(*) FROM event_log) AS events, (SELECT count(*) FROM audit_log) AS acts,
        (SELECT md5(string_agg(f::text, '' ORDER BY id)) FROM follow_ups f) AS follow_ups,
        (SELECT md5(string_agg(e::text, '' ORDER BY id)) FROM enrolments e) AS enrolments,
        (SELECT count(*) FROM follow_up_decisions) AS decisions, (SELECT count(*) FROM tasks) AS tasks`);
    const before = await state();
    await simulate(SHIPPED);

    expect(await state()).toEqual(before);
    const path = `/v1/sequences/${SHIPPED}/simulation`;
    expect((await world.maria.post(path, { from: FROM, to: TO })).status).toBe(403);
    expect((await world.crm.admin.post(path, { from: TO, to: FROM })).status).toBe(400);
    const nobody = await world.crm.admin.post<{ type: string }>(
      `/v1/sequences/${leads['silent'] ?? ''}/simulation`,
      { from: FROM, to: TO },
    );
    expect(nobody.body.type).toBe('/problems/sequence-not-found');
  });

  function nameOf(leadId: string): string {
    return Object.entries(leads).find(([, id]) => id === leadId)?.[0] ?? leadId;
  }
});
