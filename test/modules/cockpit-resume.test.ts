import { EventEmitter2 } from '@nestjs/event-emitter';
import { seededRandom } from '../../src/core/ids';
import { EventLog, EventsQueries, LIVE_BATCH } from '../../src/events';
import { LeadStatusChanged } from '../../src/events/catalogue';
import type { StreamClient } from '../support/stream';
import { StreamScreen } from '../support/stream-screen';
import { StreamWorld } from '../support/stream-world';

describe('a client that comes back', () => {
  let world: StreamWorld;
  let lateOnes = 0;

  beforeAll(async () => {
    world = await StreamWorld.start();
  });
  afterEach(() => world.closeClients());
  afterAll(() => world.stop());

  const now = () => world.transaction((tx) => world.crm.app.get(EventsQueries).safeSequence(tx));

  it('gets what it missed of its channels and within its rights, in order', async () => {
    const anna = await world.reader('SALES', 'a');
    const mine = await world.lead({ owner: anna.id, team: world.teams.a });
    const theirs = await world.lead({
      team: world.teams.b,
      owner: (await world.reader('SALES')).id,
    });
    const lastSeq = await now();
    const missed = [...(await world.happen(mine, 3)), ...(await world.happen(mine, 2))];
    await world.happen(theirs, 4);
    const client = await world.open(anna, 'leads');
    const deaf = await world.open(anna, 'emails');

    const begin = await client.ask('resume', { last_seq: lastSeq });
    const end = await client.first(({ type }) => type === 'replay.end');
    await deaf.ask('resume', { last_seq: lastSeq });
    await deaf.first(({ type }) => type === 'replay.end');

    expect(begin).toMatchObject({ type: 'replay.begin', data: { count: 5, safe_seq: lastSeq } });
    expect(end.id).toBe(begin.id);
    expect(client.eventIds()).toEqual(missed);
    expect(deaf.eventIds()).toEqual([]);
    expect((end.data['safe_seq'] as string) > (client.frames.at(-2)?.seq ?? '')).toBe(true);
  });

  it('misses nothing and keeps nothing twice over random cuts, late commits included', async () => {
    const random = seededRandom(7);
    const chance = (of: number) => random(4).readUInt32BE() % of;
    const anna = await world.reader('SALES', 'a');
    const lead = await world.lead({ owner: anna.id, team: world.teams.a });
    const screen = new StreamScreen();
    const link: { client: StreamClient | null } = { client: null };
    screen.safe = await now();
    const connect = async () => {
      const opened = await world.open(anna, 'leads');
      await opened.ask('resume', { last_seq: screen.safe });
      link.client = opened;
    };
    const cut = async () => {
      const { client } = link;
      if (!client) return;
      client.close();
      await client.closed;
      screen.apply(client.frames);
      link.client = null;
    };

    let commit: (() => Promise<void>) | null = null;
    for (let step = 0; step < 120; step++) {
      if (!link.client && chance(3) === 0) await connect();
      if (chance(4) === 0) await cut();
      if (chance(3) === 0) await link.client?.settled();
      if (!commit && chance(6) === 0) commit = await happensLate(lead);
      else if (commit && chance(3) === 0) {
        await commit();
        commit = null;
      }
      await world.happen(lead, 1 + chance(3));
    }
    await commit?.();
    await cut();
    await connect();
    const last = await world.happens(lead);
    await link.client?.first(({ id }) => id === last);
    await link.client?.first(({ type }) => type === 'replay.end');
    await cut();

    const rows = await world.crm.sql<{ id: string }>(
      'SELECT id FROM event_log WHERE subject_id = $1 ORDER BY id',
      [lead],
    );
    expect(rows.length).toBeGreaterThan(150);
    expect([...screen.ids].sort()).toEqual(rows.map(({ id }) => id));
  });

  it.each([
    [
      'more than 1,000 events',
      async () => {
        const lastSeq = await now();
        await world.happen(await world.lead(), 1001);
        return lastSeq;
      },
    ],
    [
      'a log restored since',
      () => Promise.resolve('000002-00000000000000000001-0000000000000000001'),
    ],
    [
      'more than a day',
      async () => {
        const lastSeq = await now();
        await world.happens(await world.lead());
        await world.crm.sql(`SET session_replication_role = replica;
        CREATE TABLE event_log_rest PARTITION OF event_log DEFAULT;
        UPDATE event_log SET recorded_at = recorded_at - interval '26 hours'
         WHERE recorded_at > now() - interval '26 hours'`);
        return lastSeq;
      },
    ],
  ])('after %s is told to fetch everything again', async (_, arrange) => {
    const lastSeq = await arrange();
    const client = await world.open(await world.reader('ADMIN'), 'all');

    const answer = await client.ask('resume', { last_seq: lastSeq });

    expect(answer).toMatchObject({ type: 'replay.gap', data: { safe_seq: answer.seq } });
    expect(client.eventIds()).toEqual([]);
  });

  it.each([
    ['could not follow', [], true],
    ['failed on a batch', [{ type: 'crm.lead.changed.v1', subjectId: 'x', data: null }], false],
  ])('is told so too when the process itself %s', async (_, events, gap) => {
    const client = await world.open(await world.reader('ADMIN'), 'all');
    const safeSequence = await client.settled();

    await world.crm.app.get(EventEmitter2).emitAsync(LIVE_BATCH, { events, gap, safeSequence });

    expect(await client.first(({ type }) => type === 'replay.gap')).toBeDefined();
    const next = await world.happens(await world.lead());
    expect(await client.first(({ id }) => id === next)).toBeDefined();
  });

  it('and the one that stayed are not delayed by a transaction that stays open', async () => {
    const anna = await world.reader('SALES', 'a');
    const lead = await world.lead({ owner: anna.id, team: world.teams.a });
    const client = await world.open(anna, 'leads');
    const commit = await happensLate(lead);
    const before = await client.settled();

    const ids = [await world.happens(lead), await world.happens(lead)];

    for (const id of ids) await client.first((frame) => frame.id === id);
    expect(client.eventIds()).toEqual(ids);
    const held = await client.settled();
    expect(held < (client.frames.find(({ id }) => id === ids[0])?.seq ?? '')).toBe(true);
    expect(held >= before).toBe(true);

    await commit();
    const marker = await world.happens(lead);
    await client.first(({ id }) => id === marker);
    expect(client.eventIds()).toHaveLength(4);
    const again = await world.open(anna, 'leads');
    await again.ask('resume', { last_seq: held });
    await again.first(({ type }) => type === 'replay.end');
    expect([...again.eventIds()].sort()).toEqual([...client.eventIds()].sort());
  });

  /** Takes its place in the log and is then still open. @returns what commits it */
  async function happensLate(leadId: string): Promise<() => Promise<void>> {
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    let done = Promise.resolve();
    await new Promise<void>((begun, failed) => {
      done = world.transaction(async (tx) => {
        lateOnes += 1;
        const data = { leadId, version: 1_000_000 + lateOnes, from: 'A', to: 'B', reason: null };
        await world.crm.app.get(EventLog).record(tx, LeadStatusChanged, leadId, data);
        begun();
        await held;
      });
      done.catch(failed);
    });
    return () => {
      release();
      return done;
    };
  }
});
