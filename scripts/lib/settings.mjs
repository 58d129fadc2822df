import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { inRoot } from './project.mjs';

/** The environment, over the `.env` of the project; an empty database address counts as absent. */
export function settings() {
  const file = inRoot('.env');
  const written = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  const all = { ...written, ...process.env };
  for (const name of ['DATABASE_URL', 'DATABASE_OWNER_URL', 'DATABASE_DIRECT_URL'])
    if (!all[name]) delete all[name];
  return all;
}

export const isProduction = (env) => env['RELANCE_ENV'] === 'production';
