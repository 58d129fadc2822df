import { Database } from '../../src/core/database';
import { LostPasswords, Sessions, UsersQueries } from '../../src/identity';
import type { Scope } from '../../src/identity/scope.rules';
import { ADMIN, Crm, PASSWORD, type Visitor } from '../support/crm';

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

describe('an account', () => {
  let crm: Crm;
  let team: string;
  let mia: Visitor;

  beforeAll(async () => {
    crm = await Crm.start();
    team = await crm.team('Nord');
    mia = await crm.person({ name: 'Mia', role: 'MANAGER', teamId: team });
    await crm.changeTeam(team, { managerId: mia.id });
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
    const withNul = Buffer.from(JSON.stringify(['a\0', NOBODY])).toString('base64url');
    for (const place of ['nonsense', withNul])
      expect((await crm.admin.get(`/v1/users?cursor=${place}`)).status).toBe(400);
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
    await crm.changeTeam(south, { managerId: moritz.id });
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
    await crm.changeTeam(west, { managerId: paul.id });

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
    const renamed = await crm.changeTeam(nord, { name: 'Norden' });

    expect([again.status, problem(again.body)]).toEqual([409, 'team-name-taken']);
    expect(renamed.body).toMatchObject({ name: 'Norden', members: 0, version: 2 });
    const change = { name: 'Nordost' };
    const stale = { headers: { 'if-match': `"team-${nord}-1"` } };
    expect((await crm.admin.patch(`/v1/teams/${nord}`, change)).status).toBe(428);
    expect((await crm.admin.patch(`/v1/teams/${nord}`, change, stale)).body).toMatchObject({
      currentEtag: `"team-${nord}-2"`,
    });
  });

  it('changes hands while its manager goes, and neither act waits for the other for ever', async () => {
    const [paul, mona] = [
      await crm.person({ name: 'Paul', role: 'MANAGER' }),
      await crm.person({ name: 'Mona', role: 'MANAGER' }),
    ];
    const west = await crm.team('West');
    await crm.changeTeam(west, { managerId: paul.id });
    // Whoever has begun with the person now takes their time before they come to the team.
    await crm.sql(`CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN PERFORM pg_sleep(0.3); RETURN NEW; END'`);
    await crm.sql(
      'CREATE TRIGGER dawdle BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION dawdle()',
    );

    const answers = await Promise.all([
      crm.admin.post(`/v1/users/${paul.id}/deactivation`, { successorId: mona.id }),
      crm.changeTeam(west, { managerId: mona.id }),
    ]);

    await crm.sql('DROP FUNCTION dawdle() CASCADE');
    expect(answers[0].status).toBe(200);
    // Whoever comes second saw a team that its manager had not left yet.
    expect([200, 412]).toContain(answers[1].status);
  });

  it('that is not there cannot be changed', async () => {
    const { status, body } = await crm.changeTeam(NOBODY, { name: 'X' });

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

    await crm.changeTeam(team, { managerId: one.id });
    expect(await teamsOf(one)).toEqual([team]);
    await crm.changeTeam(team, { managerId: two.id });

    expect([await teamsOf(one), await teamsOf(two)]).toEqual([[], [team]]);
    const refused = await crm.changeTeam<{ errors: { pointer: string }[] }>(team, {
      managerId: sales.id,
    });
    expect([refused.status, refused.body.errors[0]?.pointer]).toEqual([400, '#/managerId']);

    const nobody = await crm.admin.post<typeof refused.body>('/v1/teams', {
      name: 'Team ohne Leitung',
      managerId: '0198c0de-0000-7000-8000-00000000dead',
    });
    expect([nobody.status, nobody.body.errors[0]?.pointer]).toEqual([400, '#/managerId']);
  });

  it('is managed by the manager who is made for it, or becomes one in it, unless it has one', async () => {
    const [team, other] = [await crm.team('Neuland'), await crm.team('Altland')];
    const teamsOf = async (v: Visitor) =>
      (await v.get<{ scope: { teamIds: string[] } }>('/v1/session')).body.scope.teamIds;

    const first = await crm.person({ name: 'Nele Neu', role: 'MANAGER', teamId: team });
    const second = await crm.person({ name: 'Nico Neu', role: 'MANAGER', teamId: team });
    const risen = await crm.person({ name: 'Nora Neu', role: 'SALES', teamId: other });
    const { body } = await crm.admin.get<{ version: number }>(`/v1/users/${risen.id}`);
    const raised = await crm.admin.patch(
      `/v1/users/${risen.id}`,
      { role: 'MANAGER' },
      { headers: { 'if-match': `"user-${risen.id}-${String(body.version)}"` } },
    );

    expect(raised.status).toBe(200);
    expect([await teamsOf(first), await teamsOf(second), await teamsOf(risen)]).toEqual([
      [team],
      [],
      [other],
    ]);
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
      await crm.changeTeam(team, { managerId: manager.id });
      const scope = await scopeFor(crm, manager);
      return crm.app
        .get(Database)
        .transaction(scope, (tx) => crm.app.get(UsersQueries).assignable(tx, manager.id));
    };

    expect(await owns(inside)).toMatchObject({ id: inside.id });
    expect(await owns(outside)).toBeNull();
  });

  it('works in territories with their own money, law and taxes', async () => {
    const { body } = await crm.admin.get<{ items: Territory[] }>('/v1/territories');

    expect(body.items.map((t) => [t.code, t.currency])).toEqual([
      ['AT', 'EUR'],
      ['CH', 'CHF'],
      ['DE', 'EUR'],
    ]);
    const swiss = body.items[1]!.taxRates.filter(({ kind }) => kind === 'STANDARD');
    expect(swiss.at(-1)).toEqual({
      kind: 'STANDARD',
      startsOn: '2024-01-01',
      rateBasisPoints: 810,
    });
  });

  it('changes what a territory says and its taxes, as its administrator, once a version', async () => {
    const path = '/v1/territories/AT';
    const market = async () =>
      (await crm.admin.get<{ items: Territory[] }>('/v1/territories')).body.items[0]!;
    const { taxRates, version } = await market();
    const legalFooter = 'Sie können der Werbung jederzeit widersprechen (§ 174 TKG).';
    const rates = [...taxRates, { kind: 'REDUCED', startsOn: '2027-01-01', rateBasisPoints: 500 }];
    const stands = { headers: { 'if-match': `"territory-AT-${String(version)}"` } };
    const sales = await crm.person({ name: 'Toni Tirol', role: 'SALES' });

    const bySales = await sales.patch(path, { legalFooter }, stands);
    const blind = await crm.admin.patch(path, { legalFooter });
    const twice = await crm.admin.patch(path, { taxRates: [...rates, ...rates.slice(-1)] }, stands);
    const untaxed = await crm.admin.patch(path, { taxRates: rates.slice(-1) }, stands);
    const someday = { kind: 'STANDARD', startsOn: '2099-01-01', rateBasisPoints: 2000 };
    const notYet = await crm.admin.patch(path, { taxRates: [someday] }, stands);
    const changed = await crm.admin.patch<Territory>(
      path,
      { legalFooter, taxRates: rates },
      stands,
    );
    const late = await crm.admin.patch(path, { name: 'Tirol' }, stands);
    const same = await crm.admin.patch<Territory>(
      path,
      { legalFooter, taxRates: [...rates].reverse() },
      { headers: { 'if-match': `"territory-AT-${String(version + 1)}"` } },
    );
    const [audited] = await crm.sql<{ after: object }>(
      "SELECT after FROM audit_log WHERE act = 'territories.change'",
    );

    expect([bySales, blind, twice, untaxed, notYet, late].map(({ status }) => status)).toEqual([
      403, 428, 400, 400, 400, 412,
    ]);
    expect(changed.body).toMatchObject({ version: version + 1, legalFooter, name: 'Österreich' });
    expect(changed.body.taxRates).toHaveLength(taxRates.length + 1);
    expect(same.body).toEqual(changed.body);
    expect(await market()).toEqual(changed.body);
    expect(audited?.after).toMatchObject({ code: 'AT', legalFooter });
  });
});

