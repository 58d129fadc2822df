import type { INestApplicationContext, ModuleMetadata } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { register } from 'prom-client';
import { z } from 'zod';
import { TurnableClock } from '../../src/core/clock';
import { readConfig } from '../../src/core/config';
import { CoreModule } from '../../src/core/core.module';
import { Database, systemDbScope } from '../../src/core/database';
import { seededRandom } from '../../src/core/ids';
import { Log } from '../../src/core/log';
import { Loops } from '../../src/core/loops';
import { EventLog, EventsModule, Live } from '../../src/events';
import { defineEvent } from '../../src/events/catalogue';
import type { TestDatabase } from './database';

/** A fact that only tests record. */
export const Counted = defineEvent({
  type: 'crm.test.counted.v1',
  module: 'test',
  description: 'A number was counted by a test.',
  audience: 'operations',
  key: (_, d: { nr: number }) => `test:${String(d.nr)}`,
  schema: z.object({ nr: z.int() }),
});

interface GroundOptions {
  readonly providers?: ModuleMetadata['providers'];
  readonly env?: Record<string, string>;
}

/** Core and events without the modules above, for tests of the backbone alone. */
export async function startGround(database: TestDatabase, options: GroundOptions = {}) {
  register.clear();
  const config = readConfig({
    RELANCE_ENV: 'test',
    DATABASE_URL: database.serverUrl,
    LOG_LEVEL: 'silent',
    EVENTS_POLL_SECONDS: '0.05',
    ...options.env,
  });
  const ground = {
    config,
    clock: new TurnableClock(new Date('2026-03-02T08:00:00Z')),
    log: new Log('silent'),
    random: seededRandom(7),
  };
  const module = await Test.createTestingModule({
    imports: [CoreModule.on(ground), EventsModule],
    providers: options.providers ?? [],
  }).compile();
  const app: INestApplicationContext = await module.init();
  await app.get(Live).start();
  return {
    app,
    db: app.get(Database),
    loops: app.get(Loops),
    log: app.get(EventLog),
    live: app.get(Live),
    /** Records one fact in a transaction of its own. */
    count: (nr: number, subject = 'thing') =>
      app.get(Database).transaction(systemDbScope('test'), async (tx) => {
        const { fresh } = await app.get(EventLog).record(tx, Counted, subject, { nr });
        return (await fresh) === 1;
      }),
  };
}
export type Ground = Awaited<ReturnType<typeof startGround>>;
