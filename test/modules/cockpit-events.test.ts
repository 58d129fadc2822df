import { Injectable, Module } from '@nestjs/common';
import { z } from 'zod';
import { Consume } from '../../src/events';
import { catalogue, LeadStatusChanged } from '../../src/events/catalogue';
import type { Tx } from '../../src/core/database';
import { LoopReports } from '../../src/core/loop-reports';
import { Loops } from '../../src/core/loops';
import type { RecordedEvent } from '../../src/events/recorded-event';
import { StreamWorld } from '../support/stream-world';

const poison = new Set<string>();
const taken: string[] = [];

@Injectable()
class Picky {
  @Consume('test.picky', [LeadStatusChanged], { from: 'now' })
  take(_tx: Tx, events: readonly RecordedEvent<typeof LeadStatusChanged>[]): Promise<void> {
    const bad = events.find(({ data }) => poison.has(data.leadId));
    if (bad) throw new Error('cannot stomach it');
    taken.push(...events.map(({ id }) => id));
    return Promise.resolve();
  }
}

@Module({ providers: [Picky] })
class PickyModule {}

interface Page {
  items: { id: string; type: string; sequence: string }[];
  nextCursor: string;
  hasMore: boolean;
  asOfSequence: string;
}
interface Letters {
  items: { id: string; eventId: string; state: string; consumer: string; subject: string }[];
}

