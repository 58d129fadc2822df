import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { inData } from './project.mjs';

const SECRETS = {
  DATABASE_SUPERUSER_PASSWORD: () => randomBytes(24).toString('base64url'),
  DATABASE_SERVER_PASSWORD: () => randomBytes(24).toString('base64url'),
  SECRET_KEY: () => randomBytes(32).toString('base64'),
};

/** The secrets of development, each made once and then kept. */
export function keys() {
  const file = inData('keys.json');
  const kept = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const missing = Object.keys(SECRETS).filter((name) => !kept[name]);
  if (missing.length === 0) return kept;
  for (const name of missing) kept[name] = SECRETS[name]();
  writeFileSync(`${file}.partial`, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.partial`, file); // whole or not at all: a lost key cannot be made again
  return kept;
}
