import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { asSuperuser, testDatabase, type TestDatabase } from '../support/database';
import { type Ground, startGround } from '../support/ground';

const KILLS = 20;
const EVENTS_A_ROUND = 60;

describe('a consumer that is killed with kill -9 in the middle of a batch', () => {
  let database: TestDatabase;
  let ground: Ground;

  beforeEach(async () => {
    database = await testDatabase();
    await asSuperuser(
      database,
      'CREATE TABLE tally (nr int CONSTRAINT tally_nr_key UNIQUE); GRANT ALL ON tally TO relance_system',
    );
    ground = await startGround(database);
  });

  afterEach(async () => {
    await ground.app.close();
    await database.drop();
  });

  it(`takes each event exactly once after ${String(KILLS)} deaths`, async () => {
    let recorded = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      for (let i = 0; i < EVENTS_A_ROUND; i++) await ground.count(++recorded);
      const child = await consume(database);
      await pause((kill * 7) % 40);
      child.kill('SIGKILL');
      await once(child, 'exit');
    }

    const last = await consume(database);
    await until(async () => (await taken(database)) === recorded);
    last.kill('SIGKILL');
    await once(last, 'exit');

    expect(recorded).toBe(KILLS * EVENTS_A_ROUND);
    expect(await taken(database)).toBe(recorded);
    expect(await asSuperuser(database, 'SELECT * FROM event_parked')).toEqual([]);
  }, 1_200_000);
});

async function taken(database: TestDatabase): Promise<number> {
  const [row] = await asSuperuser<{ n: number }>(
    database,
    'SELECT count(DISTINCT nr)::int AS n FROM tally',
  );
  return row?.n ?? 0;
}

/** A process that has begun to consume. */
async function consume(database: TestDatabase): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(__dirname, '../support/consumer-process.mjs')], {
    env: { PATH: process.env['PATH'], DATABASE_URL: database.serverUrl, EVENTS_BATCH_SIZE: '25' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await pause(20);
}