describe('the log over HTTP', () => {
  let world: StreamWorld;

  beforeAll(async () => {
    world = await StreamWorld.start({ imports: [PickyModule] });
  });
  afterAll(() => world.stop());

  const admin = () => world.crm.admin;
  const page = async (query: string) => (await admin().get<Page>(`/v1/events?${query}`)).body;
  const letters = async () => (await admin().get<Letters>('/v1/dead-letters')).body.items;
  const as = async (role: string) => ({
    headers: { cookie: `relance_session=${(await world.reader(role, 'a')).token}` },
  });

  it('is read page by page without a gap, and goes on where it ended', async () => {
    const start = (await page('limit=1000')).nextCursor;
    const ids = await world.happen(await world.lead(), 5);

    const first = await page(`after=${start}&type=${LeadStatusChanged.type}&limit=3`);
    const second = await page(`after=${first.nextCursor}&limit=3`);
    const later = await world.happens(await world.lead());
    const third = await page(`after=${second.nextCursor}`);

    expect([first, second].map(({ hasMore, items }) => [hasMore, items.length])).toEqual([
      [true, 3],
      [false, 2],
    ]);
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids);
    expect(third.items.map(({ id }) => id)).toEqual([later]);
    expect(first.items[0]).toMatchObject({
      specversion: '1.0',
      source: '/relance/leads',
      datacontenttype: 'application/json',
      dataschema: expect.stringMatching(/\/events\/schemas\/crm\.lead\.status\.changed\.v1$/),
      sequence: expect.stringMatching(/^\d{6}-\d{20}-\d{19}$/),
    });
  });

  const tooFar = '000001-99999999999999999999-0000000000000000001';
  it.each(['after=1', `after=${tooFar}`, 'type=lead', 'limit=0', 'limit=1001', 'more=1'])(
    'refuses the query %s with the field',
    async (query) => {
      const { status, body } = await admin().get(`/v1/events?${query}`);

      expect([status, body['type']]).toEqual([400, '/problems/invalid-request']);
    },
  );

  it('lists every kind of fact with a schema that the data fit', async () => {
    const { body } = await admin().get<{
      items: { type: string; schema: Parameters<typeof z.fromJSONSchema>[0] }[];
    }>('/v1/event-types');

    expect(body.items.map(({ type }) => type)).toEqual(catalogue.map(({ type }) => type));
    const found = body.items.find(({ type }) => type === LeadStatusChanged.type);
    expect(found).toMatchObject({
      module: 'leads',
      audience: 'subject',
      channel: 'leads',
      consumers: expect.arrayContaining(['test.picky']) as string[],
      schema: { properties: { leadId: { format: 'uuid' } } },
    });
    expect(z.fromJSONSchema(found?.schema ?? {}).safeParse({}).success).toBe(false);
  });

  it('says who reads it and how far', async () => {
    const { body } = await admin().get<{ items: object[] }>('/v1/event-consumers');

    expect(body.items).toContainEqual({
      name: 'test.picky',
      types: [LeadStatusChanged.type],
      rebuildable: false,
      lagSeconds: expect.any(Number),
      lagEvents: expect.any(Number),
      sequence: expect.stringMatching(/^\d{6}-/),
      advancedSecondsAgo: expect.any(Number),
      parked: 0,
      dead: 0,
    });
  });

  it('counts what a reader has not taken, of its own kinds alone', async () => {
    const standing = async (name: string) => {
      const { body } = await admin().get<{ items: { name: string; lagEvents: number }[] }>(
        '/v1/event-consumers',
      );
      return body.items.find((one) => one.name === name)?.lagEvents;
    };
    await world.crm.sql(
      `INSERT INTO event_cursors (consumer, epoch, tx, position, reached_at)
       SELECT 'test.gone', 0, tx, position, reached_at FROM event_cursors WHERE consumer = 'test.picky'`,
    );
    const [log] = await world.crm.sql<{ all: number; own: number }>(
      `SELECT count(*)::int AS all, count(*) FILTER (WHERE type = $1)::int AS own FROM event_log`,
      [LeadStatusChanged.type],
    );

    // Held, so that nobody reads on meanwhile.
    const found = await world.crm.app.get(Loops).alone(async () => {
      await world.crm.sql(`UPDATE event_cursors SET epoch = 0 WHERE consumer = 'test.picky'`);
      return [await standing('test.gone'), await standing('test.picky')];
    });

    expect(found).toEqual([log?.all, log?.own]);
    expect(log?.own).toBeGreaterThan(0);
    await world.crm.sql(`DELETE FROM event_cursors WHERE consumer = 'test.gone'`);
    await world.crm.drain();
  });

  it('shows dead letters, replays a subject in order, and lets one go for a reason', async () => {
    const [sick, other] = [await world.lead(), await world.lead()];
    poison.add(sick).add(other);
    const ids = [await world.happens(sick), await world.happens(sick)];
    const given = await world.happens(other);
    await world.crm.drain();
    const [first, second] = (await letters()).filter(({ subject }) => subject === sick);
    const lost = (await letters()).find(({ subject }) => subject === other);

    const shown = await admin().get(`/v1/dead-letters/${first?.id ?? ''}`);
    const inVain = await admin().post(`/v1/dead-letters/${second?.id ?? ''}/replay`);
    poison.clear();
    const replayed = await admin().post(`/v1/dead-letters/${second?.id ?? ''}/replay`);
    const gone = `/v1/dead-letters/${lost?.id ?? ''}/dismissal`;
    const unexplained = await admin().post(gone, { reason: 'no' });
    const dismissed = await admin().post(gone, { reason: 'Made by a test, of no use' });

    expect([first?.eventId, second?.eventId, lost?.eventId]).toEqual([...ids, given]);
    expect([first?.state, second?.state]).toEqual(['retrying', 'waiting']);
    expect(shown.body).toMatchObject({
      about: null,
      event: { id: ids[0], data: { leadId: sick } },
      waiting: 1,
    });
    expect(inVain.body).toMatchObject({
      done: 0,
      free: false,
      stoppedAt: { id: first?.id, attempts: 1, error: 'Error: cannot stomach it' },
    });
    expect([replayed.status, replayed.body]).toEqual([
      200,
      { done: 2, free: true, stoppedAt: null },
    ]);
    expect(taken.slice(-2)).toEqual(ids);
    expect([unexplained.status, dismissed.status]).toEqual([400, 204]);
    expect(await letters()).toEqual([]);
    const again = await admin().post(`/v1/dead-letters/${first?.id ?? ''}/replay`);
    expect([again.status, again.body['type']]).toEqual([404, '/problems/dead-letter-not-found']);
    const audit = await world.crm.sql<{ act: string; actor_kind: string; why: string | null }>(
      `SELECT act, actor_kind, why FROM audit_log WHERE act LIKE 'dead-letters.%' ORDER BY position`,
    );
    expect(audit.map(({ act, actor_kind, why }) => [act, actor_kind, why])).toEqual([
      ['dead-letters.replay', 'user', null],
      ['dead-letters.replay', 'user', null],
      ['dead-letters.dismiss', 'user', 'Made by a test, of no use'],
    ]);
  });

  it('lets one go however many are parked before it', async () => {
    const hidden = '0198c0de-0000-7000-8000-0000000000ff';
    await world.crm.sql(
      `INSERT INTO event_parked (id, consumer, subject, epoch, tx, position, recorded_at, event_id, type, state)
       SELECT CASE WHEN n = 501 THEN $1::uuid ELSE gen_random_uuid() END, 'test.gone', lpad(n::text, 3, '0'), 1, '1', n,
              now(), gen_random_uuid(), 'crm.x.v1', 'dead' FROM generate_series(1, 501) n`,
      [hidden],
    );

    const shown = await letters();
    const { status } = await admin().post(`/v1/dead-letters/${hidden}/dismissal`, {
      reason: 'Made by a test, of no use',
    });

    expect([shown.length, shown.some(({ id }) => id === hidden), status]).toEqual([
      500,
      false,
      204,
    ]);
    await world.crm.sql(`DELETE FROM event_parked WHERE consumer = 'test.gone'`);
  });

  it('does not replay for a consumer that no longer exists', async () => {
    const lead = await world.lead();
    poison.add(lead);
    await world.happens(lead);
    await world.crm.drain();
    await world.crm.sql(`UPDATE event_parked SET consumer = 'test.gone'`);
    const [letter] = await letters();

    const { status, body } = await admin().post(`/v1/dead-letters/${letter?.id ?? ''}/replay`);

    expect([status, body['type']]).toEqual([409, '/problems/consumer-not-found']);
  });

  it('is looked through from its end, by kind, subject, request and id', async () => {
    const [one, other] = [await world.lead(), await world.lead()];
    const ids = await world.happen(one, 3);
    const latest = await world.happens(other);
    const find = async (query: string) =>
      (
        await admin().get<{
          items: { event: { id: string; sequence: string; correlationid?: string } }[];
          nextCursor: string | null;
          since: string | null;
        }>(`/v1/recent-events?${query}`)
      ).body;
    const idsOf = (found: Awaited<ReturnType<typeof find>>) =>
      found.items.map(({ event }) => event.id);

    const first = await find(`subject=${one}&limit=2`);
    const second = await find(`subject=${one}&limit=2&cursor=${first.nextCursor ?? ''}`);
    const newest = await find(`type=${LeadStatusChanged.type}&limit=1`);
    const byId = await find(`id=${ids[0] ?? ''}&cursor=${first.items[0]?.event.sequence ?? ''}`);
    const tooEarly = await find(
      `id=${ids[2] ?? ''}&cursor=${first.items[0]?.event.sequence ?? ''}`,
    );
    const elsewhere = await find(`correlation=${one}`);

    expect([...idsOf(first), ...idsOf(second)]).toEqual([...ids].reverse());
    expect(second.nextCursor).toBeNull();
    expect(idsOf(newest)).toEqual([latest]);
    expect(idsOf(byId)).toEqual([ids[0]]);
    expect([tooEarly.items, elsewhere.items]).toEqual([[], []]);
    expect(elsewhere.since).toBeNull();
  });

  it('tells how messages leave, and asks the doors', async () => {
    await world.crm.sql(
      `INSERT INTO whatsapp_numbers (phone_number_id, blocked_by, changed_at)
       VALUES ('100000000000001', 'account', now()) ON CONFLICT (phone_number_id) DO UPDATE SET blocked_by = 'account'`,
    );

    const { body } = await admin().get<{ items: { channel: string; stoppedBy: string | null }[] }>(
      '/v1/providers',
    );
    const probe = await admin().get('/v1/providers/email/probe');
    const nothing = await admin().get('/v1/providers/fax/probe');

    expect(body.items.map(({ channel, stoppedBy }) => [channel, stoppedBy])).toEqual([
      ['email', null],
      ['whatsapp', 'account'],
    ]);
    expect(body.items[0]).toMatchObject({
      queued: 0,
      unknown: 0,
      lateSeconds: 0,
      routes: [
        {
          name: 'smtp',
          accepted: 0,
          errorShare: null,
          lastAcceptedAt: null,
          circuit: { state: 'closed', perSecond: null },
        },
      ],
    });
    expect(probe.body).toMatchObject({ channel: 'email', reasons: [] });
    expect(nothing.status).toBe(400);
    await world.crm.sql(`DELETE FROM whatsapp_numbers`);
  });

  it('tells what runs in every process that is alive', async () => {
    await world.crm.app.get(LoopReports).report();
    await world.crm.sql(
      `INSERT INTO loop_reports (process, roles, started_at, reported_at, loops)
       SELECT name, 'worker', now(), now() - silent, $1::jsonb
         FROM (VALUES ('z-alive', interval '10 seconds'), ('z-gone', interval '31 seconds')) v(name, silent)`,
      [
        JSON.stringify([
          { name: 'test.far', everySeconds: 5, endedSecondsAgo: 2, tookSeconds: 1, failures: 3 },
        ]),
      ],
    );

    const { body } = await admin().get<{
      processes: { name: string; roles: string[] }[];
      items: { name: string; endedSecondsAgo: number }[];
    }>('/v1/jobs');

    expect(body.processes.map(({ roles }) => roles)).toEqual([
      ['api', 'stream', 'worker'],
      ['worker'],
    ]);
    expect(body.items.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['consume:test.picky', 'events.parked', 'follow-ups.due', 'test.far']),
    );
    const far = body.items.find(({ name }) => name === 'test.far');
    expect(far).toMatchObject({ process: 'z-alive', failures: 3 });
    expect(far?.endedSecondsAgo).toBeGreaterThanOrEqual(12);
  });

  it.each([
    ['SALES', 403, 403, 403],
    ['MANAGER', 403, 403, 403],
    ['AUDITOR', 200, 200, 403],
    ['ADMIN', 200, 200, 404],
  ])('is for those who run the system: %s', async (role, events, read, manage) => {
    const reader = await as(role);
    const visitor = world.crm.stranger();
    const replay = '/v1/dead-letters/0198c0de-0000-7000-8000-000000000001/replay';

    expect((await visitor.get('/v1/events', reader)).status).toBe(events);
    expect((await visitor.get('/v1/event-types', reader)).status).toBe(events);
    expect((await visitor.get('/v1/event-consumers', reader)).status).toBe(events);
    expect((await visitor.get('/v1/dead-letters', reader)).status).toBe(read);
    expect((await visitor.get('/v1/jobs', reader)).status).toBe(read);
    expect((await visitor.get('/v1/providers', reader)).status).toBe(read);
    expect((await visitor.post(replay, undefined, reader)).status).toBe(manage);
  });
});
