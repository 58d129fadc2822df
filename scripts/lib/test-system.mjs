import { randomBytes } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { freePort } from '../embedded-postgres.mjs';
import { dropDatabase, migrateQuietly, prepareDatabase } from './database.mjs';
import { Refusal } from './progress.mjs';
import { inData, inRoot } from './project.mjs';
import { runServer } from './server.mjs';

const DAY_MS = 86_400_000;
/** Of a day of UTC: nine o'clock, ten or eleven in Berlin. */
const MORNING_MS = 9 * 3_600_000;

/**
 * The built server on a database of its own, for the browser tests of one worker, by its number.
 * @returns {Promise<{system: {url: string, database: string, email: string, password: string}, close: () => Promise<void>}>} `system` tells the
 *   tests where it is and who may sign in
 */
export async function openTestSystem(number, superUrl) {
  const database = new URL(superUrl);
  database.pathname = `/relance_browser_${process.pid}`;
  const ownerUrl = database.href;
  const serverUrl = await prepareDatabase(ownerUrl, 'test-server');
  await migrateQuietly(ownerUrl);
  const admin = { email: 'admin@relance.example', password: randomBytes(12).toString('base64url') };
  const port = String(await freePort(0));
  const simulatorPort = String(await freePort(0));
  const log = `test-server-${number}.log`;
  const output = openSync(inData(log), 'w');
  const server = runServer(
    {
      PATH: process.env['PATH'],
      PORT: port,
      EVENTS_PORT: '0',
      DASHBOARD_PORT: '0',
      WHATSAPP_SIMULATOR_PORT: simulatorPort,
      DATABASE_URL: serverUrl,
      SECRET_KEY: randomBytes(32).toString('base64'),
      // The cast signs in again for every test.
      // A slow machine or a full disk would be told over what a test looks at.
      COCKPIT_ALERTS_SECONDS: '0',
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
    throw new Refusal(`The server for the browser tests does not start; see .data/${log}`);
  }
  const url = `http://localhost:${port}`;
  await turnToWorkday(url, admin);
  return {
    system: {
      url,
      simulator: `http://localhost:${simulatorPort}`,
      database: ownerUrl,
      ...admin,
    },
    close,
  };
}

/** It is always a workday there: at night, on Sundays and on holidays Relance writes to nobody, and the tests wait for mail. */
async function turnToWorkday(url, { email, password }) {
  const rules = (file) => import(pathToFileURL(inRoot('dist/src/core/calendar', file)).href);
  const [{ nextAllowed }, { regionOf }] = await Promise.all([
    rules('working-hours.rules.js'),
    rules('regions.rules.js'),
  ]);
  const tomorrow = Math.ceil(Date.now() / DAY_MS) * DAY_MS;
  const place = { zone: 'Europe/Berlin', region: regionOf('DE', null) };
  const to = nextAllowed(new Date(tomorrow + MORNING_MS), place);
  const headers = { 'content-type': 'application/json', 'x-relance-client': 'web' };
  const post = async (path, body, cookie = '') => {
    const init = { method: 'POST', headers: { ...headers, cookie }, body: JSON.stringify(body) };
    const answer = await fetch(`${url}${path}`, init);
    if (!answer.ok) throw new Refusal(`${path} in the browser tests: ${await answer.text()}`);
    return answer;
  };
  const session = await post('/v1/session', { email, password });
  const cookie = session.headers.getSetCookie().map((line) => line.split(';')[0]);
  await post('/v1/test-clock/advance', { to: to.toISOString() }, cookie.join('; '));
}
