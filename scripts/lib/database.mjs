import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resetPassword, start } from '../embedded-postgres.mjs';
import { keys } from './keys.mjs';
import { Refusal, say, step } from './progress.mjs';
import { inData, inRoot } from './project.mjs';
import { isProduction } from './settings.mjs';

const DATABASE = 'relance';
const SERVER = 'relance_server';
const DEFAULT_PORT = 54329;
const require = createRequire(inRoot('package.json'));

export const rolesFile = inRoot('scripts', 'roles.sql');

/** Where the embedded PostgreSQL of this folder lies. */
export function embeddedOptions(env) {
  const port = Number(env['DATABASE_EMBEDDED_PORT'] || DEFAULT_PORT);
  return { dataDir: inData('pg'), port, password: keys().DATABASE_SUPERUSER_PASSWORD };
}

/**
 * Starts the embedded PostgreSQL, or adopts the one left running, on the next free port when its own is taken.
 * @returns {Promise<{server: Awaited<ReturnType<typeof start>>, ownerUrl: string}>}
 */
export async function openEmbedded(env) {
  const options = embeddedOptions(env);
  let server = await step('Starting PostgreSQL', () => start(options));
  if (server.adopted) say(`It was still running (process ${server.pid}).`);
  if (server.port !== options.port)
    say(`Port ${options.port} is taken: PostgreSQL listens on ${server.port}.`);
  if ((await signIn(server.url('postgres'))) === '28P01') {
    say(
      '.data/keys.json was lost: PostgreSQL gets a new password. What was encrypted with the old keys stays unreadable.',
    );
    await server.stop();
    await resetPassword(options);
    server = await start(options);
  }
  await createDatabase(server.url('postgres'), DATABASE);
  return { server, ownerUrl: server.url(DATABASE) };
}

/** Makes what the start command may make on a PostgreSQL of this installation: database, roles, the server's password. */
export async function prepareDatabase(ownerUrl, serverPassword = keys().DATABASE_SERVER_PASSWORD) {
  await createMissing(ownerUrl);
  await createRoles(ownerUrl);
  return serverLogin(ownerUrl, serverPassword);
}

export async function dropDatabase(ownerUrl) {
  const url = new URL(ownerUrl);
  const name = decodeURIComponent(url.pathname.slice(1));
  url.pathname = '/postgres';
  await execute(url.href, 'DROP DATABASE IF EXISTS %I WITH (FORCE)', name);
}

/** @returns the names of the migrations that were pending and are applied now */
export async function applyMigrations(ownerUrl) {
  return step('Migrating the database', async () => {
    const names = await migrateQuietly(ownerUrl);
    say(names.length === 0 ? 'The database is up to date.' : `Applied: ${names.join(', ')}`);
    return names;
  });
}

export const migrateQuietly = (ownerUrl) => compiled('core/migrate').migrate({ ownerUrl });

/** @returns whether they were missing */
export async function createRoles(ownerUrl) {
  const { rows } = await query(ownerUrl, `SELECT FROM pg_roles WHERE rolname = '${SERVER}'`);
  try {
    await query(ownerUrl, readFileSync(rolesFile, 'utf8'));
    return rows.length === 0;
  } catch (error) {
    if (error.code !== '42501') throw error;
    const reason = [error.message, error.detail, error.hint].filter(Boolean).join('. ');
    throw new Refusal(
      `The login of DATABASE_OWNER_URL may not create the roles: ${reason}\nPrint what somebody else must run with: npm run migrate -- --print-roles`,
    );
  }
}

/** The address of the login without rights; its password is set again when another folder has changed it. */
async function serverLogin(ownerUrl, password) {
  const url = new URL(ownerUrl);
  [url.username, url.password] = [SERVER, password];
  if (await signIn(url.href)) await execute(ownerUrl, `ALTER ROLE ${SERVER} PASSWORD %L`, password);
  return url.href;
}

/** Lets the login sign in as DATABASE_URL says, once, when it was made; what an operator changes later stays. */
export async function setServerPassword(ownerUrl, serverUrl) {
  const { username, password } = new URL(serverUrl);
  if (username !== SERVER) return;
  await execute(ownerUrl, `ALTER ROLE ${SERVER} PASSWORD %L`, decodeURIComponent(password));
}

/** In development a given PostgreSQL may lack the database that the address names. */
async function createMissing(ownerUrl) {
  if ((await signIn(ownerUrl)) !== '3D000') return;
  const url = new URL(ownerUrl);
  const name = decodeURIComponent(url.pathname.slice(1));
  url.pathname = '/postgres';
  await createDatabase(url.href, name);
}

async function createDatabase(url, name) {
  const { rows } = await query(url, 'SELECT FROM pg_database WHERE datname = $1', [name]);
  if (rows.length === 0) await execute(url, 'CREATE DATABASE %I', name);
}

/** A statement that takes no parameters, with one written into it by PostgreSQL's own `format`. */
async function execute(url, template, value) {
  const { rows } = await query(url, 'SELECT format($1, $2::text) AS sql', [template, value]);
  await query(url, rows[0].sql);
}

/** @returns null when it may, else the code of the refusal */
async function signIn(url) {
  try {
    await query(url, 'SELECT 1');
    return null;
  } catch (error) {
    if (['28P01', '28000', '3D000'].includes(error.code)) return error.code;
    throw error;
  }
}

async function query(url, sql, values) {
  const { Client } = require('pg');
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {}); // told again by the query that fails for it
  try {
    await client.connect();
    return await client.query(sql, values);
  } catch (error) {
    if (!['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'EAI_AGAIN'].includes(error.code)) throw error;
    throw new Refusal(
      `No PostgreSQL answers at ${new URL(url).host}: ${error.message || error.code}`,
    );
  } finally {
    await client.end();
  }
}

const compiled = (name) => require(inRoot('dist', 'src', `${name}.js`));

/**
 * The database of this folder: the embedded one, the one of DATABASE_OWNER_URL, or, as in production, the one of
 * DATABASE_URL, which somebody else prepares and migrates.
 * @returns {Promise<{env: object, ownerUrl: string | null, server: Awaited<ReturnType<typeof start>> | null}>}
 *   `env` is what a server or the command line needs to use it
 */
export async function openDatabase(settings) {
  if (isProduction(settings) && !settings['DATABASE_URL'])
    throw new Refusal(
      'RELANCE_ENV=production needs DATABASE_URL, an address of the login relance_server.',
    );
  if (isProduction(settings)) return { env: settings, ownerUrl: null, server: null };
  const env = { ...settings, SECRET_KEY: settings['SECRET_KEY'] || keys().SECRET_KEY };
  const given = env['DATABASE_OWNER_URL'];
  if (env['DATABASE_URL']) {
    if (given) await step('Preparing the database', () => createRoles(given));
    return { env, ownerUrl: given ?? null, server: null };
  }
  const { server, ownerUrl } = given ? { server: null, ownerUrl: given } : await openEmbedded(env);
  const serverUrl = await step('Preparing the database', () => prepareDatabase(ownerUrl));
  return { env: { ...env, DATABASE_URL: serverUrl }, ownerUrl, server };
}
