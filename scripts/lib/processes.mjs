import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';

const LINUX = process.platform === 'linux';

/** False for a zombie too: in a container nobody may ever reap it. */
export function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
  return !LINUX || statOf(pid)?.[0] !== 'Z';
}

/** Tells a process from a later one with the same number; null when it is gone or the system does not say. */
export function identityOf(pid) {
  if (LINUX) return statOf(pid)?.[19] ?? null;
  return ps(pid, 'lstart');
}

/** The folder a process works in; null when the system does not say. */
export function cwdOf(pid) {
  if (!LINUX) return null;
  return orNull(() => readlinkSync(`/proc/${pid}/cwd`));
}

/** The command line; null when the system does not say. */
export function commandOf(pid) {
  if (LINUX)
    return orNull(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '));
  return ps(pid, 'command');
}

/** The fields after the name, from the state on: the name may hold spaces. */
function statOf(pid) {
  const text = orNull(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  return text?.slice(text.lastIndexOf(')') + 2).split(' ');
}

function ps(pid, column) {
  if (process.platform === 'win32') return null;
  return orNull(
    () =>
      execFileSync('ps', ['-p', String(pid), '-o', `${column}=`], { encoding: 'utf8' }).trim() ||
      null,
  );
}

/** A process may end between two looks at it. */
function orNull(look) {
  try {
    return look();
  } catch {
    return null;
  }
}
