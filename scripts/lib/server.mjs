import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { holds } from './lock.mjs';
import { identityOf } from './processes.mjs';
import { Refusal, say } from './progress.mjs';
import { inRoot, root } from './project.mjs';

const PORTS = { PORT: 3000, EVENTS_PORT: 3001, DASHBOARD_PORT: 8080 };
const LONGER_THAN_ITS_OWN_LIMIT_MS = 5000;

/** Refuses with one sentence for every port that another program holds. */
export async function checkPorts(env) {
  const taken = [];
  for (const [name, fallback] of Object.entries(PORTS)) {
    const port = Number(env[name] ?? fallback);
    if (port === 0 || (await isFree(port, env['HOST'] || '127.0.0.1'))) continue;
    const cure =
      name === 'PORT'
        ? `with another one, such as ${name}=${port + 100}`
        : `with another one, or with ${name}=0 to do without`;
    taken.push(`Port ${port} (${name}) is taken: stop the program that uses it, or start ${cure}.`);
  }
  if (taken.length > 0) throw new Refusal(taken.join('\n'));
}

/** Where a person opens it. */
export const addressOf = (env) =>
  env['PUBLIC_URL'] || `http://localhost:${env['PORT'] || PORTS.PORT}`;

/** A batch of mails outlives a young generation of the usual 16 MB; what does is moved, which costs a tenth of all. */
export const SERVER_FLAGS = ['--max-semi-space-size=64'];

/**
 * Runs the built server; what it prints is passed on, or goes to `output`, an open file.
 * @returns {{pid: number, identity: string | null, ended: Promise<{code: number | null, signal: string | null}>,
 *   answers: () => Promise<boolean>, isRunning: () => boolean, stop: () => Promise<void>, kill: () => void}}
 */
export function runServer(env, output = 'inherit') {
  const preload = pathToFileURL(inRoot('scripts', 'lib', 'end-with-parent.mjs')).href;
  const main = inRoot('dist', 'src', 'main.js');
  const child = spawn(process.execPath, [...SERVER_FLAGS, '--import', preload, main], {
    cwd: root,
    env,
    stdio: ['ignore', output, output, 'ipc'],
  });
  const ended = new Promise((done, failed) => {
    child.once('exit', (code, signal) => done({ code, signal }));
    child.once('error', failed);
  });
  const limit = Number(env['STOP_SECONDS'] || 20) * 1000 + LONGER_THAN_ITS_OWN_LIMIT_MS;
  const about = { pid: child.pid, identity: identityOf(child.pid) };
  return {
    ...about,
    ended,
    isRunning: () => holds(about),
    answers: () => answers(env),
    stop: () => endServer(about, limit),
    kill: () => child.kill('SIGKILL'),
  };
}

/** Waits for the first answer over HTTP, whatever it says. */
async function answers(env) {
  if (Number(env['PORT'] ?? PORTS.PORT) === 0) return true; // any free port: only the server knows which
  const host = !env['HOST'] || env['HOST'] === '0.0.0.0' ? '127.0.0.1' : env['HOST'];
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${env['PORT'] || PORTS.PORT}/health/live`;
  const isUp = () =>
    fetch(url).then(
      () => true,
      () => false,
    );
  while (!(await isUp())) await pause(100);
  return true;
}

/** Ends the server of a start command that was killed. */
export async function endOrphan(left) {
  if (!left?.server || !holds(left.server)) return;
  say(`The server of an earlier start still runs (process ${left.server.pid}): stopping it.`);
  await endServer(left.server, 30_000);
}

/** Gracefully, and by force when that takes longer than `limitMs`. */
async function endServer(server, limitMs) {
  const since = performance.now();
  let told = since;
  for (let signal = 'SIGTERM'; holds(server); await pause(50)) {
    if (signal) process.kill(server.pid, signal);
    signal = null;
    if (performance.now() - since > limitMs) signal = 'SIGKILL';
    if (performance.now() - told > 4500) {
      say('The server finishes what is in flight ...');
      told = performance.now();
    }
  }
}

function isFree(port, host) {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', (error) => done(error.code !== 'EADDRINUSE'));
    server.listen(port, host, () => server.close(() => done(true)));
  });
}
