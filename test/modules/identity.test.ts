import { Controller, Get } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { Access } from '../../src/core/access';
import { Database, type DbScope } from '../../src/core/database';
import {
  AccessQueries,
  Audit,
  maySee,
  Sessions,
  Settings,
  systemScope,
  UsersQueries,
} from '../../src/identity';
import { AccessGuard } from '../../src/identity/access.guard';
import type { Visibility } from '../../src/identity/access.rules';
import { NewUserLocale } from '../../src/identity/people/new-user-settings.rules';
import { type Role, type Scope, scopeOf } from '../../src/identity/scope.rules';
import { ADMIN, Crm, PASSWORD, type Visitor } from '../support/crm';
import { testDatabase } from '../support/database';

const NOBODY = '00000000-0000-7000-8000-00000000dead';

interface ListedUser {
  id: string;
  version: number;
  name: string;
}

const problem = (body: unknown) => (body as { type: string }).type.replace('/problems/', '');
const signIn = (visitor: Visitor, email: string, password: string) =>
  visitor.post('/v1/session', { email, password });
const emailOf = (name: string) => `${name.toLowerCase()}@relance.example`;

/** As the guard makes it, for what is asked of a service directly. */
async function scopeFor(crm: Crm, visitor: Visitor): Promise<Scope> {
  const principal = await crm.app
    .get(Sessions)
    .authenticate({ cookie: visitor.cookieHeader, address: null, correlationId: null });
  if (!principal) throw new Error('Nobody is signed in.');
  return principal.scope;
}

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

  it('takes an unknown account about as long as a known one', async () => {
    const took = async (email: string) => {
      const times: number[] = [];
      for (let i = 0; i < 4; i++) {
        const start = performance.now();
        await fail(email);
        times.push(performance.now() - start);
      }
      return Math.min(...times);
    };
    const known = await took(emailOf('Anna'));

    const unknown = await took('nobody@relance.example');

    // Without a hash to compare with, it would be several times as fast.
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

describe('an account', () => {
  let crm: Crm;
  let team: string;
  let mia: Visitor;

  beforeAll(async () => {
    crm = await Crm.start();
    team = await crm.team('Nord');
    mia = await crm.person({ name: 'Mia', role: 'MANAGER', teamId: team });
    await crm.admin.patch(`/v1/teams/${team}`, { managerId: mia.id });
  });
  afterAll(() => crm.stop());
  beforeEach(() => crm.sql('DELETE FROM sign_in_attempts'));

  const change = async (id: string, body: object) => {
    const { headers } = await crm.admin.get(`/v1/users/${id}`);
    return crm.admin.patch(`/v1/users/${id}`, body, {
      headers: { 'if-match': headers.get('etag') ?? '' },
    });
  };
  const create = (body: object) =>
    crm.admin.post<ListedUser>('/v1/users', {
      email: 'new@relance.example',
      name: 'New',
      role: 'SALES',
      ...body,
    });

  it('is made by an administrator, with the zone of its territory', async () => {
    const { status, body, headers } = await create({
      email: 'Urs@Relance.example',
      name: 'Urs',
      teamId: team,
      territories: ['CH', 'AT'],
      capabilities: ['stop-the-clock'],
    });

    expect(status).toBe(201);
    expect(headers.get('etag')).toBe(`"user-${body.id}-1"`);
    expect(body).toMatchObject({
      email: 'urs@relance.example',
      teamName: 'Nord',
      territories: ['CH', 'AT'],
      timeZone: 'Europe/Zurich',
      locale: 'de',
      state: 'ACTIVE',
    });
    const [event] = await crm.sql(
      `SELECT data FROM event_log WHERE type = 'crm.user.invited.v1' AND subject = $1`,
      [body.id],
    );
    expect(event).toEqual({ data: { userId: body.id, role: 'SALES', teamId: team } });
  });

  it('without a password opens no session', async () => {
    await create({ email: 'silent@relance.example' });

    const { status } = await signIn(crm.stranger(), 'silent@relance.example', PASSWORD);

    expect(status).toBe(401);
  });

  it.each([
    ['a taken address', { email: ADMIN.email.toUpperCase() }, 409, 'email-taken', undefined],
    ['a weak password', { password: 'passwort1234' }, 400, 'password-too-weak', '#/password'],
    ['a team that is not there', { teamId: NOBODY }, 400, 'invalid-request', '#/teamId'],
    [
      'a territory that is not there',
      { territories: ['DE', 'XX'] },
      400,
      'invalid-request',
      '#/territories/1',
    ],
    ['an unknown zone', { timeZone: 'Mars/Olympus' }, 400, 'invalid-request', '#/timeZone'],
    ['a control character', { name: 'A\u0000b' }, 400, 'invalid-request', '#/name'],
  ])('with %s is refused', async (_, input, status, name, pointer) => {
    const answer = await crm.admin.post<{ errors?: { pointer: string }[] }>('/v1/users', {
      email: 'new@relance.example',
      name: 'New',
      role: 'SALES',
      ...input,
    });

    expect([answer.status, problem(answer.body), answer.body.errors?.[0]?.pointer]).toEqual([
      status,
      name,
      pointer,
    ]);
  });

  it('is administered by administrators alone', async () => {
    for (const request of [
      mia.post('/v1/users', { email: 'x@relance.example', name: 'X', role: 'ADMIN' }),
      mia.patch(`/v1/users/${mia.id}`, { role: 'ADMIN' }),
      mia.post('/v1/teams', { name: 'Mine' }),
    ]) {
      const { status, body } = await request;
      expect([status, problem(body)]).toEqual([403, 'access-denied']);
    }
  });

  it('is read by the manager of its team, and by nobody else who does not see all', async () => {
    const ben = await crm.person({ name: 'Ben', role: 'SALES', teamId: team });
    const far = await crm.person({ name: 'Far', role: 'SALES' });

    const list = await mia.get<{ items: ListedUser[] }>('/v1/users');

    expect(list.body.items.map((u) => u.id)).toEqual(expect.arrayContaining([ben.id, mia.id]));
    expect(list.body.items.map((u) => u.id)).not.toContain(far.id);
    expect((await mia.get(`/v1/users/${ben.id}`)).status).toBe(200);
    const hidden = await mia.get(`/v1/users/${far.id}`);
    expect([hidden.status, problem(hidden.body)]).toEqual([404, 'user-not-found']);
    expect((await ben.get('/v1/users')).status).toBe(403);
  });

  it('is listed by name in pages, and found by a part of it', async () => {
    for (const name of ['Zoe', 'Yves', 'Xenia']) await crm.person({ name, role: 'SALES' });
    const names: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body }: { body: { items: ListedUser[]; nextCursor: string | null } } =
        await crm.admin.get(`/v1/users?limit=2${cursor && `&cursor=${cursor}`}`);
      expect(body.items.length).toBeLessThanOrEqual(2);
      names.push(...body.items.map((u) => u.name));
      cursor = body.nextCursor;
    }

    expect(names.slice(-3)).toEqual(['Xenia', 'Yves', 'Zoe']);
    expect(new Set(names).size).toBe(names.length);
    const found = await crm.admin.get<{ items: ListedUser[] }>('/v1/users?q=XEN&state=ACTIVE');
    expect(found.body.items.map((u) => u.name)).toEqual(['Xenia']);
    expect((await crm.admin.get('/v1/users?cursor=nonsense')).status).toBe(400);
  });

  it('is changed only from the version that was read', async () => {
    const { body } = await create({ email: 'version@relance.example' });
    const path = `/v1/users/${body.id}`;

    const without = await crm.admin.patch(path, { name: 'Other' });
    const good = await crm.admin.patch(
      path,
      { name: 'Other' },
      { headers: { 'if-match': `"user-${body.id}-1"` } },
    );
    const stale = await crm.admin.patch(
      path,
      { name: 'Third' },
      { headers: { 'if-match': `"user-${body.id}-1"` } },
    );

    expect([without.status, problem(without.body)]).toEqual([428, 'precondition-required']);
    expect([good.status, good.headers.get('etag')]).toEqual([200, `"user-${body.id}-2"`]);
    expect([stale.status, problem(stale.body)]).toEqual([412, 'stale-version']);
    expect(stale.body).toMatchObject({ currentEtag: `"user-${body.id}-2"` });
  });

  it('has its new rights from the next request on', async () => {
    const eve = await crm.person({ name: 'Eve', role: 'SALES', teamId: team });
    expect((await eve.get('/v1/users')).status).toBe(403);

    await change(eve.id, { role: 'AUDITOR', teamId: null });

    expect((await eve.get('/v1/users')).status).toBe(200);
    const [event] = await crm.sql(
      `SELECT data FROM event_log WHERE type = 'crm.user.changed.v1' AND subject = $1`,
      [eve.id],
    );
    expect(event).toEqual({
      data: {
        userId: eve.id,
        version: 2,
        fields: ['role', 'teamId'],
        teamFrom: team,
        teamTo: null,
      },
    });
  });

  it('that manages teams loses them with the role', async () => {
    const moritz = await crm.person({ name: 'Moritz', role: 'MANAGER' });
    const south = await crm.team('Süd');
    await crm.admin.patch(`/v1/teams/${south}`, { managerId: moritz.id });
    expect((await moritz.get('/v1/session')).body).toMatchObject({
      scope: { kind: 'team', teamIds: [south] },
    });

    await change(moritz.id, { role: 'SALES' });

    expect((await moritz.get('/v1/session')).body).toMatchObject({
      scope: { kind: 'own', teamIds: [] },
    });
    const { body } = await crm.admin.get<{ items: { id: string; managerId: string | null }[] }>(
      '/v1/teams',
    );
    expect(body.items.find((t) => t.id === south)).toMatchObject({ managerId: null });
  });

  it('of the last administrator stays', async () => {
    const me = await crm.admin.get<{ user: { id: string } }>('/v1/session');
    const { id } = me.body.user;

    const demoted = await change(id, { role: 'SALES' });
    const gone = await crm.admin.post(`/v1/users/${id}/deactivation`, { successorId: mia.id });

    expect([demoted.status, problem(demoted.body)]).toEqual([409, 'last-admin']);
    expect([gone.status, problem(gone.body)]).toEqual([409, 'last-admin']);
  });

  it('of one of two administrators may go, when both want to at once', async () => {
    const second = await crm.person({ name: 'Second', role: 'ADMIN' });
    const third = await crm.person({ name: 'Third', role: 'ADMIN' });
    const etag = (id: string) => ({ headers: { 'if-match': `"user-${id}-1"` } });
    const me = await crm.admin.get<{ user: { id: string } }>('/v1/session');

    const answers = await Promise.all([
      second.patch(`/v1/users/${third.id}`, { role: 'SALES' }, etag(third.id)),
      third.patch(`/v1/users/${second.id}`, { role: 'SALES' }, etag(second.id)),
      second.patch(`/v1/users/${me.body.user.id}`, { role: 'AUDITOR' }, etag(me.body.user.id)),
    ]);

    const [left] = await crm.sql<{ n: number }>(
      `SELECT count(*)::int AS n FROM users WHERE role = 'ADMIN' AND state = 'ACTIVE'`,
    );
    expect(left!.n).toBeGreaterThanOrEqual(1);
    expect(answers.map((a) => a.status).every((s) => [200, 403, 409].includes(s))).toBe(true);
    await crm.sql(`UPDATE users SET role = 'ADMIN' WHERE id = $1`, [me.body.user.id]);
    crm.app.get(Sessions).forget(me.body.user.id);
  });

  it('ends with its sessions, and names who takes over', async () => {
    const leo = await crm.person({ name: 'Leo', role: 'SALES', teamId: team });
    const auditor = await crm.person({ name: 'Otto', role: 'AUDITOR' });
    const path = `/v1/users/${leo.id}/deactivation`;
    await leo.get('/v1/session');

    for (const successorId of [leo.id, auditor.id, NOBODY]) {
      const { status, body } = await crm.admin.post(path, { successorId });
      expect([status, problem(body)]).toEqual([409, 'successor-not-available']);
    }
    const { status, body } = await crm.admin.post(path, { successorId: mia.id });

    expect(status).toBe(200);
    expect(body).toMatchObject({ state: 'DEACTIVATED', successorId: mia.id });
    expect((await leo.get('/v1/session')).status).toBe(401);
    expect((await signIn(crm.stranger(), emailOf('Leo'), PASSWORD)).status).toBe(401);
    const types = await crm.sql<{ type: string }>(
      `SELECT type FROM event_log WHERE data->>'userId' = $1 ORDER BY position`,
      [leo.id],
    );
    expect(types.map((t) => t.type)).toEqual([
      'crm.user.invited.v1',
      'crm.user.deactivated.v1',
      'crm.session.revoked.v1',
    ]);
    const twice = await crm.admin.post(path, { successorId: mia.id });
    expect([twice.status, problem(twice.body)]).toEqual([409, 'user-deactivated']);
    const unknown = await crm.admin.post(`/v1/users/${NOBODY}/deactivation`, {
      successorId: mia.id,
    });
    expect(unknown.status).toBe(404);
  });

  it('hands the teams that it managed to a manager who succeeds', async () => {
    const paul = await crm.person({ name: 'Paul', role: 'MANAGER' });
    const west = await crm.team('West');
    await crm.admin.patch(`/v1/teams/${west}`, { managerId: paul.id });

    await crm.admin.post(`/v1/users/${paul.id}/deactivation`, { successorId: mia.id });

    const { body } = await mia.get<{ scope: { teamIds: string[] } }>('/v1/session');
    expect(body.scope.teamIds).toEqual([team, west].sort());
  });
});

