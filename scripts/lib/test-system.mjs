import { randomBytes } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { freePort } from '../embedded-postgres.mjs';
import { dropDatabase, migrateQuietly, prepareDatabase } from './database.mjs';
import { Refusal } from './progress.mjs';
import { inData } from './project.mjs';
import { runServer } from './server.mjs';

/**
 * The built server on a database of its own, for the browser tests.
 * @returns {Promise<{env: Record<string, string>, close: () => Promise<void>}>} `env` tells the tests where it is and who may sign in
 */
export async function openTestSystem(superUrl) {
  const database = new URL(superUrl);
  database.pathname = `/relance_browser_${process.pid}`;
  const ownerUrl = database.href;
  const serverUrl = await prepareDatabase(ownerUrl, 'test-server');
  await migrateQuietly(ownerUrl);
  const admin = { email: 'admin@relance.example', password: randomBytes(12).toString('base64url') };
  const port = String(await freePort(0));
  const log = inData('test-server.log');
  const output = openSync(log, 'w');
  const server = runServer(
    {
      PATH: process.env['PATH'],
      PORT: port,
      EVENTS_PORT: '0',
      DASHBOARD_PORT: '0',
      DATABASE_URL: serverUrl,
      SECRET_KEY: randomBytes(32).toString('base64'),
      // The cast signs in again for every test.
      RATE_LIMIT_SIGN_INS_PER_5_MINUTES: '10000',
      ADMIN_EMAIL: admin.email,
      ADMIN_PASSWORD: admin.password,
    },
    output,
  );
  closeSync(output);
  const close = async () => {
    await server.stop();
    await dropDatabase(ownerUrl);
  };
  if (!(await Promise.race([server.answers(), server.ended.then(() => false)]))) {
    await close();
    throw new Refusal(`The server for the browser tests does not start; see .data/test-server.log`);
  }
  return {
    env: {
      E2E_URL: `http://localhost:${port}`,
      E2E_ADMIN_EMAIL: admin.email,
      E2E_ADMIN_PASSWORD: admin.password,
    },
    close,
  };
}
