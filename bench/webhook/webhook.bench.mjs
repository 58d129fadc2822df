import { setTimeout as pause } from 'node:timers/promises';
import { Child } from '../lib/child.mjs';
import { freshDatabase } from '../lib/database.mjs';
import { showProfile } from '../lib/profile.mjs';
import { machine, median, ms, spread, table } from '../lib/figures.mjs';

/** `--profile` tells where the processor time of the product goes. */
const PROFILE = process.argv.includes('--profile');
const FULL = process.argv.includes('--full');
const ROUNDS = FULL ? 5 : 3;
const SECONDS = FULL ? 5 : 2;
const CLIENTS = 64;
const MOST_A_SECOND = 20_000;
const SECRET = 'app-secret-of-the-bench';

process.stdout.write(`webhook intake: ${machine()}\n`);
const database = await freshDatabase();
const children = [];
const child = (file) => {
  const made = new Child(new URL(file, import.meta.url));
  children.push(made);
  return made;
};
const items = async () =>
  (await database.sql(`SELECT count(*)::int AS n FROM whatsapp_items`))[0].n;
const wal = async () =>
  Number((await database.sql(`SELECT pg_current_wal_lsn() - '0/0' AS n`))[0].n);

try {
  const sender = child('sender.mjs');
  const sides = {
    A: child('product.mjs'),
    B: child('../peers/raw-webhook.mjs'),
    L: child('../peers/raw-webhook.mjs'),
  };
  const ports = {
    A: (await sides.A.ask('start', { databaseUrl: database.serverUrl, secret: SECRET })).port,
    B: (await sides.B.ask('start', { databaseUrl: database.superUrl, secret: SECRET, keeps: true }))
      .port,
    L: (await sides.L.ask('start', { databaseUrl: '', secret: SECRET, keeps: false })).port,
  };
  const load = (side, seconds = SECONDS) =>
    sender.ask('load', {
      port: ports[side],
      secret: SECRET,
      clients: CLIENTS,
      count: seconds * MOST_A_SECOND,
      seconds,
    });

  const before = await items();
  const first = await load('A', 1);
  const kept = (await items()) - before;
  if (kept !== first.distinct) throw new Error(`${first.distinct} acknowledged, ${kept} kept`);
  if (
    (first.statuses[401] ?? 0) !== first.forged ||
    first.statuses[200] + first.forged !== first.done
  )
    throw new Error(`forged ${first.forged}, answers ${JSON.stringify(first.statuses)}`);
  process.stdout.write(
    `verified: ${first.done} requests, ${first.forged} forged and turned away, ${kept} told of something new and are kept once\n`,
  );
  for (const side of ['B', 'L']) await load(side, 1);

  const results = { A: [], B: [], L: [] };
  for (let round = 0; round < ROUNDS; round++)
    for (const side of ['A', 'B', 'L']) {
      const { cpuSeconds } = await sides[side].ask('usage');
      const walBefore = await wal();
      const result = await load(side);
      const used = (await sides[side].ask('usage')).cpuSeconds - cpuSeconds;
      results[side].push({
        ...result,
        cpu: (used / result.done) * 1000,
        wal: ((await wal()) - walBefore) / result.done,
      });
    }
  const ratios = results.A.map(({ perSecond }, i) => perSecond / results.B[i].perSecond);
  const names = { A: 'A product', B: 'B Fastify + one insert', L: 'L without a database' };
  table([
    ['', 'requests/s', 'p50', 'p99', 'CPU-s/1,000', 'WAL bytes/request'],
    ...Object.entries(results).map(([side, all]) => [
      names[side],
      spread(all.map(({ perSecond }) => perSecond)),
      ms(median(all.map(({ p50 }) => p50))),
      ms(median(all.map(({ p99 }) => p99))),
      spread(
        all.map(({ cpu }) => cpu),
        3,
      ),
      spread(all.map(({ wal: bytes }) => bytes)),
    ]),
  ]);
  process.stdout.write(`product ÷ peer ${spread(ratios, 2)}\n`);

  if (PROFILE) {
    await sides.A.ask('profile');
    await load('A');
    showProfile(await sides.A.ask('profiled', { most: 40 }));
  }

  // Killed in the middle of everything: what was acknowledged is there.
  const killing = load('A', 2);
  await pause(1000);
  sides.A.process.kill('SIGKILL');
  const cut = await killing;
  const acknowledged = await sender.ask('acknowledged');
  const [{ n: missing }] = await database.sql(
    `SELECT count(*)::int AS n FROM unnest($1::text[]) AS a(wamid)
      WHERE NOT EXISTS (SELECT FROM whatsapp_items i WHERE i.key = 'msg:' || a.wamid)`,
    [acknowledged],
  );
  process.stdout.write(
    `kill -9 under load: ${acknowledged.length} acknowledged (${cut.done} answers), ${missing} missing\n`,
  );
  if (missing > 0 || acknowledged.length === 0) process.exitCode = 1;
} finally {
  for (const one of children) await one.stop();
  await database.stop();
}