describe('a team', () => {
  let crm: Crm;

  beforeAll(async () => {
    crm = await Crm.start();
  });
  afterAll(() => crm.stop());

  it('has a name of its own', async () => {
    const nord = await crm.team('Nord');

    const again = await crm.admin.post('/v1/teams', { name: 'Nord' });
    const renamed = await crm.admin.patch(`/v1/teams/${nord}`, { name: 'Norden' });

    expect([again.status, problem(again.body)]).toEqual([409, 'team-name-taken']);
    expect(renamed.body).toMatchObject({ name: 'Norden', members: 0 });
  });

  it('that is not there cannot be changed', async () => {
    const { status, body } = await crm.admin.patch(`/v1/teams/${NOBODY}`, { name: 'X' });

    expect([status, problem(body)]).toEqual([404, 'team-not-found']);
  });

  it('is managed by an active manager, who sees it at once, and the former one no longer', async () => {
    const team = await crm.team('Mitte');
    const [one, two, sales] = [
      await crm.person({ name: 'Eins', role: 'MANAGER' }),
      await crm.person({ name: 'Zwei', role: 'MANAGER' }),
      await crm.person({ name: 'Drei', role: 'SALES' }),
    ];
    const teamsOf = async (v: Visitor) =>
      (await v.get<{ scope: { teamIds: string[] } }>('/v1/session')).body.scope.teamIds;

    await crm.admin.patch(`/v1/teams/${team}`, { managerId: one.id });
    expect(await teamsOf(one)).toEqual([team]);
    await crm.admin.patch(`/v1/teams/${team}`, { managerId: two.id });

    expect([await teamsOf(one), await teamsOf(two)]).toEqual([[], [team]]);
    const refused = await crm.admin.patch<{ errors: { pointer: string }[] }>(`/v1/teams/${team}`, {
      managerId: sales.id,
    });
    expect([refused.status, refused.body.errors[0]?.pointer]).toEqual([400, '#/managerId']);
  });

  it('lends its members as colleagues to whoever belongs to it', async () => {
    const team = await crm.team('Ost');
    const anna = await crm.person({ name: 'Anna', role: 'SALES', teamId: team });
    const ben = await crm.person({ name: 'Ben', role: 'SALES', teamId: team });
    const otto = await crm.person({ name: 'Otto', role: 'AUDITOR', teamId: team });
    const idsFor = async (v: Visitor) =>
      (await v.get<{ items: { id: string }[] }>('/v1/colleagues')).body.items.map((c) => c.id);

    expect(await idsFor(anna)).toEqual([anna.id, ben.id]);
    expect(await idsFor(crm.admin)).not.toContain(otto.id);
    const scope = await scopeFor(crm, anna);
    const assignable = (id: string) =>
      crm.app
        .get(Database)
        .transaction(scope, (tx) => crm.app.get(UsersQueries).assignable(tx, id));
    expect(await assignable(ben.id)).toMatchObject({ id: ben.id, teamId: team });
    expect(await assignable(otto.id)).toBeNull();
  });

  it('is what a manager gives leads to; not the manager outside of it, who would not see them', async () => {
    const team = await crm.team('Wien');
    const inside = await crm.person({ name: 'Innen', role: 'MANAGER', teamId: team });
    const outside = await crm.person({ name: 'Aussen', role: 'MANAGER' });
    const owns = async (manager: Visitor) => {
      await crm.admin.patch(`/v1/teams/${team}`, { managerId: manager.id });
      const scope = await scopeFor(crm, manager);
      return crm.app
        .get(Database)
        .transaction(scope, (tx) => crm.app.get(UsersQueries).assignable(tx, manager.id));
    };

    expect(await owns(inside)).toMatchObject({ id: inside.id });
    expect(await owns(outside)).toBeNull();
  });

  it('works in territories with their own money, law and taxes', async () => {
    const { body } = await crm.admin.get<{
      items: {
        code: string;
        currency: string;
        taxRates: { kind: string; startsOn: string; rateBasisPoints: number }[];
      }[];
    }>('/v1/territories');

    expect(body.items.map((t) => [t.code, t.currency])).toEqual([
      ['AT', 'EUR'],
      ['CH', 'CHF'],
      ['DE', 'EUR'],
    ]);
    expect(body.items[1]!.taxRates.at(-1)).toEqual({
      kind: 'STANDARD',
      startsOn: '2024-01-01',
      rateBasisPoints: 810,
    });
  });
});

