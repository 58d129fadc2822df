import { EventEmitter2 } from '@nestjs/event-emitter';
import { register } from 'prom-client';
import { EventsQueries, LIVE_BATCH } from '../../src/events';
import { Answers } from '../../src/cockpit/stream/answers.gateway';
import { FanOut } from '../../src/cockpit/stream/fan-out.gateway';
import { Rooms } from '../../src/cockpit/stream/rooms.gateway';
import { StreamWorld } from '../support/stream-world';

describe('a message to the stream', () => {
  let world: StreamWorld;

  beforeAll(async () => {
    world = await StreamWorld.start();
  });
  afterEach(() => world.closeClients());
  afterAll(() => world.stop());

  it.each([
    ['no JSON', 'hello?', undefined, 'invalid-message'],
    ['of no known type', '{"type":"shout","id":"7"}', '7', 'invalid-message'],
    ['with an unknown key', '{"type":"ping","id":"8","more":1}', '8', 'invalid-message'],
    [
      'with a broken sequence',
      '{"type":"resume","id":"9","data":{"last_seq":"1"}}',
      '9',
      'invalid-message',
    ],
    [
      'for no channel',
      '{"type":"subscribe","id":"10","data":{"channels":[]}}',
      '10',
      'invalid-message',
    ],
    [
      'for 21 channels',
      JSON.stringify({ type: 'subscribe', id: '11', data: { channels: Array(21).fill('leads') } }),
      '11',
      'invalid-message',
    ],
    [
      'for a channel that does not exist',
      '{"type":"subscribe","id":"12","data":{"channels":["leads","x"]}}',
      '12',
      'unknown-channel',
    ],
  ])('%s gets an error and changes nothing', async (_, text, id, code) => {
    const client = await world.open(await world.reader('SALES', 'a'));

    client.socket.send(text);

    const error = await client.first((frame) => frame.type === 'error');
    expect(error.data).toMatchObject({ code, detail: expect.any(String) });
    if (id) expect(error.id).toBe(id);
    expect((await client.subscribe('emails')).data['channels']).toEqual(['emails']);
  });

  it('as bytes instead of text gets an error', async () => {
    const client = await world.open(await world.reader('SALES', 'a'));

    client.socket.send(Buffer.from('{"type":"ping"}'));

    expect(await client.first((frame) => frame.type === 'error')).toBeDefined();
  });

  it('larger than 16 KiB ends the stream', async () => {
    const client = await world.open(await world.reader('SALES', 'a'));

    client.socket.send(JSON.stringify({ type: 'ping', id: 'x'.repeat(16 * 1024) }));

    expect(await client.closed).toMatchObject({ code: 1009 });
  });

  it('is answered twenty times in ten seconds, and the next one ends the stream', async () => {
    const client = await world.open(await world.reader('SALES', 'a'));

    for (let i = 0; i < 20; i++) await client.ask('ping');
    client.socket.send('{"type":"ping"}');

    expect(await client.closed).toEqual({ code: 1008, reason: 'too_many_messages' });
    expect(client.types().filter((type) => type === 'pong')).toHaveLength(20);
  });

  it('subscribes to numbers: what stands now, and what stands after each change', async () => {
    const admin = world.crm.admin;
    const client = await world.open(await world.reader('ADMIN'), 'leads', 'metrics');
    const register = (name: string) =>
      admin.post('/v1/leads', {
        company: { name },
        contacts: [{ lastName: 'Kundt', email: `${name.toLowerCase()}@kunde.example` }],
        source: 'WEB_FORM',
      });
    const registered = (frame: { data: Record<string, unknown> }) =>
      (frame.data as { numbers: { leads?: { REGISTERED: number } } }).numbers.leads?.REGISTERED ??
      0;
    const snapshot = await client.first((f) => f.type === 'snapshot' && f.channel === 'leads');
    const before = registered(snapshot);

    for (const name of ['Adler', 'Bauer', 'Chalet'])
      expect((await register(name)).status).toBe(201);

    const update = await client.first(
      (f) => f.type === 'metrics.update' && registered(f) === before + 3,
    );
    expect(update).toMatchObject({
      channel: 'metrics',
      data: { safe_seq: update.seq, as_of_sequence: expect.stringMatching(/^\d{6}-/) },
    });
    const asked = await client.ask('request_metrics');
    expect([asked.type, registered(asked)]).toEqual(['metrics.update', before + 3]);
  });

  it('is answered with a place that moves on with the log', async () => {
    const client = await world.open(await world.reader('ADMIN'), 'all');
    const id = await world.happens(await world.lead());
    const { seq } = await client.first((frame) => frame.id === id);
    const queries = world.crm.app.get(EventsQueries);
    const [settled] = [await world.transaction((tx) => queries.safeSequence(tx))];

    expect(settled > seq).toBe(true);
    await world.happens(await world.lead());
    expect((await client.settled()) > seq).toBe(true);
  });

  it('is answered with a place only after everything up to it was written', async () => {
    const client = await world.open(await world.reader('ADMIN'), 'all');
    const live = world.crm.app.get(EventEmitter2);
    const [event] = await world.transaction((tx) =>
      world.crm.app.get(EventsQueries).page(tx, { after: null, types: null, limit: 1 }),
    );
    const [connection] = world.crm.app.get(Rooms).connections();
    const emit = (id: string) =>
      live.emitAsync(LIVE_BATCH, { events: [{ ...event, id }], safeSequence: event?.sequence });

    await emit('at once');
    await emit('waits');
    if (connection) world.crm.app.get(Answers).pong(connection, { type: 'ping', id: 'place' });

    await client.first(({ id }) => id === 'place');
    const ids = client.frames.map(({ id }) => id).filter((id) => !/^[0-9a-f]{8}-/.test(id));
    expect(ids).toEqual(['ask-1', 'at once', 'waits', 'place']);
  });

  it('that is never read, because the client stopped reading, ends in 4408', async () => {
    const client = await world.open(await world.reader('ADMIN'), 'all');
    const fanOut = world.crm.app.get(FanOut);
    const connections = [...world.crm.app.get(Rooms).connections()];
    const isOpen = () => connections.every((connection) => connection.isOpen);
    const [, subscribed] = client.frames;

    client.socket.pause();
    for (let i = 0; i < 200 && isOpen(); i++)
      fanOut.send(connections, { ...subscribed!, channel: null, data: 'x'.repeat(500_000) });
    client.socket.resume();

    expect(await client.closed).toEqual({ code: 4408, reason: 'slow_consumer' });
    const slow = await register.getSingleMetric('crm_stream_slow_consumers_total')?.get();
    expect(slow?.values[0]?.value).toBe(1);
  });
});

describe('the end of the process', () => {
  it('is announced with goodbye and 1001', async () => {
    const world = await StreamWorld.start();
    const client = await world.open(await world.reader('SALES', 'a'), 'leads');

    await world.crm.stop();

    expect(await client.closed).toEqual({ code: 1001, reason: 'goodbye' });
    expect(client.frames.at(-1)).toMatchObject({ type: 'goodbye', data: { reason: 'stopping' } });
  });
});
