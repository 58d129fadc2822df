import * as fs from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findRunner } from './lib/postgres-runner.mjs';
import { commandOf, cwdOf, isAlive } from './lib/processes.mjs';

export const SUPERUSER = 'postgres';

/** Sorts alike on every system. */
const CLUSTER = [
  '-E',
  'UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
];
const SERVER = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=200',
  'timezone=UTC',
];
const FORGETFUL = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'wal_level=minimal',
  'max_wal_senders=0',
];
const TLS_REQUEST = Buffer.from('0000000804d2162f', 'hex'); // SSLRequest, PostgreSQL's message formats
const START_ATTEMPTS = 8;
const LONGEST_RECOVERY_SECONDS = 300;

/**
 * Starts PostgreSQL on `dataDir`, which is made when missing; adopts the server that already runs there.
 * @param {{dataDir: string, port?: number, password: string, testMode?: boolean}} options
 *   port 0 (default) takes any free one; testMode loses data at a power cut and is several times faster
 * @returns {Promise<{port: number, pid: number, adopted: boolean, url: (database: string) => string, isRunning: () => boolean, stop: () => Promise<void>}>}
 *   `port` is the next free one when the one asked for is taken
 */
export async function start({ dataDir, port = 0, password, testMode = false }) {
  const home = resolve(dataDir);
  const running = await settled(home);
  const server = running ?? (await launch(home, port, password, testMode));
  return {
    ...server,
    adopted: running !== null,
    url: (database) =>
      `postgres://${SUPERUSER}:${encodeURIComponent(password)}@127.0.0.1:${server.port}/${database}`,
    isRunning: () => isAlive(server.pid),
    stop: () => stop({ dataDir: home }),
  };
}

/** Ends its sessions and writes everything out; does nothing when nothing runs. */
export async function stop({ dataDir }) {
  const home = resolve(dataDir);
  for (const signal of ['SIGINT', 'SIGQUIT']) {
    // fast, then immediate
    const running = postmaster(home);
    if (!running) return;
    process.kill(running.pid, signal);
    for (let waited = 0; waited < 30_000 && isAlive(running.pid); waited += 20) await pause(20);
  }
  if (postmaster(home)) throw new Error(`PostgreSQL on ${home} does not stop`);
}

/** Gives the superuser of a stopped cluster a new password, for one that was lost. */
export async function resetPassword({ dataDir, password }) {
  const runner = await findRunner(resolve(dataDir));
  const statement = `ALTER ROLE ${SUPERUSER} PASSWORD '${password.replaceAll("'", "''")}'\n`;
  const { code, output } = await runner.run(
    'postgres',
    ['--single', '-D', resolve(dataDir), 'postgres'],
    statement,
  );
  if (code !== 0) throw new Error(`The database takes no new password: ${output}`);
}

/** The next free port from `port` on; any free one for 0. */
export async function freePort(port) {
  for (const candidate of port === 0
    ? [0]
    : Array.from({ length: 100 }, (_, index) => port + index)) {
    const server = createServer();
    const free = await new Promise((done) => {
      server.once('error', () => done(null));
      server.listen(candidate, '127.0.0.1', () => done(server.address().port));
    });
    if (free === null) continue;
    await new Promise((closed) => server.close(closed));
    return free;
  }
  throw new Error(`No port is free from ${port} to ${port + 99}`);
}

async function launch(home, port, password, testMode) {
  if (!fs.existsSync(dirname(home))) {
    fs.mkdirSync(dirname(home), { recursive: true });
    fs.chmodSync(dirname(home), 0o711); // whom PostgreSQL runs as passes through
  }
  const runner = await findRunner(home);
  if (!fs.existsSync(join(home, 'PG_VERSION')))
    await createCluster(runner, home, password, testMode);
  runner.own(home);
  const log = join(home, 'server.log');
  for (let attempt = 1; ; attempt += 1) {
    const logged = fs.statSync(log, { throwIfNoEntry: false })?.size ?? 0;
    const settings = [`port=${await freePort(port)}`, ...SERVER, ...(testMode ? FORGETFUL : [])];
    const options = settings.map((setting) => `-c ${setting}`).join(' ');
    const { code, output } = await runner.run('pg_ctl', [
      '-D',
      home,
      '-l',
      log,
      '-w',
      '-t',
      '60',
      '-o',
      options,
      'start',
    ]);
    const server = await settled(home); // a recovery may last longer than pg_ctl waits
    if (server) return server;
    if (attempt === START_ATTEMPTS)
      throw new Error(
        `PostgreSQL does not start (${code}): ${output}${fs.existsSync(log) ? fs.readFileSync(log, 'utf8').slice(logged) : ''}`,
      );
    await pause(250 * attempt); // after a kill -9 its children hold the shared memory for a moment; a port may have been taken
  }
}

/** Under another name until it is whole, so that a first start that is killed leaves nothing half made. */
async function createCluster(runner, home, password, testMode) {
  const partial = `${home}.partial`;
  const secret = fs.mkdtempSync(join(tmpdir(), 'relance-'));
  const passwordFile = join(secret, 'password');
  try {
    fs.rmSync(partial, { recursive: true, force: true });
    fs.mkdirSync(partial, { mode: 0o700 });
    fs.writeFileSync(passwordFile, password, { mode: 0o600 });
    [partial, secret].forEach(runner.own);
    const access = ['-U', SUPERUSER, '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
    const { code, output } = await runner.run('initdb', [
      '-D',
      partial,
      ...access,
      ...CLUSTER,
      ...(testMode ? ['--no-sync'] : []),
    ]);
    if (code !== 0) throw new Error(`PostgreSQL cannot make its data directory: ${output}`);
    fs.renameSync(partial, home);
  } finally {
    fs.rmSync(secret, { recursive: true, force: true });
  }
}

/** The running server once it is neither starting nor stopping, or null. */
async function settled(home) {
  for (let waited = 0; waited < LONGEST_RECOVERY_SECONDS * 1000; waited += 50) {
    const server = postmaster(home);
    if (!server) return null;
    if (server.status === 'ready' && (await answers(server.port)))
      return { pid: server.pid, port: server.port };
    await pause(50);
  }
  throw new Error(
    `PostgreSQL on ${home} is neither up nor down after ${LONGEST_RECOVERY_SECONDS} s; see its server.log`,
  );
}

/** Asks for TLS and waits for the yes or no: a server that was just killed looks alive for a moment. */
function answers(port) {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(TLS_REQUEST));
    socket.setTimeout(2000, () => socket.destroy());
    socket.once('data', () => (done(true), socket.destroy()));
    socket.once('error', () => done(false)).once('close', () => done(false));
  });
}

/** What postmaster.pid tells. A file that a dead server left, whose number another process may have by now, is removed. */
function postmaster(home) {
  const file = join(home, 'postmaster.pid');
  if (!fs.existsSync(file)) return null;
  const text = fs.readFileSync(file, 'utf8');
  const lines = text.split('\n').map((line) => line.trim());
  const [pid, port, status] = [Number(lines[0]), Number(lines[3]), lines[7] ?? 'starting'];
  if (isAlive(pid) && worksIn(pid, home)) return { pid, port, status };
  fs.rmSync(file, { force: true });
  return null;
}

function worksIn(pid, home) {
  const folder = cwdOf(pid);
  if (folder !== null) return folder === fs.realpathSync(home);
  return commandOf(pid)?.includes(home) ?? true;
}
