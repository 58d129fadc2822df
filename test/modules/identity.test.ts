import { Controller, Get } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { Access } from '../../src/core/access';
import { Sessions, Settings } from '../../src/identity';
import { AccessGuard } from '../../src/identity/access.guard';
import { NewUserLocale } from '../../src/identity/people/new-user-settings.rules';
import { ADMIN, Crm, PASSWORD, type Visitor } from '../support/crm';
import { testDatabase } from '../support/database';

const problem = (body: unknown) => (body as { type: string }).type.replace('/problems/', '');
const signIn = (visitor: Visitor, email: string, password: string) =>
  visitor.post('/v1/session', { email, password });
const emailOf = (name: string) => `${name.toLowerCase()}@relance.example`;

describe('a session', () => {
  let crm: Crm;
  let anna: Visitor;

  beforeAll(async () => {
    crm = await Crm.start();
    anna = await crm.person({ name: 'Anna', role: 'SALES' });
  });
  afterAll(() => crm.stop());
  beforeEach(() => crm.sql('DELETE FROM sign_in_attempts'));

  it('says who is signed in and what they may do', async () => {
    const { status, body } = await crm.admin.get('/v1/session');

    expect(status).toBe(200);
    expect(body).toMatchObject({
      user: { email: ADMIN.email, role: 'ADMIN', teamId: null, teamName: null },
      scope: { kind: 'all', teamIds: [] },
      environment: 'development',
      demo: false,
    });
    expect(body['acts']).toContain('users.manage');
  });

  it('is asked for where it is needed', async () => {
    const { status, body } = await crm.stranger().get('/v1/session');

    expect([status, problem(body)]).toEqual([401, 'session-required']);
  });

  it('hides in a cookie that scripts and other sites cannot use', async () => {
    const { headers } = await signIn(crm.stranger(), emailOf('Anna'), PASSWORD);

    const [cookie] = headers.getSetCookie();
    expect(cookie).toMatch(
      /^relance_session=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/,
    );
  });

  it('is stored as a digest only', async () => {
    const token = anna.cookieHeader.split('=')[1];

    const rows = await crm.sql<{ found: boolean }>(
      `SELECT bool_or(s::text LIKE '%' || $1 || '%') AS found FROM sessions s`,
      [token],
    );

    expect(rows).toEqual([{ found: false }]);
  });

  it('gets another token at every sign-in, and the old one ends', async () => {
    const visitor = crm.stranger();
    await signIn(visitor, emailOf('Anna'), PASSWORD);
    const old = visitor.cookieHeader;

    await signIn(visitor, emailOf('Anna'), PASSWORD);

    expect(visitor.cookieHeader).not.toBe(old);
    const { status } = await crm.stranger().get('/v1/session', { headers: { cookie: old } });
    expect(status).toBe(401);
  });

  it('changes nothing for a page that cannot send our header', async () => {
    const response = await fetch(`${crm.url}/v1/me`, {
      method: 'PATCH',
      headers: { cookie: anna.cookieHeader, 'content-type': 'application/json' },
      body: '{"theme":"dark"}',
    });

    expect([response.status, problem(await response.json())]).toEqual([403, 'csrf-header-missing']);
    expect((await anna.get('/v1/session')).body).toMatchObject({ user: { theme: 'system' } });
  });

  it('ends when it is signed out, also for who kept the cookie', async () => {
    const visitor = crm.stranger();
    await signIn(visitor, emailOf('Anna'), PASSWORD);
    const kept = visitor.cookieHeader;
    await visitor.get('/v1/session');

    const { status, headers } = await visitor.delete('/v1/session');

    expect(status).toBe(204);
    expect(headers.getSetCookie()[0]).toMatch(/^relance_session=; .*Expires=Thu, 01 Jan 1970/);
    expect((await crm.stranger().get('/v1/session', { headers: { cookie: kept } })).status).toBe(
      401,
    );
  });

  it('is listed, and ended by hand at once', async () => {
    const phone = crm.stranger();
    await signIn(phone, emailOf('Anna'), PASSWORD);
    await phone.get('/v1/session');
    const { body } = await anna.get<{ items: { id: string; current: boolean }[] }>('/v1/sessions');
    const mine = await phone.get<{ items: { id: string; current: boolean }[] }>('/v1/sessions');
    const { id } = mine.body.items.find((s) => s.current)!;

    expect(body.items.filter((s) => s.current)).toHaveLength(1);
    expect(body.items.map((s) => s.id)).toContain(id);
    expect((await anna.delete(`/v1/sessions/${id}`)).status).toBe(204);
    expect((await phone.get('/v1/session')).status).toBe(401);
    const again = await anna.delete(`/v1/sessions/${id}`);
    expect([again.status, problem(again.body)]).toEqual([404, 'session-not-found']);
  });

  it('of somebody else is not found', async () => {
    const { body } = await crm.admin.get<{ items: { id: string }[] }>('/v1/sessions');

    const { status } = await anna.delete(`/v1/sessions/${body.items[0]!.id}`);

    expect(status).toBe(404);
  });

  it.each([
    ['idleness', `last_used_at = now() - interval '12 hours 1 second'`],
    ['age', `expires_at = now() - interval '1 second'`],
  ])('ends by %s, by the time of the database', async (_, change) => {
    const visitor = crm.stranger();
    await signIn(visitor, emailOf('Anna'), PASSWORD);
    await crm.sql(
      `UPDATE sessions SET ${change} WHERE id = (SELECT max(id::text)::uuid FROM sessions)`,
    );

    // The sign-in itself may be remembered for a moment; another process, or a moment later, reads it anew.
    crm.app.get(Sessions).forget(anna.id);

    expect((await visitor.get('/v1/session')).status).toBe(401);
  });

  it('writes down its last use once a minute', async () => {
    const visitor = crm.stranger();
    await signIn(visitor, emailOf('Anna'), PASSWORD);
    const lastUse = `SELECT last_used_at AS at FROM sessions ORDER BY id DESC LIMIT 1`;
    const [first] = await crm.sql<{ at: Date }>(lastUse);

    crm.app.get(Sessions).forget(anna.id);
    await visitor.get('/v1/session');
    const [second] = await crm.sql<{ at: Date }>(lastUse);
    await crm.sql(`UPDATE sessions SET last_used_at = now() - interval '61 seconds'`);
    crm.app.get(Sessions).forget(anna.id);
    await visitor.get('/v1/session');
    const [third] = await crm.sql<{ at: Date }>(lastUse);

    expect(second!.at).toEqual(first!.at);
    expect(third!.at.getTime()).toBeGreaterThan(first!.at.getTime());
  });

  it('opens a stream by a ticket, once, within 30 seconds', async () => {
    const sessions = crm.app.get(Sessions);
    const redeem = (ticket: string) =>
      sessions.authenticate({ ticket, address: null, correlationId: null });
    const used = await anna.post<{ ticket: string; expiresAt: string }>('/v1/stream-tickets');
    const late = await anna.post<{ ticket: string }>('/v1/stream-tickets');

    expect(used.status).toBe(201);
    expect((await redeem(used.body.ticket))?.scope.userId).toBe(anna.id);
    expect(await redeem(used.body.ticket)).toBeNull();
    await crm.sql(`UPDATE session_tickets SET expires_at = now() - interval '1 second'`);
    expect(await redeem(late.body.ticket)).toBeNull();
  });

  it('leaves nothing behind that has run out', async () => {
    await anna.post('/v1/stream-tickets');
    await crm.sql(`UPDATE session_tickets SET expires_at = now() - interval '1 second'`);
    await crm.sql(
      `UPDATE sessions SET revoked_at = now() - interval '31 days' WHERE revoked_at IS NOT NULL`,
    );

    await crm.drain();

    const [left] = await crm.sql<{ tickets: number; sessions: number }>(
      `SELECT (SELECT count(*)::int FROM session_tickets) AS tickets,
              (SELECT count(*)::int FROM sessions WHERE revoked_at IS NOT NULL) AS sessions`,
    );
    expect(left).toEqual({ tickets: 0, sessions: 0 });
  });
});