describe('one’s own account', () => {
  let crm: Crm;

  beforeAll(async () => {
    crm = await Crm.start();
  });
  afterAll(() => crm.stop());
  beforeEach(() => crm.sql('DELETE FROM sign_in_attempts'));

  it('keeps preferences, an auditor’s too', async () => {
    const otto = await crm.person({ name: 'Otto', role: 'AUDITOR' });

    const { status, body } = await otto.patch('/v1/me', {
      theme: 'dark',
      locale: 'en',
      singleKeys: false,
    });

    expect(status).toBe(200);
    expect(body).toMatchObject({ user: { theme: 'dark', locale: 'en', singleKeys: false } });
  });

  it('does not give itself another role', async () => {
    const anna = await crm.person({ name: 'Anna', role: 'SALES' });

    const { status } = await anna.patch('/v1/me', { role: 'ADMIN' });

    expect(status).toBe(400);
  });

  it('gets a new password only for the old one, and every other session ends', async () => {
    const ben = await crm.person({ name: 'Ben', role: 'SALES' });
    const phone = crm.stranger();
    await signIn(phone, emailOf('Ben'), PASSWORD);
    await phone.get('/v1/session');
    const next = 'vierzig-wilde-raeuber';

    const weak = await ben.post('/v1/me/password', { current: PASSWORD, next: 'kurz' });
    const wrong = await ben.post('/v1/me/password', { current: 'not-the-password', next });
    const good = await ben.post('/v1/me/password', { current: PASSWORD, next });

    expect([weak.status, problem(weak.body)]).toEqual([400, 'password-too-weak']);
    expect([wrong.status, problem(wrong.body)]).toEqual([403, 'password-wrong']);
    expect(good.status).toBe(204);
    expect((await phone.get('/v1/session')).status).toBe(401);
    expect((await ben.get('/v1/session')).status).toBe(200);
    expect((await signIn(crm.stranger(), emailOf('Ben'), PASSWORD)).status).toBe(401);
    expect((await signIn(crm.stranger(), emailOf('Ben'), next)).status).toBe(201);
  });

  it('makes whoever guesses the old password wait as at the sign-in', async () => {
    const eve = await crm.person({ name: 'Eve', role: 'SALES' });
    for (let i = 0; i < 5; i++)
      await eve.post('/v1/me/password', {
        current: `guess-${String(i)}`,
        next: 'vierzig-wilde-raeuber',
      });

    const { status } = await eve.post('/v1/me/password', {
      current: PASSWORD,
      next: 'vierzig-wilde-raeuber',
    });

    expect(status).toBe(429);
  });
});

