import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { childrenSeconds } from './child.mjs';
import { start } from '../../scripts/embedded-postgres.mjs';

export const require = createRequire(import.meta.url);
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const NAME = 'relance_bench';
const PASSWORD = 'bench-server';

/**
 * A cluster of its own with a migrated, empty database. fsync and synchronous_commit stay on, as everywhere
 * that data matters.
 * @param statements whether PostgreSQL counts what each statement costs, which costs a little itself
 */
export async function freshDatabase({ statements = false } = {}) {
  const { Client } = require('pg');
  const folder = mkdtempSync(join(tmpdir(), 'relance-bench-'));
  const options = { dataDir: join(folder, 'pg'), port: 0, password: 'bench' };
  let server = await start(options);
  const superUrl = server.url(NAME);
  const sql = async (text, values = [], url = superUrl) => {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query(text, values)).rows;
    } finally {
      await client.end();
    }
  };
  if (statements) {
    const preload = `ALTER SYSTEM SET shared_preload_libraries = 'pg_stat_statements'`;
    await sql(preload, [], server.url('postgres'));
    await server.stop();
    server = await start({ ...options, port: server.port });
  }
  await sql(`CREATE DATABASE ${NAME}`, [], server.url('postgres'));
  await sql(readFileSync(join(ROOT, 'scripts/roles.sql'), 'utf8'));
  await sql(`ALTER ROLE relance_server PASSWORD '${PASSWORD}'`);
  await require(join(ROOT, 'dist/src/core/migrate.js')).migrate({ ownerUrl: superUrl });
  if (statements) await sql('CREATE EXTENSION pg_stat_statements');
  const serverUrl = new URL(superUrl);
  [serverUrl.username, serverUrl.password] = ['relance_server', PASSWORD];
  return {
    superUrl,
    serverUrl: serverUrl.href,
    sql,
    /** CPU seconds of every process that serves a connection or works in the background. */
    cpuSeconds: () => childrenSeconds(server.pid),
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
