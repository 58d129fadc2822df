import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { start } from '../../scripts/embedded-postgres.mjs';

export const require = createRequire(import.meta.url);
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const NAME = 'relance_bench';
const PASSWORD = 'bench-server';

/**
 * A cluster of its own with a migrated, empty database. fsync and synchronous_commit stay on, as everywhere
 * that data matters.
 */
export async function freshDatabase() {
  const { Client } = require('pg');
  const folder = mkdtempSync(join(tmpdir(), 'relance-bench-'));
  const server = await start({ dataDir: join(folder, 'pg'), port: 0, password: 'bench' });
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
  await sql(`CREATE DATABASE ${NAME}`, [], server.url('postgres'));
  await sql(readFileSync(join(ROOT, 'scripts/roles.sql'), 'utf8'));
  await sql(`ALTER ROLE relance_server PASSWORD '${PASSWORD}'`);
  await require(join(ROOT, 'dist/src/core/migrate.js')).migrate({ ownerUrl: superUrl });
  const serverUrl = new URL(superUrl);
  [serverUrl.username, serverUrl.password] = ['relance_server', PASSWORD];
  return {
    superUrl,
    serverUrl: serverUrl.href,
    sql,
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
