import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm, quietly } from './commands.mjs';
import { root, web } from './project.mjs';

/** Installs here and in web/ what the lock files name, unless it is there. */
export async function install() {
  await installIn(root, 'Installing the packages of the server');
  if (existsSync(join(web, 'package-lock.json')))
    await installIn(web, 'Installing the packages of the screens');
}

async function installIn(folder, what) {
  const lock = readFileSync(join(folder, 'package-lock.json'));
  const hash = createHash('sha256').update(lock).digest('hex');
  const stamp = join(folder, 'node_modules', '.relance-lock'); // in there, since npm ci begins by deleting it
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  if (!isInstalled(folder, JSON.parse(lock)))
    await quietly(what, npm('ci', '--include=dev', '--no-audit', '--no-fund'), { cwd: folder });
  writeFileSync(stamp, hash);
}

/** By hand, such as with npm install: npm keeps a list of what it put there, written last. */
function isInstalled(folder, { packages }) {
  const list = join(folder, 'node_modules', '.package-lock.json');
  if (!existsSync(list)) return false;
  const present = JSON.parse(readFileSync(list, 'utf8')).packages;
  return Object.entries(packages).every(
    ([path, { version, link, optional }]) =>
      path === '' || link || (present[path] ? present[path].version === version : optional),
  );
}
