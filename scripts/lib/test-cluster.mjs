import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { start, stop } from '../embedded-postgres.mjs';
import { holds } from './lock.mjs';
import { identityOf } from './processes.mjs';
import { inData } from './project.mjs';

/** A PostgreSQL of this run alone, by its number; those of runs that were killed are removed. */
export async function openTestCluster(number) {
  const folder = inData('test-pg');
  await removeLeftOvers(folder);
  const own = join(folder, `${process.pid}-${identityOf(process.pid) ?? ''}-${number}`);
  mkdirSync(own, { recursive: true });
  for (const path of [folder, own]) chmodSync(path, 0o711);
  const password = randomBytes(12).toString('hex');
  const server = await start({ dataDir: join(own, 'pg'), password, testMode: true });
  return { url: server.url('postgres'), close: () => remove(own) };
}

async function removeLeftOvers(folder) {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    const [pid, identity] = name.split('-');
    if (!holds({ pid: Number(pid), identity: identity || null })) await remove(join(folder, name));
  }
}

async function remove(own) {
  await stop({ dataDir: join(own, 'pg') });
  rmSync(own, { recursive: true, force: true });
}
