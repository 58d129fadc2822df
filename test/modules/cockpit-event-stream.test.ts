import { once } from 'node:events';
import { connect } from 'node:net';
import { seededRandom } from '../../src/core/ids';
import { EventsQueries } from '../../src/events';
import { steadySeconds } from '../../src/cockpit/stream/connection.gateway';
import { Endings } from '../../src/cockpit/stream/endings.gateway';
import { frameOf } from '../../src/cockpit/stream/frames.rules';
import { Rooms } from '../../src/cockpit/stream/rooms.gateway';
import { EventStreamClient } from '../support/event-stream';
import { StreamWorld } from '../support/stream-world';

const HEAD = {
  v: 1 as const,
  id: 'e1',
  seq: '1',
  type: 'crm.lead.registered.v1',
  channel: 'leads' as const,
  time: '2026-03-02T08:00:00.000Z',
};
const PATH = '/api/dashboard/followup-stream';

describe('the stream over plain HTTP', () => {
  let world: StreamWorld;
  const clients: EventStreamClient[] = [];

  beforeAll(async () => {
    world = await StreamWorld.start({ env: { STREAM_MAX_PER_USER: '2' } });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await world.closeClients();
  });
  afterAll(() => world.stop());

  const open = async (token: string, query = '', headers: Record<string, string> = {}) => {
    const client = await EventStreamClient.open(`${world.crm.url}${PATH}${query}`, {
      authorization: `Bearer ${token}`,
      ...headers,
    });
    clients.push(client);
    return client;
  };
  const now = () => world.transaction((tx) => world.crm.app.get(EventsQueries).safeSequence(tx));

  it('greets, shows the numbers and then the same messages as the socket', async () => {
    const anna = await world.reader('SALES', 'a');
    const lead = await world.lead({ owner: anna.id, team: world.teams.a });
    const socket = await world.open(anna, 'leads');
    const client = await open(anna.token, '?channels=leads');
    await client.first(({ event }) => event === 'snapshot');

    const id = await world.happens(lead);

    const { event, data } = await client.first((one) => one.data.id === id);
    expect(event).toBe('crm.lead.status.changed.v1');
    expect(data).toEqual(await socket.first((frame) => frame.id === id));
    expect(client.events.slice(0, 3).map((one) => one.event)).toEqual([
      'hello',
      'subscribed',
      'snapshot',
    ]);
    const { headers } = client.response;
    expect(headers.get('content-type')).toBe('text/event-stream');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('reaches only those who may see the lead', async () => {
    const [anna, bert] = [await world.reader('SALES', 'a'), await world.reader('SALES', 'b')];
    const hers = await world.lead({ owner: anna.id, team: world.teams.a });
    const his = await world.lead({ owner: bert.id, team: world.teams.b });
    const [client, other] = [await open(anna.token), await open(bert.token)];
    await Promise.all([client, other].map((one) => one.first((e) => e.event === 'snapshot')));

    const [first, second] = [await world.happens(hers), await world.happens(his)];

    await client.first(({ data }) => data.id === first);
    await other.first(({ data }) => data.id === second);
    expect([client.factIds(), other.factIds()]).toEqual([[first], [second]]);
  });

  it('names no place that the reader has not reached yet', async () => {
    const anna = await world.reader('SALES', 'a');
    const lead = await world.lead({ owner: anna.id, team: world.teams.a });
    const lastSeq = await now();
    await world.happen(lead, 3);

    const client = await open(anna.token, '?channels=leads', { 'last-event-id': lastSeq });
    const end = await client.first(({ event }) => event === 'replay.end');
    const [, , last] = await world.happen(lead, 3);
    await client.first(({ data }) => data.id === last);

    const at = client.events.indexOf(end);
    expect(at).toBeGreaterThanOrEqual(6);
    expect(new Set(client.events.slice(0, at).map(({ id }) => id))).toEqual(new Set([lastSeq]));
    const [first, second, third] = client.events.slice(-3);
    expect([first?.id, second?.id]).toEqual([end.id, end.id]);
    expect((third?.id ?? '') > end.id).toBe(true);
  });

  it('misses nothing over random cuts, by the last id alone', async () => {
    const random = seededRandom(11);
    const chance = (of: number) => random(4).readUInt32BE() % of;
    const anna = await world.reader('SALES', 'a');
    const lead = await world.lead({ owner: anna.id, team: world.teams.a });
    const seen = new Set<string>();
    let lastEventId = await now();
    let client: EventStreamClient | null = null;
    const cut = async () => {
      if (!client) return;
      client.close();
      await client.ended;
      for (const id of client.factIds()) seen.add(id);
      if (client.lastEventId) lastEventId = client.lastEventId;
      client = null;
    };
    const connect = () => open(anna.token, '?channels=leads', { 'last-event-id': lastEventId });

    for (let step = 0; step < 30; step++) {
      if (!client && chance(3) === 0) client = await connect();
      await world.happen(lead, 1 + chance(3));
      if (client && chance(3) === 0) await client.first(({ event }) => event === 'replay.end');
      if (chance(4) === 0) await cut();
    }
    await cut();
    client = await connect();
    await client.first(({ event }) => event === 'replay.end');
    await cut();

    const rows = await world.crm.sql<{ id: string }>(
      'SELECT id FROM event_log WHERE subject_id = $1 ORDER BY id',
      [lead],
    );
    expect(rows.length).toBeGreaterThan(40);
    expect([...seen].sort()).toEqual(rows.map(({ id }) => id));
  });

  it('says that everything must be fetched again when it was too much', async () => {
    const admin = await world.reader('ADMIN');
    const lastSeq = await now();
    await world.happen(await world.lead(), 1001);

    const client = await open(admin.token, '', { 'last-event-id': lastSeq });

    const gap = await client.first(({ event }) => event === 'replay.gap');
    expect(gap.id).toBe(gap.data.data['safe_seq']);
    expect(client.factIds()).toEqual([]);
  });

  it('is refused at the same door, and its seat is free again when it is left', async () => {
    const { token } = await world.reader('SALES', 'a');
    const refusal = async (query: string, headers: Record<string, string>) => {
      const client = await EventStreamClient.open(`${world.crm.url}${PATH}${query}`, headers);
      clients.push(client);
      return client.response.status;
    };
    const signedIn = { authorization: `Bearer ${token}` };

    expect(await refusal('', {})).toBe(401);
    expect(await refusal('', { ...signedIn, origin: 'https://evil.example' })).toBe(403);
    expect(await refusal('?channels=weather', signedIn)).toBe(400);
    expect(await refusal('', { ...signedIn, 'last-event-id': '7' })).toBe(400);
    const asked = await fetch(`${world.crm.url}${PATH}`, { method: 'HEAD', headers: signedIn });
    expect([asked.status, asked.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    const seats = [await open(token), await open(token)];
    expect(await refusal('', signedIn)).toBe(503);

    const left = new Promise((resolve) => {
      const [room] = [...world.crm.app.get(Rooms).connections()];
      room?.client.once('close', resolve);
    });
    seats[0]?.close();
    await left;
    expect(await refusal('', signedIn)).toBe(200);
  });

  it('opens to a ticket', async () => {
    const { token } = await world.reader('SALES', 'a');
    const headers = { cookie: `relance_session=${token}` };
    const made = await world.crm
      .stranger()
      .post<{ ticket: string }>('/v1/stream-tickets', undefined, { headers });

    const client = await EventStreamClient.open(
      `${world.crm.url}${PATH}?ticket=${made.body.ticket}`,
    );
    clients.push(client);

    expect(await client.first(({ event }) => event === 'hello')).toBeDefined();
  });

  it('says why it ends when the session does', async () => {
    const anna = await world.reader('SALES', 'a');
    const client = await open(anna.token);
    await client.first(({ event }) => event === 'hello');

    await world.crm
      .stranger()
      .delete('/v1/session', { headers: { cookie: `relance_session=${anna.token}` } });

    await client.ended;
    expect(client.events.at(-1)).toMatchObject({
      event: 'close',
      data: { code: 4401, reason: 'session_ended' },
    });
  });

  it('shows a sign of life each half minute and moves the place along', async () => {
    const { token } = await world.reader('SALES', 'a');
    const before = steadySeconds();
    const client = await open(token);
    const { id } = await client.first(({ event }) => event === 'snapshot');
    const admin = await world.open(await world.reader('ADMIN'), 'leads');
    const marker = await world.happens(
      await world.lead({ owner: (await world.reader('ADMIN')).id }),
    );
    await admin.first((frame) => frame.id === marker);
    const endings = world.crm.app.get(Endings);

    // However long it took to come so far: due for a sign of life, and then not yet dead.
    endings.sweep(before + 45);
    endings.sweep(before + 59);

    const free = await world.happens(await world.lead());
    await client.first(({ data }) => data.id === free);
    expect(client.heartbeats).toBe(1);
    expect(client.lastEventId > id).toBe(true);
  });

  it('lets go of a reader who does not read', async () => {
    const admin = await world.reader('ADMIN');
    const { hostname, port } = new URL(world.crm.url);
    const deaf = connect({ host: hostname, port: Number(port) });
    deaf.write(
      `GET ${PATH} HTTP/1.1\r\nHost: relance\r\nAuthorization: Bearer ${admin.token}\r\n\r\n`,
    );
    await once(deaf, 'data');
    deaf.pause();
    const rooms = world.crm.app.get(Rooms);
    const [connection] = [...rooms.connections()];
    if (!connection) throw new Error('Nobody is connected.');
    const bytes = frameOf({ ...HEAD, data: 'x'.repeat(60_000) });

    for (let n = 0; n < 1000 && connection.isOpen; n++) connection.write(bytes, 1);

    expect(connection.isOpen).toBe(false);
    const closed = once(deaf, 'close');
    const tail: Buffer[] = [];
    deaf.on('data', (chunk: Buffer) => tail.push(chunk)).resume();
    await closed;
    expect(Buffer.concat(tail).toString().slice(-400)).toContain('"reason":"slow_consumer"');
  });
});
