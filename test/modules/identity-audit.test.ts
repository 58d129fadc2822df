import { Database, type DbScope } from '../../src/core/database';
import { Audit, Sessions, systemScope } from '../../src/identity';
import type { AuditAct } from '../../src/identity/audit/audit-acts.rules';
import { AuditChain } from '../../src/identity/audit/audit-chain.service';
import type { Scope } from '../../src/identity/scope.rules';
import { Crm, PASSWORD, type Visitor } from '../support/crm';

const NOBODY = '00000000-0000-7000-8000-00000000dead';

/** As the guard makes it, for what is asked of a service directly. */
async function scopeFor(crm: Crm, visitor: Visitor): Promise<Scope> {
  const principal = await crm.app
    .get(Sessions)
    .authenticate({ cookie: visitor.cookieHeader, address: null, correlationId: null });
  if (!principal) throw new Error('Nobody is signed in.');
  return principal.scope;
}

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
    const beyond = ['1.2', '000001-99999999999999999999-0000000000000000001'];
    for (const place of beyond)
      expect((await crm.admin.get(`/v1/audit-log?cursor=${place}`)).status).toBe(400);
    const mia = await crm.person({ name: 'Mia', role: 'MANAGER' });
    expect((await mia.get('/v1/audit-log')).status).toBe(403);
  });

  it('is searched by who, act and time', async () => {
    type Found = { items: (Row & { doneAt: string; actor: { id: string } })[] };
    const [newest] = (await crm.admin.get<Found>('/v1/audit-log?act=users.create')).body.items;
    const page = await crm.admin.get<Found>(
      `/v1/audit-log?act=users.create&actorId=${newest!.actor.id}`,
    );
    const acts = await crm.admin.get<{ items: string[] }>('/v1/audit-log/acts');
    const distinct = await crm.sql<{ act: string }>('SELECT DISTINCT act FROM audit_log');

    expect(page.body.items).toContainEqual(newest);
    expect([...acts.body.items].sort()).toEqual(distinct.map((r) => r.act).sort());
    const at = page.body.items[0]!.doneAt;
    const count = async (query: string) =>
      (await crm.admin.get<{ items: Row[] }>(`/v1/audit-log?act=users.create&${query}`)).body.items
        .length;
    expect(await count(`actorId=${NOBODY}`)).toBe(0);
    expect(await count(`until=${page.body.items.at(-1)!.doneAt}`)).toBe(0);
    expect(await count(`from=${at}`)).toBeGreaterThan(0);
  });

  it('takes the rows of a sales user, who cannot read them', async () => {
    const eve = await crm.person({ name: 'Eve', role: 'SALES' });
    const scope = await scopeFor(crm, eve);
    const db = crm.app.get(Database);

    await db.transaction(scope, (tx) =>
      crm.app.get(Audit).write(tx, { act: 'leads.assign', why: 'because' }),
    );

    await expect(
      db.transaction(scope, (tx) => tx.rows('SELECT 1 FROM audit_log')),
    ).rejects.toMatchObject({ code: '42501' });
    const forged: DbScope = { ...scope, actor: { kind: 'user', id: NOBODY } };
    await expect(
      db.transaction(forged, (tx) => crm.app.get(Audit).write(tx, { act: 'leads.assign' })),
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
    const write = (act: AuditAct) => (tx: Parameters<Audit['write']>[0]) =>
      crm.app.get(Audit).write(tx, { act });
    await db.transaction(systemScope('test'), async (early) => {
      await write('sequences.pause')(early);
      await db.transaction(systemScope('test'), write('sequences.resume'));
      await crm.app.get(AuditChain).seal();
      const open = await crm.sql<{ hash: Buffer | null }>(
        `SELECT hash FROM audit_log WHERE act = 'sequences.resume'`,
      );
      expect(open).toEqual([{ hash: null }]);
    });

    await crm.drain();

    const [order] = await crm.sql<{ ordered: boolean }>(
      `SELECT (SELECT seal_position FROM audit_log WHERE act = 'sequences.pause')
            < (SELECT seal_position FROM audit_log WHERE act = 'sequences.resume') AS ordered`,
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
      crm.app.get(Audit).write(tx, { act: 'installation.confirm' }),
    );
    const unsealed = `UPDATE audit_log SET written_at = now() - interval '2 minutes' WHERE act = 'installation.confirm'`;

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
    ['a chain that ends otherwise', `UPDATE audit_head SET hash = sha256('other')`, null],
  ])('tells of %s', async (_, tampering, brokenAt) => {
    const [last] = await crm.sql<{ end: string }>(
      'SELECT max(seal_position)::text AS end FROM audit_log',
    );
    // One message is one transaction: the rows are put back as they were.
    await crm.sql(
      `CREATE TABLE kept AS SELECT * FROM audit_log; CREATE TABLE kept_head AS SELECT * FROM audit_head;
       SET session_replication_role = replica; ${tampering}`,
    );

    const found = await verify();

    expect(found).toMatchObject({ intact: false, brokenAt: brokenAt ?? last!.end });
    await crm.sql(
      `SET session_replication_role = replica; DELETE FROM audit_log; INSERT INTO audit_log SELECT * FROM kept;
       DELETE FROM audit_head; INSERT INTO audit_head SELECT * FROM kept_head; DROP TABLE kept, kept_head`,
    );
    expect(await verify()).toMatchObject({ intact: true });
  });
});