describe('a setting', () => {
  let crm: Crm;
  let mia: Visitor;
  const path = `/v1/settings/${NewUserLocale.key}`;

  beforeAll(async () => {
    crm = await Crm.start();
    mia = await crm.person({ name: 'Mia', role: 'MANAGER', territories: ['CH'] });
  });
  afterAll(() => crm.stop());

  it('has its default until somebody sets it, for a territory before everybody', async () => {
    const settings = crm.app.get(Settings);
    expect(await settings.get(NewUserLocale)).toBe('de');

    const { status, body } = await crm.admin.put(path, {
      value: 'en',
      territory: 'CH',
      reason: 'Team in Genf',
    });

    expect(status).toBe(200);
    expect(body).toMatchObject({
      key: NewUserLocale.key,
      values: [{ territory: 'CH', value: 'en' }],
    });
    expect(await settings.get(NewUserLocale, { territory: 'CH' })).toBe('en');
    expect(await settings.get(NewUserLocale, { territory: 'DE' })).toBe('de');
    const urs = await crm.admin.post('/v1/users', {
      email: 'urs@relance.example',
      name: 'Urs',
      role: 'SALES',
      territories: ['CH'],
    });
    expect(urs.body).toMatchObject({ locale: 'en' });
  });

  it('may be changed again and again; the last value counts', async () => {
    for (const value of ['en', 'de', 'en']) await crm.admin.put(path, { value });

    expect(await crm.app.get(Settings).get(NewUserLocale)).toBe('en');
    const { body } = await crm.admin.get<{
      items: { key: string; values: { territory: string | null; value: unknown }[] }[];
    }>('/v1/settings');
    const listed = body.items.find((s) => s.key === NewUserLocale.key);
    expect(listed?.values.filter((v) => v.territory === null).map((v) => v.value)).toEqual(['en']);
  });

  it.each([
    ['a value that it cannot have', { value: 'fr' }, '#/value'],
    ['a territory that is not there', { value: 'de', territory: 'XX' }, '#/territory'],
    ['a user, for whom it does not differ', { value: 'de', userId: NOBODY }, '#/userId'],
  ])('is not set to %s', async (_, input, pointer) => {
    const answer = await crm.admin.put<{ errors: { pointer: string }[] }>(path, input);

    expect([answer.status, problem(answer.body), answer.body.errors[0]?.pointer]).toEqual([
      400,
      'invalid-request',
      pointer,
    ]);
  });

  it('that nobody declared is not found', async () => {
    const { status, body } = await crm.admin.put('/v1/settings/nothing.at-all', { value: 1 });

    expect([status, problem(body)]).toEqual([404, 'setting-not-found']);
  });

  it('is changed by whom its module names', async () => {
    const { status, body } = await mia.put(path, { value: 'de', territory: 'CH' });

    expect([status, problem(body)]).toEqual([403, 'access-denied']);
  });

  it('of a manager reaches the own territories only, in the database too', async () => {
    const scope = await scopeFor(crm, mia);
    const add = (territory: string | null) =>
      crm.app
        .get(Database)
        .transaction(scope, (tx) =>
          tx.rows(
            `INSERT INTO settings (id, key, territory, value, valid_from) VALUES (gen_random_uuid(), 'x', $1, '1', now())`,
            [territory],
          ),
        );

    await expect(add('CH')).resolves.toEqual([]);
    await expect(add('DE')).rejects.toMatchObject({ code: '42501' });
    await expect(add(null)).rejects.toMatchObject({ code: '42501' });
  });
});

