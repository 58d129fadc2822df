// A process of its own that consumes test events from the built server, to be killed in the middle of its work.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
require('reflect-metadata');
const built = (path) => require(`../../dist/src/${path}.js`);
const { NestFactory } = require('@nestjs/core');
const { readConfig } = built('core/config');
const { CoreModule } = built('core/core.module');
const { Log } = built('core/log');
const { Loops } = built('core/loops');
const { Consume, EventsModule } = built('events/index');
const { defineEvent } = built('events/catalogue/index');
const { z } = require('zod');

const Counted = defineEvent({
  type: 'crm.test.counted.v1',
  module: 'test',
  description: 'A number was counted by a test.',
  audience: 'operations',
  key: (_, d) => `test:${d.nr}`,
  schema: z.object({ nr: z.int() }),
});

class Tally {
  async tally(tx, events) {
    for (const { data } of events) await tx.rows('INSERT INTO tally (nr) VALUES ($1)', [data.nr]);
  }
}
Consume('test.tally', [Counted], { from: 'beginning' })(
  Tally.prototype,
  'tally',
  Object.getOwnPropertyDescriptor(Tally.prototype, 'tally'),
);

const ground = { config: readConfig(), log: new Log('silent') };
class Root {}
const app = await NestFactory.createApplicationContext(
  { module: Root, imports: [CoreModule.on(ground), EventsModule], providers: [Tally] },
  { logger: false },
);
app.get(Loops).start();
process.stdout.write('consuming\n');
