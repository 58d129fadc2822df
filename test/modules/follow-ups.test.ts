import { Database, systemDbScope } from '../../src/core/database';
import { Suppressions } from '../../src/email';
import { EventsQueries } from '../../src/events/events.queries';
import { HandOvers, type Report } from '../../src/follow-ups/deciding/hand-over.service';
import type { Visitor } from '../support/crm';
import { followUpWorld, type FollowUpWorld, type Trace } from '../support/follow-ups';

interface Row {
  id: string;
  leadId: string;
  company: string;
  step: string;
  state: string;
  paused: boolean;
  reason: string | null;
  reasonText: string | null;
}
interface Page {
  items: Row[];
  nextCursor: string | null;
  previousCursor: string | null;
  asOf: string;
}
interface Problem {
  type: string;
  errors?: { pointer: string }[];
}

const why = { reason: 'Der Küchenchef hat angerufen' };
const T3_DAY = '2026-03-05T13:00:00Z';

describe('follow-ups', () => {
  let world: FollowUpWorld;
  let fremd: Visitor, auditor: Visitor;

  beforeEach(async () => {
    world = await followUpWorld();
    fremd = await world.crm.person({ name: 'Frida Fremd', role: 'SALES' });
    auditor = await world.crm.person({ name: 'Otto Prüfer', role: 'AUDITOR' });
  });
  afterEach(() => world.stop());

  const step = async (leadId: string, key: string): Promise<Trace['followUps'][number]> => {
    const found = (await world.trace(leadId)).followUps.find((f) => f.step === key);
    if (!found) throw new Error(`The lead has no ${key}.`);
    return found;
  };
  const planned = async (wish: Parameters<FollowUpWorld['register']>[0] = {}) => {
    const leadId = await world.register(wish);
    await world.crm.drain();
    return { leadId, t3: (await step(leadId, 'T3')).id, t7: (await step(leadId, 'T7')).id };
  };
  const act = (id: string, name: string, body: object = why, who: Visitor = world.anna) =>
    who.post<Row & Problem>(`/v1/follow-ups/${id}/${name}`, body);

  describe('planning', () => {
    it('promises T3 and T7 to a lead with a contact, and says so in the log', async () => {
      const { leadId } = await planned();

      const { enrolment, followUps } = await world.trace(leadId);
      expect(enrolment).toMatchObject({ state: 'active', anchorKind: 'REGISTERED' });
      expect(followUps.map((f) => [f.step, f.state, f.dueAt])).toEqual([
        ['T3', 'planned', '2026-03-05T13:00:00.000Z'],
        ['T7', 'planned', '2026-03-09T13:00:00.000Z'],
      ]);
      const log = await world.crm.sql<{ key: string }>(
        `SELECT key FROM event_log WHERE type = 'crm.lead.followup.planned.v1' ORDER BY data->>'step'`,
      );
      expect(log.map(({ key }) => key)).toEqual(followUps.map(({ id }) => `fu:${id}:planned`));
    });

    it('waits for a contact, and counts from when there is one', async () => {
      const { body } = await world.anna.post<{ id: string; version: number }>('/v1/leads', {
        company: { name: 'Noch ohne Menschen', city: 'Bonn', country: 'DE' },
        contacts: [],
        source: 'REFERRAL',
      });
      await world.crm.drain();
      expect((await world.trace(body.id)).enrolment).toBeNull();

      world.crm.clock.turnTo(new Date('2026-03-04T13:00:00Z'));
      const added = await world.anna.post(
        `/v1/leads/${body.id}/contacts`,
        { firstName: 'Eva', lastName: 'Spät', email: 'spaet@bonn.example' },
        { headers: { 'if-match': `"lead-${body.id}-${String(body.version)}"` } },
      );
      expect(added.status).toBe(201);
      await world.crm.drain();

      expect((await world.trace(body.id)).enrolment).toMatchObject({ state: 'active' });
      // Day 3 after a Wednesday is a Saturday.
      expect((await step(body.id, 'T3')).dueAt).toMatch(/^2026-03-09T0[78]:/);
    });
  });

  describe('deciding', () => {
    it('keeps why it was sent: every guard, the template and the offer', async () => {
      const { leadId } = await planned();
      await world.advanceTo(T3_DAY);

      const [decision] = (await step(leadId, 'T3')).decisions;
      expect(decision).toMatchObject({
        number: 1,
        outcome: 'queued',
        reason: null,
        counterfactual: null,
      });
      expect(decision!.guards).toHaveLength(16);
      expect(decision!.guards.every(({ result }) => result === 'passed')).toBe(true);
      expect(decision!.content!.template).toMatchObject({ locale: 'de' });
      expect(decision!.content!.offer).toMatchObject({
        season: 'ASPARAGUS',
        discountPct: 20,
        minimumCents: 100_000,
        products: {
          de: ['Basis-Sortiment', 'Frühstücks-Sortiment', 'Bankett-Paket', 'Spargel-Spezialitäten'],
        },
      });
    });

    it('says why not, what would have had to be otherwise, and gives the owner a task', async () => {
      const { leadId } = await planned({ consent: null });
      await world.advanceTo(T3_DAY);

      const t3 = await step(leadId, 'T3');
      expect(t3).toMatchObject({ state: 'skipped', asks: 'why-not', reason: 'NO_CONSENT' });
      expect(t3.decisions[0]!.counterfactual!.sentence).toBe(
        'T3 wäre am Do 05.03. 14:00 gesendet worden, wenn die Einwilligung vorläge.',
      );
      const { body } = await world.anna.get<{ items: { kind: string; subjectCode: string }[] }>(
        '/v1/tasks',
      );
      expect(body.items).toEqual([
        expect.objectContaining({ kind: 'CONSENT_MISSING', subjectCode: 'NO_CONSENT' }),
      ]);
      expect(world.sink.mails).toEqual([]);

      const lead = await world.anna.get<{ contacts: { id: string }[] }>(`/v1/leads/${leadId}`);
      await world.anna.post(`/v1/leads/${leadId}/consents`, {
        contactId: lead.body.contacts[0]?.id,
        channel: 'email',
        state: 'given',
        basis: 'OPT_IN',
        source: 'Telefon',
        proof: 'Am Telefon gesagt',
      });
      await world.crm.drain();
      expect((await world.anna.get<{ items: object[] }>('/v1/tasks')).body.items).toEqual([]);
    });

    it('puts off while the automation is off, and goes on at once when it is on again', async () => {
      const { leadId } = await planned();
      const turn = (value: boolean) =>
        world.crm.admin.set('follow-ups.enabled', { value, reason: 'Probe' });
      expect((await turn(false)).status).toBe(200);
      await world.advanceTo(T3_DAY);
      expect(await step(leadId, 'T3')).toMatchObject({
        state: 'planned',
        asks: 'why-not-yet',
        reason: 'PAUSED',
      });

      await turn(true);
      await world.crm.drain();

      expect(await step(leadId, 'T3')).toMatchObject({ state: 'handed_over' });
      expect(world.sink.mails).toHaveLength(1);
    });

    it('does not repeat a decision that changes no answer', async () => {
      const { leadId } = await planned();
      await world.crm.admin.set('follow-ups.enabled', {
        value: false,
        reason: 'Probe',
      });
      await world.advanceTo('2026-03-20T13:00:00Z');

      const t3 = await step(leadId, 'T3');
      expect(t3.decisions).toHaveLength(1);
      expect(Date.parse(t3.dueAt)).toBeGreaterThan(Date.parse('2026-03-20T13:00:00Z'));
    });

    it('ends the sequence when somebody talked to the lead', async () => {
      const { leadId } = await planned();
      world.crm.clock.turnTo(new Date('2026-03-03T13:00:00Z'));
      const logged = await world.anna.post(`/v1/leads/${leadId}/activities`, {
        kind: 'CALL',
        text: 'Hat Interesse',
        occurredAt: '2026-03-03T12:30:00Z',
      });
      expect(logged.status).toBe(201);
      await world.advanceTo('2026-03-20T13:00:00Z');

      const { enrolment, followUps } = await world.trace(leadId);
      expect(enrolment).toMatchObject({ state: 'stopped', reason: 'ACTIVE_CONVERSATION' });
      expect(followUps.map(({ state }) => state)).toEqual(['cancelled', 'cancelled']);
      expect(world.sink.mails).toEqual([]);
    });

    it('ends the sequence when the lead is lost', async () => {
      const { leadId } = await planned();
      await world.anna.post(`/v1/leads/${leadId}/loss`, { reason: 'Hat geschlossen, leider' });
      await world.advanceTo('2026-03-20T13:00:00Z');

      expect((await world.trace(leadId)).enrolment).toMatchObject({
        state: 'stopped',
        reason: 'LEAD_LOST',
      });
    });

    it('ends with a merge and walks on as planned when that is taken back, sending each step once', async () => {
      const [into, other] = [await planned(), await planned()];
      const planOf = async () => {
        const { enrolment, followUps } = await world.trace(other.leadId);
        return [enrolment, followUps.map(({ id, state, dueAt }) => [id, state, dueAt])];
      };
      const versionOf = async (id: string) =>
        (await world.anna.get<{ version: number }>(`/v1/leads/${id}`)).body.version;
      const merge = async (mergeLeadId: string) => {
        const etag = `"lead-${into.leadId}-${String(await versionOf(into.leadId))}"`;
        const mergeVersion = await versionOf(mergeLeadId);
        const merged = await world.anna.post(
          `/v1/leads/${into.leadId}/merge`,
          { mergeLeadId, mergeVersion, reason: 'Dasselbe Haus, zweimal erfasst' },
          { headers: { 'if-match': etag } },
        );
        expect(merged.status).toBe(200);
      };
      const unmerge = async (id: string) => {
        const reason = 'Es sind doch zwei Häuser';
        expect((await world.anna.post(`/v1/leads/${id}/unmerge`, { reason })).status).toBe(200);
      };
      const before = await planOf();
      await merge(other.leadId);
      await world.crm.drain();
      const { enrolment, followUps } = await world.trace(other.leadId);
      expect(enrolment).toMatchObject({ state: 'stopped', reason: 'MERGED' });
      const gone = expect.objectContaining({
        state: 'cancelled',
        reason: 'MERGED',
        sentence: expect.stringContaining('Der Lead ging in einem anderen auf.') as unknown,
      }) as unknown;
      expect(followUps).toEqual([gone, gone]);
      await unmerge(other.leadId);
      await world.crm.drain();
      expect(await planOf()).toEqual(before);

      // What another thing ended stays ended.
      const third = await planned();
      await world.anna.post(`/v1/leads/${third.leadId}/loss`, { reason: 'Hat zu, leider' });
      await merge(third.leadId);
      await unmerge(third.leadId);
      // Taken back before anybody looked, which is what undo does.
      await merge(other.leadId);
      await unmerge(other.leadId);
      await world.advanceTo('2026-03-20T13:00:00Z');
      const sent = (id: string) => [id, 'handed_over', expect.any(String) as unknown];
      expect(await planOf()).toEqual([
        expect.objectContaining({ state: 'finished', reason: null }),
        [sent(other.t3), sent(other.t7)],
      ]);
      expect(world.sink.mails).toHaveLength(4);
      expect(await world.trace(third.leadId)).toMatchObject({
        enrolment: { state: 'stopped', reason: 'LEAD_LOST' },
        followUps: [{ reason: 'LEAD_LOST' }, { reason: 'LEAD_LOST' }],
      });
    });

    it('skips an address that must not be written to', async () => {
      const { leadId } = await planned({ nr: 7 });
      await world.crm.app
        .get(Database)
        .transaction(systemDbScope('test'), (tx) =>
          world.crm.app
            .get(Suppressions)
            .add(tx, world.addressOf(7), { scope: 'all', reason: 'HARD_BOUNCE' }),
        );
      await world.advanceTo(T3_DAY);

      expect(await step(leadId, 'T3')).toMatchObject({ state: 'skipped', reason: 'SUPPRESSED' });
    });

    it('withdraws at the gate what became wrong after the decision', async () => {
      const { leadId } = await planned();
      world.sink.misbehave = () => ({ at: 'rcpt', reply: '451 4.3.0 later' });
      await world.advanceTo(T3_DAY);
      expect(await step(leadId, 'T3')).toMatchObject({ state: 'queued' });
      const answered = await world.anna.post(`/v1/leads/${leadId}/activities`, {
        kind: 'ANSWER',
        text: 'Bitte nicht mehr schreiben',
        occurredAt: T3_DAY,
      });
      expect(answered.status).toBe(201);
      world.sink.misbehave = () => undefined;
      await world.crm.drain();

      const t3 = await step(leadId, 'T3');
      expect(t3).toMatchObject({ state: 'cancelled', reason: 'ANSWERED' });
      expect((await world.trace(leadId)).enrolment).toMatchObject({
        state: 'stopped',
        reason: 'ANSWERED',
      });
      expect(world.sink.mails).toEqual([]);
    });

    it('was handed over after all when that is found out, even if that nobody knew was heard late', async () => {
      const { leadId, t3 } = await planned();
      await world.crm.sql(
        "UPDATE follow_ups SET state = 'queued', queued_at = due_at, message_id = gen_random_uuid() WHERE id = $1",
        [t3],
      );
      const [at, later] = [new Date('2026-03-05T13:00:00Z'), new Date('2026-03-05T13:00:09Z')];
      const [event] = await world.crm.app
        .get(Database)
        .transaction(systemDbScope('test'), (tx) =>
          world.crm.app.get(EventsQueries).ofSubjects(tx, [leadId], ['crm.lead.registered.v1']),
        );
      const hear = (...reports: Pick<Report, 'state' | 'handedOverAt'>[]) =>
        world.crm.app.get(Database).transaction(systemDbScope('test'), (tx) =>
          world.crm.app.get(HandOvers).take(
            tx,
            reports.map((report) => ({ ...report, followUpId: t3, reason: null, cause: event! })),
          ),
        );

      await hear({ state: 'unknown', handedOverAt: at }, { state: 'failed', handedOverAt: null });
      const givenUp = await step(leadId, 'T3');
      await hear({ state: 'handed_over', handedOverAt: later });

      expect(givenUp.state).toBe('failed');
      expect(await step(leadId, 'T3')).toMatchObject({
        state: 'handed_over',
        handedOverAt: later.toISOString(),
      });
    });

    it('lets one bad follow-up stop nobody but itself', async () => {
      const bad = await planned({ nr: 1 });
      const good = await planned({ nr: 2 });
      await world.crm.sql(`ALTER TABLE follow_ups DISABLE TRIGGER USER`);
      await world.crm.sql(`UPDATE follow_ups SET step = 'T9' WHERE id = $1`, [bad.t3]);
      await world.advanceTo(T3_DAY);

      expect(await step(good.leadId, 'T3')).toMatchObject({ state: 'handed_over' });
      const [row] = await world.crm.sql<{ attempts: number; state: string }>(
        'SELECT attempts, state FROM follow_ups WHERE id = $1',
        [bad.t3],
      );
      expect(row).toMatchObject({ state: 'planned' });
      expect(row!.attempts).toBeGreaterThan(0);
    });

    it('summarises each run that decided something', async () => {
      await planned({ nr: 1 });
      await planned({ nr: 2, consent: null });
      await world.advanceTo('2026-03-20T13:00:00Z');

      const runs = await world.crm.sql<{ data: Record<string, number> }>(
        `SELECT data FROM event_log WHERE type = 'crm.lead.followup.run.completed.v1' ORDER BY position`,
      );
      expect(runs[0]!.data).toMatchObject({
        t3Count: 1,
        t7Count: 0,
        skipped: 1,
        deferred: 0,
        cancelled: 0,
        failed: 0,
      });
      expect(runs.reduce((sum, { data }) => sum + data['t7Count']!, 0)).toBe(1);
    });
  });

  describe('what people can do', () => {
    it('pause and resume all that is planned for a lead', async () => {
      const { leadId, t3 } = await planned();
      expect((await act(t3, 'pause')).body).toMatchObject({ paused: true });
      await world.advanceTo('2026-03-06T13:00:00Z');
      expect(await step(leadId, 'T3')).toMatchObject({ state: 'planned', reason: 'PAUSED' });

      expect((await act(t3, 'resumption')).body).toMatchObject({ paused: false });
      await world.crm.drain();

      expect(await step(leadId, 'T3')).toMatchObject({ state: 'handed_over' });
      const told = await world.crm.sql<{ type: string; n: number; by: string }>(
        `SELECT type, (data ->> 'pauseNumber')::int AS n, data ->> 'by' AS by FROM event_log
          WHERE type LIKE 'crm.lead.followup.%sumed.v1' OR type LIKE 'crm.lead.followup.paused.v1' ORDER BY position`,
      );
      expect(told).toEqual([
        { type: 'crm.lead.followup.paused.v1', n: 1, by: world.anna.id },
        { type: 'crm.lead.followup.resumed.v1', n: 1, by: world.anna.id },
      ]);
    });

    it('skip one step; the next keeps its day', async () => {
      const { leadId, t3 } = await planned();
      expect((await act(t3, 'skip')).body).toMatchObject({
        state: 'skipped',
        reason: 'SKIPPED_BY_HAND',
      });
      await world.advanceTo('2026-03-20T13:00:00Z');

      expect(world.mails().map(({ date }) => date.toISOString())).toEqual([
        '2026-03-09T13:00:00.000Z',
      ]);
      expect((await step(leadId, 'T3')).decisions[0]).toMatchObject({
        outcome: 'skipped',
        note: why.reason,
      });
    });

    it('send now, if the guards let it', async () => {
      const { leadId, t3, t7 } = await planned();
      await act(t3, 'dispatch');
      expect((await act(t7, 'dispatch')).body).toMatchObject({ reason: 'PREVIOUS_OPEN' });
      await world.crm.drain();
      expect(await step(leadId, 'T3')).toMatchObject({
        state: 'planned',
        dueAt: '2026-03-02T13:00:10.000Z',
      });
      await world.advanceTo('2026-03-02T13:00:10Z');
      expect((await act(t7, 'dispatch')).body).toMatchObject({
        type: '/problems/follow-up-may-not-leave',
        status: 409,
        detail:
          'T7 kann jetzt nicht gesendet werden. Der Abstand zum Schritt davor ist noch zu kurz. Frühestens Fr 06.03. 14:00.',
        reason: 'TOO_SOON',
        until: '2026-03-06T13:00:10.000Z',
      });

      expect(await step(leadId, 'T3')).toMatchObject({
        state: 'handed_over',
        handedOverAt: '2026-03-02T13:00:10.000Z',
      });
      expect(await step(leadId, 'T7')).toMatchObject({ state: 'planned' });
      expect(world.sink.mails).toHaveLength(1);
    });

    it('take "send now" back within ten seconds, and not after', async () => {
      const { leadId, t3 } = await planned();
      const { dueAt } = await step(leadId, 'T3');

      await act(t3, 'dispatch');
      await act(t3, 'dispatch');
      await act(t3, 'recall');
      expect(await step(leadId, 'T3')).toMatchObject({ state: 'planned', dueAt });
      expect((await act(t3, 'recall')).body).toMatchObject({
        type: '/problems/follow-up-not-open',
      });
      await act(t3, 'dispatch');
      await world.advanceTo('2026-03-02T13:00:10Z');

      expect((await act(t3, 'recall')).status).toBe(409);
      expect(world.sink.mails).toHaveLength(1);
    });

    it('approve what needs a word, as a manager', async () => {
      await world.crm.sql(
        `UPDATE sequences SET steps = jsonb_set(steps, '{0,needsApproval}', 'true')`,
      );
      const { leadId, t3 } = await planned();
      await world.advanceTo(T3_DAY);
      expect(await step(leadId, 'T3')).toMatchObject({
        state: 'planned',
        reason: 'AWAITING_APPROVAL',
      });

      expect((await act(t3, 'approval')).status).toBe(403);
      expect((await act(t3, 'approval', why, world.maria)).status).toBe(200);
      await world.crm.drain();

      expect(await step(leadId, 'T3')).toMatchObject({ state: 'handed_over' });
    });

    it('say that they did it in person, with the outcome as an activity', async () => {
      const { leadId, t3 } = await planned();
      const missing = await act(t3, 'completion', { ...why, outcome: 'CALLBACK_REQUESTED' });
      expect(missing.status).toBe(400);
      expect(missing.body.errors![0]!.pointer).toBe('#/callbackOn');

      const done = await act(t3, 'completion', {
        ...why,
        outcome: 'CALLBACK_REQUESTED',
        callbackOn: '2026-03-06',
      });

      expect(done.body).toMatchObject({ state: 'skipped', reason: 'DONE_BY_HAND' });
      const { body } = await world.anna.get<{ items: { kind: string; outcome: string }[] }>(
        `/v1/leads/${leadId}/activities`,
      );
      expect(body.items[0]).toMatchObject({ kind: 'FOLLOW_UP', outcome: 'CALLBACK_REQUESTED' });
    });

    it('do nothing to what is not theirs or not open, and are audited', async () => {
      const { t3 } = await planned();

      expect((await act(t3, 'skip', why, fremd)).body.type).toBe('/problems/follow-up-not-found');
      expect((await act(t3, 'skip', why, auditor)).status).toBe(403);
      expect((await act(t3, 'skip', { reason: '' })).status).toBe(400);
      expect((await act(t3, 'skip')).status).toBe(200);
      expect((await act(t3, 'skip')).body.type).toBe('/problems/follow-up-not-open');
      expect((await act(t3, 'resumption')).status).toBe(409);
      const audited = await world.crm.sql<{ act: string; why: string }>(
        `SELECT act, why FROM audit_log WHERE act LIKE 'follow-ups.%'`,
      );
      expect(audited).toEqual([{ act: 'follow-ups.skip', why: why.reason }]);
    });
  });

  describe('the queue', () => {
    const list = async (query: string, who: Visitor = world.anna) =>
      (await who.get<Page>(`/v1/follow-ups?${query}`)).body;

    it('shows what is the caller’s, page by page, and counts what it shows', async () => {
      for (let nr = 1; nr <= 5; nr++) await planned({ nr });
      const first = await list('limit=4');
      const second = await list(`limit=4&cursor=${first.nextCursor ?? ''}`);
      const back = await list(`limit=4&cursor=${second.previousCursor ?? ''}`);

      expect(first.items.map(({ step: s }) => s)).toEqual(['T3', 'T3', 'T3', 'T3']);
      expect(second.items[0]!.step).toBe('T3');
      expect(back.items).toEqual(first.items);
      expect(first.items[0]!.company).toMatch(/^Hotel Nr/);
      expect((await list('limit=50', fremd)).items).toEqual([]);
      expect((await list('limit=50', world.maria)).items).toHaveLength(10);
      const { body } = await world.anna.get<Record<string, number>>('/v1/follow-ups/summary');
      expect(body).toMatchObject({
        pendingT3: 5,
        pendingT7: 5,
        dueToday: 0,
        overdue: 0,
        sentToday: 0,
      });
    });

    it('has tiles that are the counts of lists', async () => {
      for (let nr = 1; nr <= 3; nr++) await planned({ nr });
      await world.advanceTo('2026-03-05T12:00:00Z');
      const today = (await world.anna.get<Record<string, number>>('/v1/follow-ups/summary')).body;
      expect(today).toMatchObject({ dueToday: 3, dueTomorrow: 0, pendingT3: 3 });
      expect((await list('due=today')).items).toHaveLength(3);

      await world.advanceTo(T3_DAY);
      const sent = (await world.anna.get<Record<string, number>>('/v1/follow-ups/summary')).body;
      expect(sent).toMatchObject({ dueToday: 0, sentToday: 3, pendingT3: 0, pendingT7: 3 });
      expect((await list('sent=today')).items.map(({ state }) => state)).toEqual([
        'handed_over',
        'handed_over',
        'handed_over',
      ]);

      world.crm.clock.turnTo(new Date('2026-03-11T13:00:00Z'));
      const late = (await world.anna.get<Record<string, number>>('/v1/follow-ups/summary')).body;
      expect(late['overdue']).toBe(3);
      expect((await list('state=overdue&step=T7')).items).toHaveLength(3);
    });

    it('refuses a cursor of another list', async () => {
      const id = '01a214df-49d0-7022-ba92-4dc2a94433f3';
      const impossible = ['dueAt', 'next', '2026-13-45 00:00:00+00', id];
      for (const cursor of [
        'bm9uc2Vuc2U',
        Buffer.from(JSON.stringify(impossible)).toString('base64url'),
      ]) {
        const { body } = await world.anna.get<Problem>(
          `/v1/follow-ups?sort=dueAt&cursor=${cursor}`,
        );

        expect(body.errors?.[0]?.pointer).toBe('#/cursor');
      }
    });

    it('forecasts what will leave by the rules that decide, and says what will not', async () => {
      await planned();
      const late = await planned();
      await planned({ consent: null });
      // A day later than planned: the next step keeps its four days from then.
      await world.crm.sql(
        `UPDATE follow_ups SET due_at = due_at + interval '1 day' WHERE id = '${late.t3}'`,
      );
      const { body } = await world.anna.get<{ hours: unknown[]; held: unknown[] }>(
        '/v1/follow-ups/forecast',
      );

      expect(body.hours).toEqual([
        { day: '2026-03-05', hour: 14, step: 'T3', count: 1 },
        { day: '2026-03-06', hour: 14, step: 'T3', count: 1 },
        { day: '2026-03-09', hour: 14, step: 'T7', count: 1 },
        { day: '2026-03-10', hour: 14, step: 'T7', count: 1 },
      ]);
      expect(body.held).toEqual([
        expect.objectContaining({ step: 'T3', reason: 'NO_CONSENT', count: 1 }),
        expect.objectContaining({ step: 'T7', reason: 'NO_CONSENT', count: 1 }),
      ]);
    });

    it('hides the trace of a lead from those who may not see the lead', async () => {
      const { leadId } = await planned();

      expect((await fremd.get(`/v1/leads/${leadId}/follow-up-trace`)).status).toBe(404);
      expect((await auditor.get(`/v1/leads/${leadId}/follow-up-trace`)).status).toBe(200);
    });
  });

  describe('the test clock', () => {
    it('turns forward for an admin, and for nobody else', async () => {
      const to = '2026-03-03T13:00:00Z';

      expect((await world.anna.post('/v1/test-clock/advance', { to })).status).toBe(403);
      expect(
        (
          await world.crm.admin.post<Problem>('/v1/test-clock/advance', {
            to: '2020-01-01T00:00:00Z',
          })
        ).body.errors![0]!.pointer,
      ).toBe('#/to');
      expect(
        (
          await world.crm.admin.post<Problem>('/v1/test-clock/advance', {
            to: '2029-01-01T00:00:00Z',
          })
        ).body.errors![0]!.pointer,
      ).toBe('#/to');
      expect((await world.advanceTo(to)).now).toBe('2026-03-03T13:00:00.000Z');
      expect((await world.anna.get('/v1/test-clock')).body).toEqual({
        now: '2026-03-03T13:00:00.000Z',
        turns: true,
        stops: null,
      });
    });
  });
});