describe('the audit', () => {
  let crm: Crm;

  beforeAll(async () => {
    crm = await Crm.start();
  });
  afterAll(() => crm.stop());

  interface Row {
    id: string;
    act: string;
    sealed: boolean;
    subjectId: string;
    actor: { name: string };
  }
  const verify = async () => (await crm.admin.get('/v1/audit-log/verification')).body;

  it('says who did what to whom, from where and in which request', async () => {
    const anna = await crm.person({ name: 'Anna', role: 'SALES' });
    const etag = { headers: { 'if-match': `"user-${anna.id}-1"` } };
    const changed = await crm.admin.patch(
      `/v1/users/${anna.id}`,
      { territories: ['DE', 'AT'] },
      etag,
    );

    const { body } = await crm.admin.get<{ items: Row[] }>(
      `/v1/audit-log?subjectId=${anna.id}&act=users.change`,
    );

    expect(body.items).toHaveLength(1);
    expect(body.items[0]).toMatchObject({
      actor: { kind: 'user', name: 'Admin' },
      role: 'ADMIN',
      before: { territories: ['DE'] },
      after: { territories: ['DE', 'AT'] },
      address: '127.0.0.1',
      requestId: changed.headers.get('x-request-id'),
    });
  });

  it('keeps no password', async () => {
    const rows = await crm.sql(
      `SELECT 1 FROM audit_log a WHERE a::text LIKE '%argon2%' OR a::text LIKE $1`,
      [`%${PASSWORD}%`],
    );

    expect(rows).toEqual([]);
  });

  it('is read in pages, by administrators and auditors', async () => {
    const otto = await crm.person({ name: 'Otto', role: 'AUDITOR' });
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body }: { body: { items: Row[]; nextCursor: string | null } } = await otto.get(
        `/v1/audit-log?limit=3${cursor && `&cursor=${cursor}`}`,
      );
      seen.push(...body.items.map((r) => r.id));
      cursor = body.nextCursor;
    }
    const all = await crm.sql<{ id: string }>(
      'SELECT id FROM audit_log ORDER BY epoch, tx, position',
    );

    expect(seen).toEqual(all.map((r) => r.id).reverse());
    expect((await crm.admin.get('/v1/audit-log?cursor=1.2')).status).toBe(400);
    const mia = await crm.person({ name: 'Mia', role: 'MANAGER' });
    expect((await mia.get('/v1/audit-log')).status).toBe(403);
  });

  it('takes the rows of a sales user, who cannot read them', async () => {
    const eve = await crm.person({ name: 'Eve', role: 'SALES' });
    const scope = await scopeFor(crm, eve);
    const db = crm.app.get(Database);

    await db.transaction(scope, (tx) =>
      crm.app.get(Audit).write(tx, { act: 'test.act', why: 'because' }),
    );

    await expect(
      db.transaction(scope, (tx) => tx.rows('SELECT 1 FROM audit_log')),
    ).rejects.toMatchObject({ code: '42501' });
    const forged: DbScope = { ...scope, actor: { kind: 'user', id: NOBODY } };
    await expect(
      db.transaction(forged, (tx) => crm.app.get(Audit).write(tx, { act: 'test.forged' })),
    ).rejects.toMatchObject({ code: '42501' });
  });

  it('is sealed in the order of the log, and found intact', async () => {
    await crm.drain();

    const rows = await crm.sql<{ seal_position: string | null }>(
      'SELECT seal_position FROM audit_log ORDER BY epoch, tx, position',
    );
    expect(rows.map((r) => r.seal_position)).toEqual(rows.map((_, index) => String(index + 1)));
    expect(await verify()).toEqual({
      intact: true,
      checked: rows.length,
      brokenAt: null,
      unsealed: 0,
    });
  });

  it('seals nothing above the horizon, so that no earlier row turns up behind the seal', async () => {
    const db = crm.app.get(Database);
    const write = (act: string) => (tx: Parameters<Audit['write']>[0]) =>
      crm.app.get(Audit).write(tx, { act });
    await db.transaction(systemScope('test'), async (early) => {
      await write('test.early')(early);
      await db.transaction(systemScope('test'), write('test.late'));
      await crm.drain();
      const open = await crm.sql<{ hash: Buffer | null }>(
        `SELECT hash FROM audit_log WHERE act = 'test.late'`,
      );
      expect(open).toEqual([{ hash: null }]);
    });

    await crm.drain();

    const [order] = await crm.sql<{ ordered: boolean }>(
      `SELECT (SELECT seal_position FROM audit_log WHERE act = 'test.early')
            < (SELECT seal_position FROM audit_log WHERE act = 'test.late') AS ordered`,
    );
    expect(order).toEqual({ ordered: true });
    expect(await verify()).toMatchObject({ intact: true });
  });

  it('refuses every change, and a seal that is not its first', async () => {
    for (const change of [
      `UPDATE audit_log SET why = 'else'`,
      `UPDATE audit_log SET hash = NULL, seal_position = NULL, sealed_at = NULL WHERE hash IS NOT NULL`,
      'DELETE FROM audit_log',
      'TRUNCATE audit_log',
    ])
      await expect(crm.sql(change)).rejects.toThrow('append-only');
  });

  it('reports rows that nobody has sealed for a minute', async () => {
    const db = crm.app.get(Database);
    await db.transaction(systemScope('test'), (tx) =>
      crm.app.get(Audit).write(tx, { act: 'test.waiting' }),
    );
    const unsealed = `UPDATE audit_log SET written_at = now() - interval '2 minutes' WHERE act = 'test.waiting'`;

    await crm.sql(`SET session_replication_role = replica; ${unsealed}`);

    expect(await verify()).toMatchObject({ intact: true, unsealed: 1 });
    await crm.drain();
    expect(await verify()).toMatchObject({ intact: true, unsealed: 0 });
  });

  it.each([
    ['a changed row', `UPDATE audit_log SET after = '{"n": 2}' WHERE seal_position = 3`, '3'],
    ['a row taken out', 'DELETE FROM audit_log WHERE seal_position = 2', '2'],
    [
      'the last row cut off',
      'DELETE FROM audit_log WHERE seal_position = (SELECT max(seal_position) FROM audit_log)',
      null,
    ],
  ])('tells of %s', async (_, tampering, brokenAt) => {
    const [last] = await crm.sql<{ end: string }>(
      'SELECT max(seal_position)::text AS end FROM audit_log',
    );
    // One message is one transaction: the rows are put back as they were.
    await crm.sql(
      `CREATE TABLE kept AS SELECT * FROM audit_log; SET session_replication_role = replica; ${tampering}`,
    );

    const found = await verify();

    expect(found).toMatchObject({ intact: false, brokenAt: brokenAt ?? last!.end });
    await crm.sql(
      `SET session_replication_role = replica; DELETE FROM audit_log; INSERT INTO audit_log SELECT * FROM kept; DROP TABLE kept`,
    );
    expect(await verify()).toMatchObject({ intact: true });
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
      await one.admin.put(`/v1/settings/${NewUserLocale.key}`, { value: 'en' });
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

describe('the scope in the database', () => {
  let crm: Crm;
  let db: Database;
  const [teamA, teamB] = [
    '00000000-0000-7000-8000-0000000000a1',
    '00000000-0000-7000-8000-0000000000a2',
  ];
  const people: Record<'anna' | 'ben' | 'mia', string> = { anna: '', ben: '', mia: '' };
  const subjects = ['f1', 'f2', 'f3'].map((end) => `00000000-0000-7000-8000-0000000000${end}`);

  const scope = (role: Role, userId: string, teamIds: string[] = [], territories = ['DE']): Scope =>
    scopeOf({ userId, role, teamIds, territories, capabilities: [] }, null);
  const place = (
    by: Scope,
    subjectId: string,
    ownerId: string | null,
    teamId: string | null,
    territory = 'DE',
  ) =>
    db.transaction(by, (tx) =>
      crm.app
        .get(AccessQueries)
        .place(tx, { subjectId, kind: 'lead', ownerId, teamId, territory, simulated: false }),
    );
  const admin = () => scope('ADMIN', people.mia);
  const refused = { code: '42501' };

  beforeAll(async () => {
    crm = await Crm.start();
    db = crm.app.get(Database);
    for (const name of ['anna', 'ben', 'mia'] as const)
      people[name] = (await crm.person({ name, role: name === 'mia' ? 'MANAGER' : 'SALES' })).id;
    await crm.sql(`INSERT INTO teams (id, name) VALUES ($1, 'A'), ($2, 'B')`, [teamA, teamB]);
  });
  afterAll(() => crm.stop());
  beforeEach(() => crm.sql('DELETE FROM access_subjects'));

  it('is nothing for the server’s own login outside a transaction', async () => {
    for (const table of [
      'users',
      'sessions',
      'event_log',
      'audit_log',
      'settings',
      'access_subjects',
    ])
      await expect(db.dataSource.query(`SELECT 1 FROM ${table}`)).rejects.toMatchObject(refused);
  });

  it('hides sessions and the hashes of passwords from every person', async () => {
    for (const role of ['SALES', 'MANAGER', 'ADMIN', 'AUDITOR'] as const) {
      const by = scope(role, people.anna);
      for (const query of ['SELECT password_hash FROM users', 'SELECT token_hash FROM sessions'])
        await expect(db.transaction(by, (tx) => tx.rows(query))).rejects.toMatchObject(refused);
    }
  });

  it('agrees with maySee on every kind of event', async () => {
    const none = null;
    const rows: Visibility[] = [];
    for (const audience of ['subject', 'operations', 'everybody'] as const)
      for (const subjectId of [none, subjects[0]!, subjects[1]!])
        for (const ownerId of [none, people.anna, people.ben])
          for (const teamId of [none, teamA, teamB])
            for (const territory of [none, 'DE', 'CH'])
              if (audience !== 'subject' || subjectId !== none)
                rows.push({ audience, subjectId, ownerId, teamId, territory });
    // Past the trigger, which would fill the columns from a subject that is not placed.
    await crm.sql(
      `SET session_replication_role = replica; INSERT INTO event_log (epoch, id, type, source, subject, key, time, audience, subject_id, owner_id, team_id, territory, data)
       SELECT 1, gen_random_uuid(), 'matrix', '/test', r.nr::text, 'k', now(), r."audience", r."subjectId", r."ownerId", r."teamId", r."territory", '{}'
         FROM jsonb_to_recordset('${JSON.stringify(rows.map((row, nr) => ({ ...row, nr })))}') AS
           r(nr int, "audience" text, "subjectId" uuid, "ownerId" uuid, "teamId" uuid, "territory" text)`,
    );
    await place(admin(), subjects[0]!, people.ben, teamA);
    await crm.sql('INSERT INTO access_collaborators VALUES ($1, $2), ($1, $3)', [
      subjects[0],
      people.anna,
      people.mia,
    ]);

    for (const by of [
      scope('SALES', people.anna, [teamA]),
      scope('SALES', people.ben, [teamB], ['DE', 'CH']),
      scope('SALES', people.mia, [], []),
      scope('MANAGER', people.mia, [teamA]),
      scope('MANAGER', people.mia, [teamA, teamB], ['CH']),
      scope('MANAGER', people.anna, [], []),
      scope('ADMIN', people.anna),
      scope('AUDITOR', people.anna),
      systemScope('test'),
    ]) {
      const [seen, shared] = await db.transaction(by, async (tx) => [
        (
          await tx.rows<{ nr: number }>(
            `SELECT subject::int AS nr FROM event_log WHERE type = 'matrix' ORDER BY 1`,
          )
        ).map((r) => r.nr),
        await crm.app.get(AccessQueries).collaboratingSubjects(tx, by.userId ?? NOBODY),
      ]);
      const expected = rows.flatMap((row, nr) => (maySee(by, row, shared) ? [nr] : []));

      expect({ role: by.role, seen }).toEqual({ role: by.role, seen: expected });
    }
  });

  describe('places a subject', () => {
    const anna = () => scope('SALES', people.anna, [teamA]);
    const ben = () => scope('SALES', people.ben, [teamA]);
    const mia = () => scope('MANAGER', people.mia, [teamA]);
    const [lead] = subjects as [string];

    it('that is new for oneself, not for a colleague or in another team', async () => {
      await expect(place(anna(), lead, people.ben, teamA)).rejects.toMatchObject(refused);
      await expect(place(anna(), lead, people.anna, teamB)).rejects.toMatchObject(refused);
      await expect(place(anna(), lead, null, null)).rejects.toMatchObject(refused);
      await place(anna(), lead, people.anna, teamA);
    });

    it('of one’s own by letting it go, not by giving it away', async () => {
      await place(anna(), lead, people.anna, teamA);

      await expect(place(anna(), lead, people.ben, teamA)).rejects.toMatchObject(refused);
      await place(anna(), lead, null, teamA);
    });

    it('that is free in one’s territory, the second one no longer', async () => {
      await place(admin(), lead, null, null);
      const elsewhere = scope('SALES', people.ben, [teamA], ['CH']);

      await expect(place(elsewhere, lead, people.ben, teamA)).rejects.toMatchObject(refused);
      await place(anna(), lead, people.anna, teamA);
      await expect(place(ben(), lead, people.ben, teamA)).rejects.toMatchObject(refused);
    });

    it('that is free for one of two who want it at the same moment', async () => {
      await place(admin(), lead, null, null);

      const outcomes = await Promise.allSettled([
        place(anna(), lead, people.anna, teamA),
        place(ben(), lead, people.ben, teamA),
      ]);

      expect(outcomes.filter((o) => o.status === 'fulfilled')).toHaveLength(1);
    });

    it('of the own team as its manager, and none of another', async () => {
      await place(admin(), lead, people.anna, teamA);
      await place(mia(), lead, people.ben, teamA);
      await place(mia(), lead, people.ben, teamB);

      await expect(place(mia(), lead, people.mia, teamA)).rejects.toMatchObject(refused);
    });

    it('never as an auditor', async () => {
      await expect(
        place(scope('AUDITOR', people.anna), lead, people.anna, null),
      ).rejects.toMatchObject(refused);
    });

    it('with every row of every registered table, but for the log, which keeps what was', async () => {
      await crm.sql(`CREATE TABLE probe (subject_id uuid, owner_id uuid, team_id uuid, territory text);
        INSERT INTO access_tables VALUES ('probe')`);
      await crm.sql('ALTER TABLE probe OWNER TO relance_owner');
      await crm.sql(
        `CREATE TRIGGER fill BEFORE INSERT ON probe FOR EACH ROW EXECUTE FUNCTION relance.access_fill('plain')`,
      );
      await place(admin(), lead, people.anna, teamA);
      await crm.sql('INSERT INTO probe (subject_id, owner_id) VALUES ($1, $2)', [lead, people.ben]);
      const insert = `INSERT INTO event_log (epoch, id, type, source, subject, key, time, audience, subject_id, data)
        VALUES (1, gen_random_uuid(), 'placed', '/test', 'x', 'k', now(), 'subject', '${lead}', '{}')`;
      await crm.sql(insert);
      expect(await crm.sql('SELECT owner_id, territory FROM probe')).toEqual([
        { owner_id: people.anna, territory: 'DE' },
      ]);

      await place(admin(), lead, people.ben, teamB, 'CH');
      await crm.sql(insert);

      expect(await crm.sql('SELECT * FROM probe')).toEqual([
        { subject_id: lead, owner_id: people.ben, team_id: teamB, territory: 'CH' },
      ]);
      expect(
        await crm.sql(
          `SELECT owner_id, team_id, territory FROM event_log WHERE type = 'placed' ORDER BY position`,
        ),
      ).toEqual([
        { owner_id: people.anna, team_id: teamA, territory: 'DE' },
        { owner_id: people.ben, team_id: teamB, territory: 'CH' },
      ]);
      await crm.sql(`DELETE FROM access_tables WHERE table_name = 'probe'; DROP TABLE probe`);
    });
  });

  describe('lets collaborate', () => {
    const [lead] = subjects as [string];
    const collaborate = (by: Scope, userId: string) =>
      db.transaction(by, (tx) => crm.app.get(AccessQueries).addCollaborator(tx, lead, userId));
    const listed = (by: Scope) =>
      db.transaction(by, (tx) => crm.app.get(AccessQueries).collaborators(tx, lead));
    const anna = () => scope('SALES', people.anna, [teamA]);
    const ben = () => scope('SALES', people.ben, [teamB], ['CH']);

    beforeEach(() => place(admin(), lead, people.anna, teamA));

    it('whom the owner asks, not who asks himself', async () => {
      await expect(collaborate(ben(), people.ben)).rejects.toMatchObject(refused);

      expect(await collaborate(anna(), people.ben)).toBe(true);
      expect(await collaborate(anna(), people.ben)).toBe(false);
    });

    it('who then sees with whom, and may leave but not ask others', async () => {
      await collaborate(anna(), people.ben);
      await collaborate(anna(), people.mia);

      expect(await listed(ben())).toEqual(expect.arrayContaining([people.ben, people.mia]));
      expect(await listed(scope('SALES', NOBODY))).toEqual([]);
      await expect(collaborate(ben(), NOBODY)).rejects.toMatchObject(refused);
      const remove = (by: Scope, userId: string) =>
        db.transaction(by, (tx) => crm.app.get(AccessQueries).removeCollaborator(tx, lead, userId));
      expect(await remove(ben(), people.mia)).toBe(false);
      expect(await remove(ben(), people.ben)).toBe(true);
      expect(await remove(anna(), people.mia)).toBe(true);
    });
  });
});
