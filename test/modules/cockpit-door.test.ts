import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { register } from 'prom-client';
import { openMorePorts } from '../../src/core/more-ports';
import { Refused, StreamClient } from '../support/stream';
import { StreamWorld } from '../support/stream-world';

const UPGRADE = [
  'GET /ws/events HTTP/1.1',
  'Host: relance',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Version: 13',
  '\r\n',
].join('\r\n');

/** What an upgrade was refused with. */
async function refusal(opening: Promise<StreamClient>): Promise<unknown> {
  try {
    (await opening).close();
    return 'let in';
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { type, status } = error.body;
    const retryAfter = error.headers['retry-after'];
    expect(error.headers['content-type']).toBe('application/problem+json');
    expect(status).toBe(error.status);
    return [error.status, type, ...(retryAfter ? [retryAfter] : [])];
  }
}

describe('the door of the stream', () => {
  let world: StreamWorld;
  let url: string;

  beforeAll(async () => {
    world = await StreamWorld.start({
      env: {
        STREAM_ALLOWED_ORIGINS: 'https://screens.example',
        PUBLIC_URL: 'https://crm.example',
        STREAM_MAX_PER_USER: '2',
      },
    });
    url = `${world.crm.url}/ws/events`;
  });
  afterEach(() => world.closeClients());
  afterAll(() => world.stop());

  it('opens to a cookie, a bearer token, a protocol and a ticket', async () => {
    const { token } = await world.reader('SALES', 'a');
    const headers = { cookie: `a=b; relance_session=${token}` };
    const ticket = await world.crm
      .stranger()
      .post<{ ticket: string }>('/v1/stream-tickets', undefined, { headers });
    const openings: [string, Parameters<typeof StreamClient.open>[1]][] = [
      [url, { headers }],
      [url, { headers: { authorization: `Bearer ${token}` } }],
      [url, { protocols: ['bearer', token] }],
      [`${url}?ticket=${ticket.body.ticket}`, {}],
    ];

    for (const [at, options] of openings) {
      const client = await StreamClient.open(at, options);
      expect(client.frames[0]?.type).toBe('hello');
      client.close();
      await client.closed;
    }
  });

  it('answers the chosen protocol and never repeats the token', async () => {
    const { token } = await world.reader('SALES', 'a');

    const client = await StreamClient.open(url, { protocols: ['bearer', token] });

    expect(client.socket.protocol).toBe('bearer');
    client.close();
  });

  it('stays shut without a valid sign-in', async () => {
    const { token } = await world.reader('SALES', 'a');
    const headers = { cookie: `relance_session=${token}` };
    const made = await world.crm
      .stranger()
      .post<{ ticket: string }>('/v1/stream-tickets', undefined, { headers });
    const used = `${url}?ticket=${made.body.ticket}`;
    (await StreamClient.open(used)).close();
    const refused = [401, '/problems/stream-sign-in-required'];

    expect(await refusal(StreamClient.open(url))).toEqual(refused);
    expect(await refusal(StreamClient.open(used))).toEqual(refused);
    expect(
      await refusal(StreamClient.open(url, { protocols: ['bearer', 'x'.repeat(43)] })),
    ).toEqual(refused);
    expect(
      await refusal(StreamClient.open(url, { headers: { authorization: 'Basic x' } })),
    ).toEqual(refused);
  });

  it('is at one path only', async () => {
    const { token } = await world.reader('SALES', 'a');
    const headers = { authorization: `Bearer ${token}` };

    for (const path of ['/ws', '/ws/events/', '/', '/v1/leads?x=/ws/events'])
      expect(await refusal(StreamClient.open(`${world.crm.url}${path}`, { headers }))).toEqual([
        404,
        '/problems/route-not-found',
      ]);
  });

  it('lets in pages of this host, of the public address and of listed origins only', async () => {
    const { token } = await world.reader('SALES', 'a');
    const headers = { cookie: `relance_session=${token}` };

    for (const origin of [world.crm.url, 'https://crm.example', 'https://screens.example']) {
      const client = await StreamClient.open(url, { headers, origin });
      client.close();
      await client.closed;
    }
    for (const origin of ['https://evil.example', 'null'])
      expect(await refusal(StreamClient.open(url, { headers, origin }))).toEqual([
        403,
        '/problems/stream-origin-refused',
      ]);
  });

  it('has so many seats a person, and gives one away when it is left', async () => {
    const anna = await world.reader('SALES', 'a');
    const [first] = [await world.open(anna), await world.open(anna)];

    expect(await refusal(world.open(anna))).toEqual([503, '/problems/stream-full', '10']);
    await world.open(await world.reader('SALES', 'a'));

    first.close();
    await first.closed;
    expect(await world.open(anna)).toBeDefined();
  });

  it('is on the further ports too, and a taken one is no fault', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    const free = createServer().listen(0, '127.0.0.1');
    await Promise.all([once(taken, 'listening'), once(free, 'listening')]);
    const [busy, port] = [taken, free].map((server) => (server.address() as AddressInfo).port);
    await new Promise((resolve) => free.close(resolve));
    const more = await StreamWorld.start({
      env: { EVENTS_PORT: String(port), DASHBOARD_PORT: String(busy) },
    });
    const { token } = await more.reader('SALES', 'a');

    expect(await openMorePorts(more.crm.app)).toEqual([port]);

    const there = `http://127.0.0.1:${String(port)}`;
    const client = await StreamClient.open(`${there}/ws/events`, { protocols: ['bearer', token] });
    const health = await fetch(`${there}/health/live`);
    expect([client.frames[0]?.type, health.status]).toEqual(['hello', 200]);
    expect(await refusal(StreamClient.open(`${there}/ws`))).toEqual([
      404,
      '/problems/route-not-found',
    ]);
    await more.stop();
    expect(await client.closed).toEqual({ code: 1001, reason: 'goodbye' });
    await expect(fetch(`${there}/health/live`)).rejects.toThrow();
    taken.close();
  });
});

