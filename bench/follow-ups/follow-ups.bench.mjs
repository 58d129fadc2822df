import { Child } from '../lib/child.mjs';
import { freshDatabase } from '../lib/database.mjs';
import { machine } from '../lib/figures.mjs';
import { SERVER_FLAGS } from '../../scripts/lib/server.mjs';
import { arrangeOwner } from './arrange.mjs';
import { deciding } from './deciding.mjs';
import { latency } from './latency.mjs';
import { wholePath } from './whole-path.mjs';

const FULL = process.argv.includes('--full');
/** `--profile=<folder>` writes a CPU profile of the product's last round there. */
const folder = process.argv.find((given) => given.startsWith('--profile='))?.slice(10);
const only = process.argv.find((given) => given.startsWith('--only='))?.slice(7);
/** `--statements` tells what each SQL statement cost the database, an item. */
const statements = process.argv.includes('--statements');
const PARTS = {
  path: { mails: FULL ? 10_000 : 2000, rounds: FULL ? 5 : 2 },
  latency: { perSecond: 50, seconds: FULL ? 20 : 6 },
  // Last, since it leaves its mails in the queue.
  deciding: { decisions: FULL ? 20_000 : 4000, rounds: FULL ? 5 : 2 },
};
const RUN = { path: wholePath, latency, deciding };

const database = await freshDatabase({ statements });
const children = [];
const child = (path) => {
  const flags = path === 'product.mjs' ? SERVER_FLAGS : [];
  const made = new Child(new URL(path, import.meta.url), { TZ: 'UTC' }, flags);
  children.push(made);
  return made;
};
try {
  process.stdout.write(`follow-ups: ${machine()}\n`);
  const owner = await arrangeOwner(database);
  const sink = child('sink.mjs');
  const { port: smtpPort } = await sink.ask('start');
  // A Thursday to come, in the send window; each part has hours of its own.
  const hour = (n) => new Date(Date.UTC(2027, 2, 4, 8) + n * 3_600_000).toISOString();
  for (const [name, sizes] of Object.entries(PARTS)) {
    if (only && only !== name) continue;
    const profile = folder && `${folder}/${name}.cpuprofile`;
    await RUN[name](
      { database, owner, sink, child, smtpPort, hour, statements },
      { ...sizes, profile },
    );
  }
} catch (error) {
  process.stdout.write(`  ${error.stack}\n`);
  process.exitCode = 1;
} finally {
  for (const made of children) await made.stop();
  await database.stop();
}
