import { WebSocket } from 'ws';
import { Crm, type Visitor } from '../support/crm';

const problem = (body: unknown) => (body as { type: string }).type.replace('/problems/', '');

interface Issued {
  id: string;
  token: string;
  hint: string;
  acts: string[];
}

describe('an API token', () => {
  let crm: Crm;
  let anna: Visitor;

  beforeAll(async () => {
    crm = await Crm.start();
    anna = await crm.person({ name: 'Anna', role: 'SALES', territories: ['DE'] });
  });
  afterAll(() => crm.stop());

  const issue = async (who: Visitor, acts: string[]) => {
    const { status, body } = await who.post<Issued>('/v1/api-tokens', { name: 'ERP', acts });
    expect(status).toBe(201);
    return body;
  };
  const by = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

  it('does what it names, in the name and with the eyes of its owner', async () => {
    const { token, hint } = await issue(anna, ['leads.read', 'leads.write']);
    const program = crm.stranger();

    const made = await program.post('/v1/leads', LEAD, by(token));
    const list = await program.get<{ items: { ownerId: string }[] }>('/v1/leads', by(token));

    expect(token).toMatch(/^rlt_[\w-]{43}$/);
    expect(token.endsWith(hint)).toBe(true);
    expect(made.status).toBe(201);
    expect(list.body.items.map(({ ownerId }) => ownerId)).toEqual([anna.id]);
  });

  it('does nothing else, and nothing that is about a person', async () => {
    const { token } = await issue(anna, ['leads.read']);
    const program = crm.stranger();

    const write = await program.post('/v1/leads', LEAD, by(token));
    const password = await program.post('/v1/me/password', PASSWORDS, by(token));
    const another = await program.post(
      '/v1/api-tokens',
      { name: 'more', acts: ['leads.read'] },
      by(token),
    );

    expect(problem(write.body)).toBe('token-lacks-act');
    expect([password.status, another.status]).toEqual([403, 403]);
  });

  it('cannot do what the role of its owner may not', async () => {
    const { status, body } = await anna.post('/v1/api-tokens', {
      name: 'too much',
      acts: ['leads.read', 'users.manage', 'signed-in'],
    });

    expect([status, problem(body)]).toEqual([400, 'api-token-acts-refused']);
    expect(body['errors']).toMatchObject([{ pointer: '#/acts/1' }, { pointer: '#/acts/2' }]);
  });

  it('is stored as a digest only, and shows when it was used', async () => {
    const { token, id } = await issue(anna, ['leads.read']);
    await crm.stranger().get('/v1/leads', by(token));

    const rows = await crm.sql<{ found: boolean }>(
      `SELECT bool_or(k::text LIKE '%' || $1 || '%') AS found FROM api_tokens k`,
      [token.slice(4)],
    );
    const { body } = await anna.get<{ items: { id: string; lastUsedAt: string | null }[] }>(
      '/v1/api-tokens',
    );

    expect(rows).toEqual([{ found: false }]);
    expect(body.items.find((item) => item.id === id)?.lastUsedAt).toEqual(expect.any(String));
    expect(JSON.stringify(body)).not.toContain(token);
  });

  it('opens a stream only when it names that act', async () => {
    const { token } = await issue(anna, ['stream.connect']);
    const { token: blind } = await issue(anna, ['leads.read']);
    const answer = (bearer: string) =>
      new Promise<string>((done) => {
        const socket = new WebSocket(`${crm.url.replace('http', 'ws')}/ws/events`, {
          headers: { authorization: `Bearer ${bearer}` },
        });
        socket.once('open', () => {
          socket.close();
          done('open');
        });
        socket.once('error', ({ message }) => {
          done(message);
        });
      });

    expect(await answer(token)).toBe('open');
    expect(await answer(blind)).toContain('401');
  });

  it('ends at once when it is revoked, by its owner or an administrator only', async () => {
    const bruno = await crm.person({ name: 'Bruno', role: 'SALES', territories: ['DE'] });
    const { token, id } = await issue(anna, ['leads.read']);

    const foreign = await bruno.delete(`/v1/api-tokens/${id}`);
    const before = await crm.stranger().get('/v1/leads', by(token));
    const revoked = await crm.admin.delete(`/v1/api-tokens/${id}`);
    const after = await crm.stranger().get('/v1/leads', by(token));
    const again = await anna.delete<{ type: string }>(`/v1/api-tokens/${id}`);

    expect([foreign.status, before.status, revoked.status, after.status]).toEqual([
      404, 200, 204, 401,
    ]);
    expect(problem(again.body)).toBe('api-token-not-found');
  });

  it('is seen by its owner, and by an administrator that of everybody', async () => {
    const dora = await crm.person({ name: 'Dora', role: 'AUDITOR' });
    const { id } = await issue(dora, ['audit.read']);
    const idsOf = async (who: Visitor, of: string) => {
      const { status, body } = await who.get<{ items?: { id: string }[] }>(
        `/v1/api-tokens?of=${of}`,
      );
      return [status, body.items?.some((item) => item.id === id)];
    };

    expect(await idsOf(dora, 'me')).toEqual([200, true]);
    expect(await idsOf(anna, 'me')).toEqual([200, false]);
    expect(await idsOf(crm.admin, 'everybody')).toEqual([200, true]);
    expect(await idsOf(anna, 'everybody')).toEqual([403, undefined]);
  });

  it('runs out, and dies with the account', async () => {
    const emil = await crm.person({ name: 'Emil', role: 'SALES', territories: ['DE'] });
    const { token, id } = await issue(emil, ['leads.read']);
    const { token: living } = await issue(emil, ['leads.read']);
    await crm.sql(`UPDATE api_tokens SET expires_at = now() - interval '1 second' WHERE id = $1`, [
      id,
    ]);

    const expired = await crm.stranger().get('/v1/leads', by(token));
    const good = await crm.stranger().get('/v1/leads', by(living));
    await crm.admin.post(`/v1/users/${emil.id}/deactivation`, { successorId: anna.id });
    const orphaned = await crm.stranger().get('/v1/leads', by(living));

    expect([expired.status, good.status, orphaned.status]).toEqual([401, 200, 401]);
  });
});

const PASSWORDS = { current: 'sieben-kleine-zwerge', next: 'acht-grosse-zwerge-im-wald' };
const LEAD = {
  company: { name: 'Gasthaus Löwen', city: 'Ulm', country: 'DE' },
  contacts: [{ lastName: 'Vogt', email: 'vogt@loewen.example' }],
  source: 'REFERRAL',
};