describe('a session over https', () => {
  it('hides in a cookie that never travels in the open', async () => {
    const crm = await Crm.start({ env: { PUBLIC_URL: 'https://crm.example' } });
    try {
      const { headers } = await signIn(crm.stranger(), ADMIN.email, ADMIN.password);

      expect(headers.getSetCookie()[0]).toMatch(/; Secure(;|$)/);
    } finally {
      await crm.stop();
    }
  });
});

describe('a sign-in', () => {
  let crm: Crm;

  beforeAll(async () => {
    crm = await Crm.start();
    await crm.person({ name: 'Anna', role: 'SALES' });
  });
  afterAll(() => crm.stop());
  beforeEach(() => crm.sql('DELETE FROM sign_in_attempts'));

  const fail = (email: string) => signIn(crm.stranger(), email, 'not-the-password');

  it('fails in the same words for a wrong password and an unknown account', async () => {
    const wrong = await fail(emailOf('Anna'));
    const unknown = await fail('nobody@relance.example');

    expect([wrong.status, problem(wrong.body)]).toEqual([401, 'sign-in-failed']);
    expect(unknown.body).toEqual(wrong.body);
  });

  it('costs about as much for an unknown account as for a known one', async () => {
    // Time of the processor, which does not depend on what else the machine does.
    const cost = async (email: string) => {
      const costs: number[] = [];
      for (let i = 0; i < 4; i++) {
        const before = process.cpuUsage();
        await fail(email);
        const { user, system } = process.cpuUsage(before);
        costs.push(user + system);
      }
      return Math.min(...costs);
    };
    const known = await cost(emailOf('Anna'));

    const unknown = await cost('nobody@relance.example');

    // Without a hash to compare with, it would be several times as cheap.
    expect(unknown).toBeGreaterThan(known * 0.5);
  });

  it('has to wait longer and longer after five failures, known account or not', async () => {
    for (const email of [emailOf('Anna'), 'nobody@relance.example']) {
      for (let i = 0; i < 5; i++) expect((await fail(email)).status).toBe(401);
      const first = await fail(email);
      expect([first.status, problem(first.body), first.headers.get('retry-after')]).toEqual([
        429,
        'sign-in-delayed',
        '1',
      ]);
      const waits: string[] = [];
      for (let i = 0; i < 3; i++) {
        await crm.sql('UPDATE sign_in_attempts SET delayed_until = now()');
        await fail(email);
        waits.push((await fail(email)).headers.get('retry-after') ?? '');
      }
      expect(waits).toEqual(['2', '4', '8']);
    }
  });

  it('is refused while it has to wait, even with the right password', async () => {
    for (let i = 0; i < 5; i++) await fail(emailOf('Anna'));

    const { status } = await signIn(crm.stranger(), emailOf('Anna'), PASSWORD);

    expect(status).toBe(429);
  });

  it('gets no more tries by sending them all at once', async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => fail(emailOf('Anna'))));

    expect(answers.filter((a) => a.status === 401)).toHaveLength(5);
    expect(answers.filter((a) => a.status === 429)).toHaveLength(7);
  });

  it('begins anew for the account when it succeeds', async () => {
    for (let i = 0; i < 4; i++) await fail(emailOf('Anna'));

    await signIn(crm.stranger(), emailOf('Anna').toUpperCase(), PASSWORD);

    for (let i = 0; i < 5; i++) expect((await fail(emailOf('Anna'))).status).toBe(401);
  });

  it('from an address that tries many accounts has to wait, whatever else succeeds there', async () => {
    for (let i = 0; i < 20; i++) {
      await fail(`guess${String(i)}@relance.example`);
      if (i === 10) await signIn(crm.stranger(), emailOf('Anna'), PASSWORD);
    }

    const { status } = await fail('another@relance.example');

    expect(status).toBe(429);
  });

  it('behind a proxy is known by the address that the proxy saw, whatever the client claims', async () => {
    const behind = await Crm.start({ env: { TRUST_PROXY: '1' } });
    const from = (nr: number, forwarded: string) =>
      behind
        .stranger()
        .post(
          '/v1/session',
          { email: `guess${String(nr)}@relance.example`, password: 'wrong' },
          { headers: { 'x-forwarded-for': forwarded } },
        );
    for (let nr = 0; nr < 20; nr++) await from(nr, `10.9.8.${String(nr)}, 192.0.2.7`);

    const statuses = [
      (await from(20, '10.9.8.20, 192.0.2.7')).status,
      (await from(21, '192.0.2.8')).status,
    ];
    await behind.stop();

    expect(statuses).toEqual([429, 401]);
  });

  it('is forgotten after a day', async () => {
    for (let i = 0; i < 6; i++) await fail(emailOf('Anna'));
    await crm.sql(
      `UPDATE sign_in_attempts SET failed_at = now() - interval '25 hours', delayed_until = now() - interval '24 hours'`,
    );

    for (let i = 0; i < 5; i++) expect((await fail(emailOf('Anna'))).status).toBe(401);
  });

  it.each([
    ['no password', { email: 'a@relance.example' }, '#/password'],
    ['a further field', { email: 'a@relance.example', password: 'x', role: 'ADMIN' }, '#'],
  ])('with %s is not valid', async (_, body, pointer) => {
    const answer = await crm
      .stranger()
      .post<{ errors: { pointer: string }[] }>('/v1/session', body);

    expect([answer.status, problem(answer.body)]).toEqual([400, 'invalid-request']);
    expect(answer.body.errors.map((e) => e.pointer)).toContain(pointer);
  });
});

