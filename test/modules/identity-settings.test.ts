import { Database } from '../../src/core/database';
import { Sessions, Settings } from '../../src/identity';
import { NewUserLocale } from '../../src/identity/people/new-user-settings.rules';
import type { Scope } from '../../src/identity/scope.rules';
import { Crm, type Visitor } from '../support/crm';

const NOBODY = '00000000-0000-7000-8000-00000000dead';
const problem = (body: unknown) => (body as { type: string }).type.replace('/problems/', '');

/** As the guard makes it, for what is asked of a service directly. */
async function scopeFor(crm: Crm, visitor: Visitor): Promise<Scope> {
  const principal = await crm.app
    .get(Sessions)
    .authenticate({ cookie: visitor.cookieHeader, address: null, correlationId: null });
  if (!principal) throw new Error('Nobody is signed in.');
  return principal.scope;
}

describe('a setting', () => {
  let crm: Crm;
  let mia: Visitor;
  const { key } = NewUserLocale;

  beforeAll(async () => {
    crm = await Crm.start();
    mia = await crm.person({ name: 'Mia', role: 'MANAGER', territories: ['CH'] });
  });
  afterAll(() => crm.stop());

  it('has its default until somebody sets it, for a territory before everybody', async () => {
    const settings = crm.app.get(Settings);
    expect(await settings.get(NewUserLocale)).toBe('de');

    const { status, body } = await crm.admin.set(key, {
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
    for (const value of ['en', 'de', 'en']) await crm.admin.set(key, { value });

    expect(await crm.app.get(Settings).get(NewUserLocale)).toBe('en');
    const { body } = await crm.admin.get<{
      items: { key: string; values: { territory: string | null; value: unknown }[] }[];
    }>('/v1/settings');
    const listed = body.items.find((s) => s.key === NewUserLocale.key);
    expect(listed?.values.filter((v) => v.territory === null).map((v) => v.value)).toEqual(['en']);
  });

  it('is not changed on a value that somebody has changed meanwhile', async () => {
    interface View {
      values: { id: string; territory: string | null; changedByName: string | null }[];
    }
    const place = '/v1/settings/follow-ups.offer-valid-days';
    const change = (value: number, version: string) =>
      crm.admin.put<View>(place, { value }, { headers: { 'if-match': `"setting-${version}"` } });

    const blind = await crm.admin.put<View>(place, { value: 10 });
    const first = await change(10, 'default');

    const [standing] = first.body.values;
    expect([blind.status, problem(blind.body)]).toEqual([428, 'precondition-required']);
    expect([first.status, standing?.changedByName]).toEqual([200, 'Admin']);
    const stale = await change(11, 'default');
    expect([stale.status, problem(stale.body), stale.headers.get('etag')]).toEqual([
      412,
      'stale-version',
      `"setting-${standing!.id}"`,
    ]);
    expect(stale.body).toMatchObject({ changedAt: expect.stringMatching(/Z$/) as unknown });
    expect((await change(11, standing!.id)).status).toBe(200);
  });

  it.each([
    ['a value that it cannot have', { value: 'fr' }, '#/value'],
    ['a territory that is not there', { value: 'de', territory: 'XX' }, '#/territory'],
    ['a user, for whom it does not differ', { value: 'de', userId: NOBODY }, '#/userId'],
  ])('is not set to %s', async (_, input, pointer) => {
    const answer = await crm.admin.set<{ errors: { pointer: string }[] }>(key, input);

    expect([answer.status, problem(answer.body), answer.body.errors[0]?.pointer]).toEqual([
      400,
      'invalid-request',
      pointer,
    ]);
  });

  it('that nobody declared is not found', async () => {
    const { status, body } = await crm.admin.set('nothing.at-all', { value: 1 });

    expect([status, problem(body)]).toEqual([404, 'setting-not-found']);
  });

  it('is changed by whom its module names', async () => {
    const { status, body } = await mia.set(key, { value: 'de', territory: 'CH' });

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
