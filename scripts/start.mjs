import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { start as startPostgres, stop as stopPostgres } from './embedded-postgres.mjs';
import { aloud, endCommands } from './lib/commands.mjs';
import { applyMigrations, embeddedOptions, openDatabase } from './lib/database.mjs';
import { takeLock } from './lib/lock.mjs';
import { prepare } from './lib/prepare.mjs';
import { Refusal, report, say, step } from './lib/progress.mjs';
import { inData, inRoot } from './lib/project.mjs';
import { addressOf, checkPorts, endOrphan, runServer } from './lib/server.mjs';
import { isProduction, settings } from './lib/settings.mjs';

const USAGE = `Usage: npm start [-- --demo]

Installs and builds what is missing, starts PostgreSQL, migrates it, and runs Relance until Ctrl+C.
  --demo  also loads a demo team, marked as simulated

Settings come from the environment and from .env; .env.example names them all.`;

const WATCH_MS = 1000;
const NPM_REPEATS_WITHIN_MS = 1000; // a Ctrl+C comes from the terminal and again from npm

/** What runs and has to be ended, in this order. */
let server = null;
let postgres = null;
let lock = null;

class Stopped extends Error {}
let stopping = false;
const stopRequested = new Promise((stop) => {
  let first = 0;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => {
      if (!stopping) say(`${signal}: stopping ...`);
      else if (performance.now() - first > NPM_REPEATS_WITHIN_MS) server?.kill();
      first ||= performance.now();
      stopping = true;
      endCommands();
      stop();
    });
});
const unlessStopped = () => {
  if (stopping) throw new Stopped();
};

async function run() {
  const values = argumentsOf(process.argv.slice(2));
  if (values.help) return void process.stdout.write(`${USAGE}\n`);
  const env = { ...settings(), ...(values.demo && { RELANCE_DEMO: '1' }) };
  await becomeTheOnlyOne(env);
  await checkPorts(env);
  await prepare();
  unlessStopped();
  if (values.demo && isProduction(env))
    throw new Refusal('Production takes no demo team: start it without --demo.');
  const database = await openDatabase(env);
  postgres = database.server;
  unlessStopped();
  if (database.ownerUrl) await applyMigrations(database.ownerUrl);
  unlessStopped();
  if (values.demo) await loadDemo(database.env);
  unlessStopped();
  await serve(database.env);
}

/** Lets the demo team live its three months, once. */
async function loadDemo(env) {
  const command = [process.execPath, inRoot('dist', 'src', 'demo.js')];
  const serverEnv = { ...env };
  delete serverEnv['DATABASE_OWNER_URL'];
  const code = await aloud('Loading the demo team', command, { env: serverEnv });
  if (code !== 0 && !stopping)
    throw new Refusal('The demo team was not loaded; the reason stands above.');
}

function argumentsOf(args) {
  try {
    return parseArgs({ args, options: { demo: { type: 'boolean' }, help: { type: 'boolean' } } })
      .values;
  } catch (error) {
    throw new Refusal(`${error.message}\n\n${USAGE}`);
  }
}

async function becomeTheOnlyOne(env) {
  const taken = await takeLock(inData('start.lock'), { url: addressOf(env) });
  if (taken.holder) {
    const { url, pid, since } = taken.holder;
    throw new Refusal(
      `Relance already runs in this folder: ${url} (process ${pid}, since ${since}).`,
    );
  }
  lock = taken;
  await endOrphan(lock.left);
}

async function serve(env) {
  // The server gets no address by which it could become the owner of the schema.
  const serverEnv = { ...env };
  delete serverEnv['DATABASE_OWNER_URL'];
  server = runServer(serverEnv);
  lock.note({ server: { pid: server.pid, identity: server.identity } });
  const over = Promise.race([
    server.ended,
    stopRequested,
    ...(postgres ? [keepPostgres(env)] : []),
  ]);
  const refusal = async (what, hint) => {
    const end = await over;
    unlessStopped();
    return new Refusal(
      `${what} (${end.signal ? `killed by ${end.signal}` : `exit code ${end.code}`})${hint}`,
    );
  };
  await step('Starting the server', async () => {
    if (!(await Promise.race([server.answers(), over.then(() => false)])))
      throw await refusal('The server does not start', '; the reason stands above.');
  });
  say('Ctrl+C stops Relance.');
  throw await refusal(
    'The server ended unexpectedly',
    '. What it had confirmed is kept. Start it again with: npm start',
  );
}

/** Starts PostgreSQL again when it was killed; the server connects anew by itself. */
async function keepPostgres(env) {
  const { port } = postgres;
  while (!stopping) {
    await pause(WATCH_MS);
    if (stopping || postgres.isRunning()) continue;
    say('PostgreSQL ended unexpectedly: starting it again ...');
    postgres = await startPostgres({ ...embeddedOptions(env), port });
    if (postgres.port !== port)
      throw new Refusal(
        `Port ${port} of PostgreSQL was taken meanwhile. Start again with: npm start`,
      );
    say('PostgreSQL runs again; what was confirmed is kept.');
  }
}

async function shutDown() {
  stopping = true;
  if (server?.isRunning()) await step('Stopping the server', () => server.stop());
  if (!lock) return;
  await stopPostgres({ dataDir: inData('pg') }); // also one that was about to start when something failed
  lock.release();
}

try {
  await run();
} catch (error) {
  if (!stopping) report(error);
}
try {
  await shutDown();
} catch (error) {
  report(error);
}
process.exit();
