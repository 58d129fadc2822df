import { join } from 'node:path';
import { answer } from '../lib/child.mjs';
import { require, ROOT } from '../lib/database.mjs';
import { microseconds, openLoop } from '../lib/figures.mjs';

require('reflect-metadata');
const load = (path) => require(join(ROOT, 'dist/src', path));
let ground = null;

/** The product's own way to record, in a process of its own, as any other server process would. */
async function start(databaseUrl) {
  const { NestFactory } = require('@nestjs/core');
  const { CoreModule } = load('core/core.module.js');
  const { Database } = load('core/database.js');
  const { EventLog, EventsModule } = load('events/index.js');
  const { Log } = load('core/log.js');
  const config = load('core/config.js').readConfig({
    RELANCE_ENV: 'test',
    DATABASE_URL: databaseUrl,
    LOG_LEVEL: 'warn',
    DATABASE_POOL_SIZE: '16',
  });
  class Writer {}
  const module = {
    module: Writer,
    imports: [CoreModule.on({ config, log: new Log('warn') }), EventsModule],
  };
  const app = await NestFactory.createApplicationContext(module, { logger: ['error'] });
  const scope = load('core/database.js').systemDbScope('bench');
  const { LeadStatusChanged } = load('events/catalogue/index.js');
  ground = { db: app.get(Database), log: app.get(EventLog), scope, LeadStatusChanged };
}

const factOf = (leadId, version) => ({
  leadId,
  version,
  from: 'ACTIVE',
  to: 'QUALIFIED',
  reason: null,
});

answer({
  start: ({ databaseUrl }) => start(databaseUrl),

  /** Records by the clock. @returns by version: when it was due and when it was committed */
  async write({ leads, perSecond, seconds, firstVersion }) {
    const { db, log, scope, LeadStatusChanged } = ground;
    const due = [];
    const committed = [];
    await openLoop({ perSecond, seconds }, async (index, at) => {
      const lead = leads[index % leads.length];
      await db.transaction(scope, (tx) =>
        log.record(tx, LeadStatusChanged, lead, factOf(lead, firstVersion + index)),
      );
      due[index] = at;
      committed[index] = microseconds();
    });
    return { due, committed };
  },

  /** Business transactions of many writers at once, with an event or without. @returns how many a second */
  async transact({ leads, writers, seconds, withEvent, firstVersion }) {
    const { db, log, scope, LeadStatusChanged } = ground;
    const until = microseconds() + seconds * 1e6;
    let done = 0;
    await Promise.all(
      Array.from({ length: writers }, async (_, writer) => {
        while (microseconds() < until) {
          const version = firstVersion + done++;
          const lead = leads[version % leads.length];
          await db.transaction(scope, async (tx) => {
            await tx.rows(
              'UPDATE bench_leads SET version = version + 1, status = $2, changed_at = now() WHERE id = $1 RETURNING version',
              [leads[writer * 7 + (version % 7)], 'QUALIFIED'],
              'bench.update',
            );
            await tx.rows(
              'INSERT INTO bench_activities (lead_id, kind, note) VALUES ($1, $2, $3)',
              [lead, 'CALL', 'a note of the usual length, about what was said on the phone'],
              'bench.insert',
            );
            if (withEvent) await log.record(tx, LeadStatusChanged, lead, factOf(lead, version));
          });
        }
      }),
    );
    return { perSecond: done / seconds, done };
  },
});
