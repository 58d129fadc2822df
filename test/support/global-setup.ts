import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start } from '../../scripts/embedded-postgres.mjs';
import { prepareTemplates } from './database';

/** Starts a throw-away cluster unless `npm test` has brought one, and makes the template database. */
export default async function setup(): Promise<void> {
  if (!process.env['TEST_DATABASE_SUPER_URL']) {
    const dataDir = join(mkdtempSync(join(tmpdir(), 'relance-test-')), 'pg');
    const server = await start({ dataDir, port: 0, password: 'test', testMode: true });
    process.env['TEST_DATABASE_SUPER_URL'] = server.url('postgres');
    Reflect.set(globalThis, 'stopTestCluster', async () => {
      await server.stop();
      rmSync(join(dataDir, '..'), { recursive: true, force: true });
    });
  }
  await prepareTemplates();
}
