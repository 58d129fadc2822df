import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { readConfig } from '../../src/core/config';
import {
  Database,
  type DbScope,
  lockKeys,
  openingStatement,
  systemDbScope,
} from '../../src/core/database';
import { Log } from '../../src/core/log';
import { asSuperuser, testDatabase, type TestDatabase } from '../support/database';
import { type Ground, startGround } from '../support/ground';

const ME = '0198c0de-0000-7000-8000-000000000001';
const sales: DbScope = {
  dbRole: 'relance_sales',
  settings: { user_id: [ME], team_ids: [], territories: ['DE'] },
  correlationId: null,
  actor: { kind: 'user', id: ME },
};
const WHO = `SELECT current_user AS role, current_setting('relance.user_id', true) AS me`;

describe('a transaction', () => {
  let database: TestDatabase;
  let ground: Ground;

  beforeAll(async () => {
    database = await testDatabase();
    ground = await startGround(database, {
      env: { DATABASE_POOL_SIZE: '2', DATABASE_STATEMENT_TIMEOUT_SECONDS: '1' },
    });
  });

  afterAll(async () => {
    await ground.app.close();
    await database.drop();
  });

  const whoAmI = async () =>
    (await ground.db.dataSource.query<{ role: string; me: string | null }[]>(WHO))[0];

  it('runs with the role and the settings of its scope, and leaves none behind', async () => {
    const [inside] = await ground.db.transaction(sales, (tx) => tx.rows(WHO));

    expect(inside).toEqual({ role: 'relance_sales', me: ME });
    for (let i = 0; i < 4; i++) expect(await whoAmI()).toMatchObject({ role: 'relance_server' });
    for (let i = 0; i < 4; i++) expect((await whoAmI())?.me ?? '').toBe('');
  });

  it.each([
    'SELECT * FROM event_log',
    'SELECT * FROM users',
    'SELECT * FROM leads',
    'DELETE FROM event_keys',
  ])('is needed: the server’s own login may not %s', async (sql) => {
    await expect(ground.db.dataSource.query(sql)).rejects.toMatchObject({ code: '42501' });
  });

  it('rolls back and comes back clean when its function throws', async () => {
    await asSuperuser(database, 'CREATE TABLE note (n int); GRANT ALL ON note TO relance_sales');
    const failing = ground.db.transaction(sales, async (tx) => {
      await tx.rows('INSERT INTO note VALUES (1)');
      throw new Error('no');
    });

    await expect(failing).rejects.toThrow('no');
    expect(await asSuperuser(database, 'SELECT * FROM note')).toEqual([]);
    expect(await whoAmI()).toMatchObject({ role: 'relance_server' });
  });

  it('does not report success after a swallowed SQL error', async () => {
    const swallowed = ground.db.transaction(sales, async (tx) => {
      await tx.rows('SELECT 1/0').catch((error: unknown) => error);
      return 'fine';
    });

    await expect(swallowed).rejects.toThrow('aborted');
  });

  it('never gives a connection back that was ended inside', async () => {
    const stray = ground.db.transaction(sales, async (tx) => {
      await tx.rows('COMMIT');
    });

    await expect(stray).rejects.toThrow('ended inside');
    for (let i = 0; i < 4; i++) expect(await whoAmI()).toMatchObject({ role: 'relance_server' });
  });

  it('is cut off by the statement timeout without leaking its scope', async () => {
    const slow = ground.db.transaction(sales, (tx) => tx.rows('SELECT pg_sleep(5)'));

    await expect(slow).rejects.toMatchObject({ code: '57014' });
    for (let i = 0; i < 4; i++) expect(await whoAmI()).toMatchObject({ role: 'relance_server' });
  });

  it('undoes a savepoint alone, and calls back only what was committed', async () => {
    const rung: string[] = [];
    await ground.db.transaction(sales, async (tx) => {
      tx.afterCommit(() => rung.push('kept'));
      const failed = tx.savepoint(async () => {
        tx.afterCommit(() => rung.push('undone'));
        await tx.rows('SELECT 1/0');
      });
      await expect(failed).rejects.toMatchObject({ code: '22012' });
      await tx.rows('SELECT 1');
    });

    expect(rung).toEqual(['kept']);
  });

  it('runs what was sent before what is asked next, and commits it', async () => {
    await asSuperuser(database, 'CREATE TABLE post (n int); GRANT ALL ON post TO relance_sales');

    const seen = await ground.db.transaction(sales, async (tx) => {
      void tx.send('INSERT INTO post VALUES ($1)', [1]);
      const rows = await tx.rows<{ n: number }>('SELECT n FROM post');
      void tx.send('INSERT INTO post VALUES ($1)', [2]);
      return rows;
    });

    expect(seen).toEqual([{ n: 1 }]);
    expect(await asSuperuser(database, 'SELECT n FROM post ORDER BY n')).toEqual([
      { n: 1 },
      { n: 2 },
    ]);
  });

  it.each([
    ['is the last', []],
    ['is followed by others', ['SELECT 1']],
  ])('fails with the error of what was sent, when that %s', async (_, others) => {
    const rung: string[] = [];
    const failing = ground.db.transaction(sales, async (tx) => {
      tx.afterCommit(() => rung.push('committed'));
      void tx.send('SELECT 1/$1::int', [0]);
      for (const sql of others) await tx.rows(sql);
    });

    await expect(failing).rejects.toMatchObject({ code: '22012' });
    expect(rung).toEqual([]);
    expect(await whoAmI()).toMatchObject({ role: 'relance_server' });
  });

  it('lives on after a savepoint in which what was sent has failed', async () => {
    const answer = await ground.db.transaction(sales, async (tx) => {
      const failed = tx.savepoint(() => {
        void tx.send('SELECT 1/$1::int', [0]);
        return Promise.resolve();
      });
      await expect(failed).rejects.toMatchObject({ code: '22012' });
      return tx.rows<{ n: number }>('SELECT 1 AS n');
    });

    expect(answer).toEqual([{ n: 1 }]);
  });

  it('runs nothing when it cannot be opened', async () => {
    const scope: DbScope = { ...sales, dbRole: 'relance_nobody' };

    const refused = ground.db.transaction(scope, (tx) => tx.rows('SELECT 1'));

    await expect(refused).rejects.toMatchObject({ message: expect.stringContaining('nobody') });
    expect(await whoAmI()).toMatchObject({ role: 'relance_server' });
  });

  it.each<DbScope>([
    { ...sales, dbRole: 'relance_sales; DROP TABLE leads' },
    { ...sales, settings: { user_id: [`x'; SET ROLE postgres; --`] } },
    { ...sales, settings: { territories: ['DE', `'`] } },
  ])('refuses a scope that is no plain word (%#)', (scope) => {
    expect(() => openingStatement(scope)).toThrow(TypeError);
  });

  it('lets two that lock the same keys wait for each other, in whatever order they name them', async () => {
    const order: string[] = [];
    const act = (name: string, keys: string[]) =>
      ground.db.transaction(systemDbScope(name), async (tx) => {
        await lockKeys(tx, keys);
        order.push(`${name} in`);
        await tx.rows('SELECT pg_sleep(0.05)');
        order.push(`${name} out`);
      });

    await Promise.all([act('a', ['x', 'y', 'x']), act('b', ['y', 'x'])]);

    expect(order[1]).toBe(`${(order[0] ?? '').slice(0, 1)} out`);
    expect(order).toHaveLength(4);
  });

  it('is not served to a login that owns or bypasses anything', async () => {
    await expect(startGround({ ...database, serverUrl: database.superUrl })).rejects.toThrow(
      'superuser',
    );
  });
});

describe('a connection that is ended as soon as it is there', () => {
  it('fails whoever wanted it, and not the process', async () => {
    const server = createServer((socket) => {
      // What a client sends beyond its greeting meets a closed connection.
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(ENDED_AT_ONCE));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const config = readConfig({
      RELANCE_ENV: 'test',
      DATABASE_URL: `postgres://nobody@127.0.0.1:${String(port)}/none`,
    });

    await expect(new Database(config, new Log('silent')).onModuleInit()).rejects.toThrow();
    server.close();
    await once(server, 'close');
  });
});

/**
 * AuthenticationOk, ReadyForQuery and a fatal ErrorResponse in one piece, so that the error is read before whoever asked
 * for the connection has run (PostgreSQL protocol 3.0, message formats).
 */
const ENDED_AT_ONCE = Buffer.concat([
  Buffer.from('R\0\0\0\x08\0\0\0\0', 'latin1'),
  Buffer.from('Z\0\0\0\x05I', 'latin1'),
  errorResponse('SFATAL\0C57P01\0Mterminating connection due to administrator command\0\0'),
]);

function errorResponse(fields: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(4 + fields.length);
  return Buffer.concat([Buffer.from('E'), length, Buffer.from(fields, 'latin1')]);
}