describe('a full process', () => {
  it.each([
    ['STREAM_MAX_CONNECTIONS', 'connections'],
    ['STREAM_MAX_PER_ADDRESS', 'address'],
  ])('by %s says when to come again', async (limit, reason) => {
    const world = await StreamWorld.start({ env: { [limit]: '1' } });
    await world.open(await world.reader('SALES', 'a'));

    const second = await refusal(world.open(await world.reader('SALES', 'a')));

    expect(second).toEqual([503, '/problems/stream-full', '10']);
    const rejected = await register.getSingleMetric('crm_stream_rejected_total')?.get();
    expect(rejected?.values).toEqual([{ labels: { reason }, value: 1 }]);
    await world.stop();
  });

  it('gets its seat back from one that was refused and never hangs up', async () => {
    const world = await StreamWorld.start({ env: { STREAM_MAX_PER_ADDRESS: '1' } });
    const { hostname, port } = new URL(world.crm.url);
    const accepted = once(world.crm.app.getHttpServer() as Server, 'connection');
    const stubborn = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    stubborn.on('error', () => {}); // cut off, as it should be
    const [seat] = (await accepted) as [Socket];
    const left = once(seat, 'close');
    stubborn.write(UPGRADE);

    const [answer] = (await once(stubborn, 'data')) as [Buffer];
    await left;

    expect(answer.toString()).toMatch(/^HTTP\/1.1 401 /);
    expect(await world.open(await world.reader('SALES', 'a'))).toBeDefined();
    stubborn.destroy();
    await world.stop();
  });

  it('counts the address that its own proxy saw, not the one that a client claims', async () => {
    const world = await StreamWorld.start({
      env: { STREAM_MAX_PER_ADDRESS: '1', TRUST_PROXY: '1' },
    });
    const { token } = await world.reader('SALES', 'a');
    const from = (forwarded: string) =>
      StreamClient.open(`${world.crm.url}/ws/events`, {
        headers: { authorization: `Bearer ${token}`, 'x-forwarded-for': forwarded },
      });

    const client = await from('1.1.1.1, 192.0.2.7');

    expect(await refusal(from('2.2.2.2, 192.0.2.7'))).toEqual([503, '/problems/stream-full', '10']);
    client.close();
    await world.stop();
  });
});
