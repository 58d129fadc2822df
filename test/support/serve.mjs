// The built product on a database of its own, for the browser tests: `node test/support/serve.mjs <port>`.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { start } from '../../scripts/embedded-postgres.mjs';

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL('../../', import.meta.url));
const { Client } = require('pg');
const NAME = 'relance_e2e';
const PASSWORD = 'test-server';
export const ADMIN = { email: 'admin@relance.example', password: 'correct-horse-battery' };

async function run(url, ...statements) {
  const client = new Client({ connectionString: url });
  await client.connect();
  for (const sql of statements) await client.query(sql);
  await client.end();
}

const folder = mkdtempSync(join(tmpdir(), 'relance-e2e-'));
const given = process.env.TEST_DATABASE_SUPER_URL;
const server = given
  ? null
  : await start({ dataDir: join(folder, 'pg'), port: 0, password: 'test', testMode: true });
const at = (login) => {
  const url = new URL(given ?? server.url('postgres'));
  if (login !== undefined) url.pathname = `/${NAME}`;
  if (login) [url.username, url.password] = [login, PASSWORD];
  return url.href;
};
await run(at(), `DROP DATABASE IF EXISTS ${NAME} WITH (FORCE)`, `CREATE DATABASE ${NAME}`);
await run(
  at(''),
  readFileSync(join(root, 'scripts/roles.sql'), 'utf8'),
  `ALTER ROLE relance_server PASSWORD '${PASSWORD}'`,
);
await require(join(root, 'dist/src/core/migrate.js')).migrate({ ownerUrl: at('') });

const child = spawn(process.execPath, [join(root, 'dist/src/main.js')], {
  stdio: 'inherit',
  env: {
    ...process.env,
    RELANCE_ENV: 'test',
    PORT: process.argv[2] ?? '3999',
    EVENTS_PORT: '0',
    DASHBOARD_PORT: '0',
    LOG_LEVEL: 'warn',
    DATABASE_URL: at('relance_server'),
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
    SECRET_KEY: 'x'.repeat(44),
    STREAM_MAX_PER_USER: '50',
    STREAM_MAX_PER_ADDRESS: '50',
  },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill('SIGTERM'));
child.on('exit', async (code) => {
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
  process.exit(code ?? 1);
});
