import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { migrate } from '../../src/core/migrate';

export const TEMPLATE = 'relance_template';
const SERVER_PASSWORD = 'test-server';

export interface TestDatabase {
  readonly name: string;
  /** May do everything; for looking behind the curtain. */
  readonly superUrl: string;
  /** Runs migrations as relance_owner. */
  readonly ownerUrl: string;
  /** The login without rights that the server uses. */
  readonly serverUrl: string;
  drop(): Promise<void>;
}

/** The clusters of this run, one for each worker. */
function superUrls(): string[] {
  const urls =
    process.env['TEST_DATABASE_SUPER_URLS'] ?? process.env['TEST_DATABASE_SUPER_URL'] ?? '';
  if (!urls)
    throw new Error(
      'TEST_DATABASE_SUPER_URL is missing: run `npm test`, or jest with its global set-up.',
    );
  return urls.split(' ');
}

function superUrl(): string {
  const urls = superUrls();
  return urls[Number(process.env['JEST_WORKER_ID'] ?? 1) - 1] ?? urls[0] ?? '';
}

function at(
  name: string,
  login?: { user: string; password: string },
  cluster = superUrl(),
): string {
  const url = new URL(cluster);
  url.pathname = `/${name}`;
  if (login) [url.username, url.password] = [login.user, login.password];
  return url.href;
}

async function run(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** Roles and a migrated template, once a run and cluster; every test file clones it, so that migrations are what is tested. */
export async function prepareTemplates(): Promise<void> {
  for (const cluster of superUrls()) {
    const template = at(TEMPLATE, undefined, cluster);
    await run(cluster, `DROP DATABASE IF EXISTS ${TEMPLATE} WITH (FORCE)`);
    await run(cluster, `CREATE DATABASE ${TEMPLATE}`);
    await run(template, readFileSync(join(__dirname, '../../scripts/roles.sql'), 'utf8'));
    await run(cluster, `ALTER ROLE relance_server PASSWORD '${SERVER_PASSWORD}'`);
    await migrate({ ownerUrl: template });
  }
}

let made = 0;

/** A database of one's own; `empty` has roles but no migrations yet. */
export async function testDatabase({ empty = false } = {}): Promise<TestDatabase> {
  made += 1;
  const name = `relance_test_${String(process.pid)}_${String(made)}_${process.env['JEST_WORKER_ID'] ?? '0'}`;
  await run(superUrl(), `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await run(
    superUrl(),
    empty ? `CREATE DATABASE ${name}` : `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`,
  );
  if (empty) await run(at(name), readFileSync(join(__dirname, '../../scripts/roles.sql'), 'utf8'));
  return {
    name,
    superUrl: at(name),
    ownerUrl: at(name),
    serverUrl: at(name, { user: 'relance_server', password: SERVER_PASSWORD }),
    drop: () => run(superUrl(), `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

/** Runs SQL past every rule, for arranging and for looking. */
export async function asSuperuser<R extends object>(
  database: TestDatabase,
  sql: string,
  values: unknown[] = [],
): Promise<R[]> {
  const client = new Client({ connectionString: database.superUrl });
  await client.connect();
  try {
    return (await client.query<R>(sql, values)).rows;
  } finally {
    await client.end();
  }
}
