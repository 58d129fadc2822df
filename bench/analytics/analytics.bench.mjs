import { Child } from '../lib/child.mjs';
import { freshDatabase } from '../lib/database.mjs';
import { machine, median, spread, table } from '../lib/figures.mjs';
import { showProfile } from '../lib/profile.mjs';
import { costOfStatements } from '../lib/statements.mjs';
import { arrange } from './arrange.mjs';

const FULL = process.argv.includes('--full');
/** `--profile` tells where the time of applying and rebuilding goes, which costs some of it. */
const PROFILE = process.argv.includes('--profile');
/** Numbers of events may be named instead: `npm run bench -- analytics 100000`. */
const NAMED = process.argv.slice(2).filter((word) => /^\d+$/.test(word));
const SIZES =
  NAMED.length > 0 ? NAMED.map(Number) : FULL ? [100_000, 1_000_000] : [20_000, 100_000];
const ROUNDS = FULL ? 5 : 3;
const NOW = '2026-06-01T08:00:00Z';
const [FROM, TO] = ['2025-06-02', '2026-06-01'];
const SPAN = `from=${FROM}&to=${TO}`;

/** What screens ask: a year, whole and in groups, with and without filters. */
const QUESTIONS = [
  ['performance by week', `/v1/analytics/performance?${SPAN}&groupBy=week`],
  ['performance by owner', `/v1/analytics/performance?${SPAN}&groupBy=owner`],
  [
    'performance of hotels by week',
    `/v1/analytics/performance?${SPAN}&groupBy=week&businessType=HOTEL`,
  ],
  ['funnel', `/v1/analytics/funnel?${SPAN}`],
  ['funnel by week', `/v1/analytics/funnel?${SPAN}&groupBy=week`],
  ['templates', `/v1/analytics/templates?${SPAN}`],
  ['uplift', `/v1/analytics/uplift?${SPAN}`],
  ['roi', `/v1/analytics/roi?${SPAN}`],
  ['forecast', `/v1/analytics/forecast?${SPAN}`],
];

const p95 = (times) => [...times].sort((a, b) => a - b)[Math.ceil(times.length * 0.95) - 1];

async function verify({ sql }, product, rebuilt) {
  const [{ sent, won }] = await sql(
    `SELECT (SELECT count(*)::int FROM bench_touches) AS sent,
            (SELECT count(*)::int FROM bench_leads WHERE i % 14 = 0 AND i % 280 <> 0 AND 2 + i % 37 <= 30 + 4 * (i % 10 < 8)::int) AS won`,
  );
  const wide = `from=2025-05-25&to=2026-06-10`;
  const { total } = await product.ask('get', { path: `/v1/analytics/performance?${wide}` });
  const list = await product.ask('get', {
    path: `/v1/analytics/follow-ups?${wide}&stage=converted`,
  });
  const right =
    rebuilt.different.length === 0 &&
    total.sent === sent &&
    total.converted === won &&
    list.total === won;
  if (!right)
    process.stdout.write(
      `  wrong: sent ${total.sent} of ${sent}, converted ${total.converted} (list ${list.total}) of ${won}, different ${JSON.stringify(rebuilt.different)}\n`,
    );
  return right;
}

/** Applies all events in one way, and tells the processor time that both sides took for it. */
async function applied(database, product, verb, events) {
  await database.sql('VACUUM ANALYZE');
  await database.sql('CHECKPOINT');
  if (PROFILE) {
    await database.sql('SELECT pg_stat_statements_reset()');
    await product.ask('profile');
  }
  const before = [(await product.ask('usage')).cpuSeconds, database.cpuSeconds()];
  const done = await product.ask(verb);
  const after = [(await product.ask('usage')).cpuSeconds, database.cpuSeconds()];
  const [server, postgres] = after.map((at, i) => (((at - before[i]) / events) * 1000).toFixed(3));
  process.stdout.write(
    `\n${verb} of ${events} events: ${(events / done.seconds).toFixed(0)}/s (target 50,000); CPU seconds per 1,000 events: server ${server}, PostgreSQL ${postgres}\n`,
  );
  if (PROFILE) {
    showProfile(await product.ask('profiled', { most: 20 }));
    await costOfStatements(database, events);
  }
  return done;
}

async function measure(count) {
  const database = await freshDatabase({ statements: PROFILE });
  const child = (path) => new Child(new URL(path, import.meta.url));
  const children = [
    child('product.mjs'),
    child('../peers/naive-figures.mjs'),
    child('../peers/duckdb-figures.mjs'),
  ];
  const [product, naive, duck] = children;
  try {
    const events = await arrange(database, { count, until: NOW });
    await product.ask('start', { databaseUrl: database.serverUrl, at: NOW });
    await applied(database, product, 'follow', events);
    const rebuilt = await applied(database, product, 'rebuild', events);
    await database.sql('VACUUM ANALYZE');
    if (!(await verify(database, product, rebuilt))) process.exitCode = 1;
    const { superUrl } = database;
    await naive.ask('start', { superUrl });
    await duck.ask('start', { superUrl });

    const times = new Map(QUESTIONS.map(([name]) => [name, []]));
    const peers = { naive: [], duck: [] };
    for (let round = 0; round <= ROUNDS; round++) {
      const span = { from: FROM, to: TO, rounds: 3 };
      const found = [await naive.ask('time', span), await duck.ask('time', span)];
      for (const [name, path] of QUESTIONS) {
        const asked = await product.ask('time', { paths: [path], rounds: 20 });
        if (round > 0) times.get(name).push(...asked);
      }
      if (round === 0) continue;
      peers.naive.push(...found[0].times);
      peers.duck.push(...found[1].times);
    }
    const rows = await database.sql(`SELECT count(*)::int AS n FROM analytics_daily`);
    return { events, times, peers, sums: rows[0].n };
  } finally {
    for (const made of children) await made.stop();
    await database.stop();
  }
}

process.stdout.write(`analytics: ${machine()}\n`);
const results = [];
for (const count of SIZES) {
  const result = await measure(count);
  results.push(result);
  const { events, times, peers, sums } = result;
  process.stdout.write(`\n${events} events in ${sums} sums, rebuilt to the same rows\n`);
  const week = p95(times.get('performance by week'));
  table([
    ['365 days, ms', 'p95', 'median (min – max)'],
    ...[...times].map(([name, all]) => [`A ${name}`, p95(all).toFixed(1), spread(all, 1)]),
    ['B naive SQL by week', p95(peers.naive).toFixed(1), spread(peers.naive, 1)],
    ['B DuckDB by week', p95(peers.duck).toFixed(1), spread(peers.duck, 1)],
  ]);
  process.stdout.write(
    `  naive ÷ product ${(median(peers.naive) / median(times.get('performance by week'))).toFixed(1)}, DuckDB ÷ product ${(median(peers.duck) / median(times.get('performance by week'))).toFixed(1)}; p95 by week ${week.toFixed(1)} ms (target 20 ms)\n`,
  );
}
const growth = QUESTIONS.map(
  ([name]) => p95(results.at(-1).times.get(name)) / p95(results[0].times.get(name)),
);
process.stdout.write(
  `\np95 grew ${spread(growth, 2)} times from ${results[0].events} to ${results.at(-1).events} events (target 2)\n`,
);