describe('two processes on one database', () => {
  it('make one first administrator, and hear of each other’s revocations', async () => {
    const database = await testDatabase();
    const [one, two] = await Promise.all([Crm.start({ database }), Crm.start({ database })]);
    try {
      expect(await one.sql('SELECT email FROM users')).toEqual([{ email: ADMIN.email }]);
      const there = (visitor: Visitor) =>
        two.app
          .get(Sessions)
          .authenticate({ cookie: visitor.cookieHeader, address: null, correlationId: null });
      const anna = await one.person({ name: 'Anna', role: 'SALES' });
      expect(await there(anna)).not.toBeNull();
      await two.app.get(Settings).get(NewUserLocale);

      await anna.delete('/v1/session');
      await one.admin.set(NewUserLocale.key, { value: 'en' });
      await two.drain();

      expect(await there(anna)).toBeNull();
      expect(await two.app.get(Settings).get(NewUserLocale)).toBe('en');
      const ben = await one.person({ name: 'Ben', role: 'SALES' });
      expect((await there(ben))?.scope.role).toBe('SALES');
      const etag = { headers: { 'if-match': `"user-${ben.id}-1"` } };
      await one.admin.patch(`/v1/users/${ben.id}`, { role: 'AUDITOR' }, etag);
      await two.drain();
      expect((await there(ben))?.scope.role).toBe('AUDITOR');
    } finally {
      await one.stop();
      await two.stop();
      await database.drop();
    }
  });
});

describe('the guard', () => {
  @Controller('probe')
  class Open {
    @Get()
    nothing(): void {
      // Never asked: the server does not start with it.
    }

    @Get('unknown')
    @Access('leads.steal')
    unknown(): void {
      // Neither is this.
    }

    @Get('known')
    @Access('leads.read')
    known(): void {
      // This one would be.
    }
  }

  it('keeps the server from starting with an endpoint without a known act', async () => {
    const module = await Test.createTestingModule({
      imports: [DiscoveryModule],
      controllers: [Open],
    }).compile();
    const parts = [
      new Reflector(),
      module.get(DiscoveryService),
      module.get(MetadataScanner),
    ] as const;
    const guard = new AccessGuard(...parts, undefined as never);

    expect(() => guard.onApplicationBootstrap()).toThrow(
      'Open.nothing (no @Access), Open.unknown (leads.steal)',
    );
  });
});