interface Territory {
  readonly code: string;
  readonly version: number;
  readonly currency: string;
  readonly taxRates: readonly { kind: string; startsOn: string; rateBasisPoints: number }[];
}

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

  it('gets a new password from whoever holds the machine, even while it has to wait', async () => {
    const ole = await crm.person({ name: 'Ole', role: 'SALES' });
    for (let i = 0; i < 6; i++) await signIn(crm.stranger(), emailOf('Ole'), `guess-${String(i)}`);
    const waiting = await signIn(crm.stranger(), emailOf('Ole'), PASSWORD);

    const given = await crm.app.get(LostPasswords).replace('Ole@Relance.example ');

    expect(waiting.status).toBe(429);
    expect((await ole.get('/v1/session')).status).toBe(401);
    expect((await signIn(crm.stranger(), emailOf('Ole'), given)).status).toBe(201);
    expect((await signIn(crm.stranger(), emailOf('Ole'), PASSWORD)).status).toBe(401);
    const [audited] = await crm.sql<{ kind: string; subject: string }>(
      "SELECT actor_kind AS kind, subject_id AS subject FROM audit_log WHERE act = 'users.password'",
    );
    expect(audited).toEqual({ kind: 'system', subject: ole.id });
    await expect(crm.app.get(LostPasswords).replace('nobody@relance.example')).rejects.toThrow(
      'No active account has the address nobody@relance.example.',
    );
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
