import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { identityOf, isAlive } from './processes.mjs';
import { say } from './progress.mjs';

/**
 * Takes the lock, or tells who holds it. A lock left by a killed process is taken over, also when its number was given
 * to another process since.
 * @returns {Promise<{note: (more: object) => void, release: () => void, left: object | null} | {holder: object}>}
 *   `left` is what the killed one had noted
 */
export async function takeLock(file, about = {}) {
  const mine = {
    pid: process.pid,
    identity: identityOf(process.pid),
    since: new Date().toISOString(),
    ...about,
  };
  let left = null;
  for (let attempt = 0; attempt < 20; attempt += 1) {
    if (create(file, mine)) {
      const note = (more) => writeFileSync(file, JSON.stringify(Object.assign(mine, more)));
      return { note, left, release: () => rmSync(file, { force: true }) };
    }
    const holder = read(file);
    if (holder && holds(holder)) return { holder };
    if (holder || attempt > 5) left = takeAway(file, holder) ?? left; // an empty one may be about to be written
    await pause(50);
  }
  throw new Error(`The lock ${file} cannot be taken; remove it if nothing runs.`);
}

/** Waits for the lock, does the work, gives it back. */
export async function withLock(file, work) {
  let lock = await takeLock(file);
  for (let round = 0; lock.holder; round += 1) {
    if (round % 20 === 0)
      say(`Waiting for process ${lock.holder.pid}, which prepares this folder ...`);
    await pause(200);
    lock = await takeLock(file);
  }
  try {
    return await work();
  } finally {
    lock.release();
  }
}

export const holds = ({ pid, identity }) =>
  isAlive(pid) && (identity === null || identityOf(pid) === identity);

function create(file, content) {
  try {
    writeFileSync(file, JSON.stringify(content), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  }
}

/** Null when it is gone or not yet written. */
function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error.code !== 'ENOENT' && !(error instanceof SyntaxError)) throw error;
    return null;
  }
}

/** Another process may have been faster and hold it by now: then it gets it back. */
function takeAway(file, stale) {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return null;
  }
  const taken = read(aside);
  if (taken && taken.identity !== stale?.identity && holds(taken)) renameSync(aside, file);
  else rmSync(aside, { force: true });
  return taken;
}
