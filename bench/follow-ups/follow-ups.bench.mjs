import { Child } from '../lib/child.mjs';
import { freshDatabase } from '../lib/database.mjs';
import { Histogram, machine, median, ms, table } from '../lib/figures.mjs';
import { arrangeFollowUps, arrangeOwner } from './arrange.mjs';

const FULL = process.argv.includes('--full');
const MAILS = FULL ? 10_000 : 1000;
const DECISIONS = FULL ? 20_000 : 4000;
const ROUNDS = FULL ? 5 : 2;
const SPREAD = { perSecond: 50, seconds: FULL ? 20 : 6 };
const MAIL_BYTES = 6000;
// A Thursday in the send window; each part of the benchmark has an hour of its own.
const hour = (n) => new Date(Date.UTC(2026, 2, 5, 7) + n * 3_600_000).toISOString();

const database = await freshDatabase();
const { sql, superUrl, serverUrl } = database;
const children = [];
const child = (path) => {
  const made = new Child(new URL(path, import.meta.url), { TZ: 'UTC' });
  children.push(made);
  return made;
};
const walBytes = async () =>
  Number((await sql("SELECT pg_current_wal_lsn() - '0/0' AS bytes"))[0].bytes);

/** Runs `work`, then proves at the sink that each mail came once. */
async function timed(name, sink, worker, count, work) {
  const wal = await walBytes();
  const before = await worker.ask('usage');
  const { seconds } = await work();
  const after = await worker.ask('usage');
  const { accepted, doubles } = await sink.ask('take');
  const isRight = accepted.size === count && doubles === 0;
  if (!isRight) {
    process.stdout.write(`  ${name}: ${accepted.size} of ${count} mails, ${doubles} doubled\n`);
    if (name.startsWith('A')) process.exitCode = 1;
  }
  return {
    name,
    perSecond: count / seconds,
    cpu: ((after.cpuSeconds - before.cpuSeconds) / count) * 1000,
    rss: after.rss / 2 ** 20,
    wal: ((await walBytes()) - wal) / count,
  };
}

/** Outcome first: every follow-up handed over once, its mail sent once, the log says the same. */
async function recount(expected) {
  const [row] = await sql(
    `SELECT (SELECT count(*) FROM follow_ups WHERE state = 'handed_over')::int AS handed,
            (SELECT count(DISTINCT about_id) FROM email_messages WHERE status = 'sent')::int AS sent,
            (SELECT count(DISTINCT subject) FROM event_log WHERE type = 'crm.lead.followup.processed.v1')::int AS decided`,
  );
  const isRight = Object.values(row).every((count) => count === expected);
  process.stdout.write(`  recount: ${JSON.stringify(row)}, expected ${expected}\n`);
  if (!isRight) process.exitCode = 1;
}

try {
  process.stdout.write(`follow-ups: ${machine()}\n`);
  const owner = await arrangeOwner(database);
  const sink = child('sink.mjs');
  const product = child('product.mjs');
  const peer = child('../peers/graphile-mails.mjs');
  const limit = child('../peers/raw-smtp.mjs');
  const { port: smtpPort } = await sink.ask('start');
  await product.ask('start', { databaseUrl: serverUrl, smtpPort, at: hour(0) });

  let made = 0;
  const runProduct = async (round) => {
    const at = hour(round / 10);
    await arrangeFollowUps(database, { owner, count: MAILS, dueAt: at, mark: `a${round}-` });
    made += MAILS;
    return timed('A product', sink, product, MAILS, () => product.ask('work', { at }));
  };
  const runPeer = async (round) => {
    await peer.ask('prepare', { superUrl, count: MAILS, mark: `b${round}-` });
    return timed('B graphile-worker + Handlebars + nodemailer', sink, peer, MAILS, () =>
      peer.ask('work', { superUrl, smtpPort, count: MAILS }),
    );
  };
  const runLimit = (round) => {
    const given = { superUrl, smtpPort, count: MAILS, mark: `l${round}-`, size: MAIL_BYTES };
    return timed('L raw SMTP + one statement', sink, limit, MAILS, () => limit.ask('work', given));
  };

  await runProduct(0); // warm-up
  const results = [];
  for (let round = 1; round <= ROUNDS; round++)
    results.push(await runProduct(round), await runPeer(round), await runLimit(round));
  process.stdout.write(`\ndue → decided → rendered → sent → recorded, ${MAILS} mails a round\n`);
  table([
    ['', 'mails/s', 'CPU-s/1,000', 'RSS MB', 'WAL bytes/mail'],
    ...results.map((r) => [
      r.name,
      r.perSecond.toFixed(0),
      r.cpu.toFixed(2),
      r.rss.toFixed(0),
      r.wal.toFixed(0),
    ]),
  ]);
  await recount(made);
  const of = (letter) => results.filter(({ name }) => name.startsWith(letter));
  const ratios = (a, b) => of(a).map((r, i) => r.perSecond / of(b)[i].perSecond);
  process.stdout.write(
    `  product ÷ graphile-worker, each pair: ${ratios('A', 'B')
      .map((r) => r.toFixed(2))
      .join(' ')} (target ≥ 4); limit ÷ product: ${median(ratios('L', 'A')).toFixed(1)}\n`,
  );
  for (const busy of [product, peer, limit]) await busy.stop();

  const decider = child('product.mjs');
  await decider.ask('start', { databaseUrl: serverUrl, at: hour(2), sending: false });
  const rates = [];
  for (let round = 0; round <= Math.min(ROUNDS, 3); round++) {
    const at = hour(2.1 + round / 10);
    await arrangeFollowUps(database, { owner, count: DECISIONS, dueAt: at, mark: `d${round}-` });
    const { seconds } = await decider.ask('decide', { at });
    if (round > 0) rates.push(DECISIONS / seconds);
  }
  process.stdout.write(
    `\ndeciding alone, all guards, decision rows, mails queued, events: ${rates.map((r) => r.toFixed(0)).join(' ')} follow-ups/s (target ≥ 2,000, then ≥ 5,000)\n`,
  );
  await decider.stop();

  const live = child('product.mjs');
  await sql(`UPDATE territories SET time_zone = $1`, [zoneInWindow()]);
  await sql(`UPDATE sequences SET steps = jsonb_set(steps, '{0,past}', '"send"')`);
  const dueAt = new Date(Date.now() + 6000);
  const count = SPREAD.perSecond * SPREAD.seconds;
  const spacingMs = 1000 / SPREAD.perSecond;
  await arrangeFollowUps(database, {
    owner,
    count,
    dueAt: dueAt.toISOString(),
    spacingMs,
    mark: 's',
  });
  await live.ask('start', { databaseUrl: serverUrl, smtpPort, flows: true });
  await new Promise((resolve) => setTimeout(resolve, 6000 + SPREAD.seconds * 1000 + 4000));
  const offset = Number(process.hrtime.bigint() / 1000n) - Date.now() * 1000;
  const { accepted } = await sink.ask('take');
  const latencies = new Histogram();
  for (const [to, at] of accepted) {
    const nr = Number(/^s(\d+)@/.exec(to)?.[1]);
    latencies.add(at - offset - (dueAt.getTime() + nr * spacingMs) * 1000);
  }
  const { p50, p99, max } = latencies.summary();
  process.stdout.write(
    `\ndue instant → accepted by the sink, ${SPREAD.perSecond}/s spread: ${accepted.size} of ${count}; p50 ${ms(p50)}, p99 ${ms(p99)}, max ${ms(max)} (target p99 ≤ 100 ms)\n`,
  );
} finally {
  for (const made of children) await made.stop();
  await database.stop();
}

/** A zone in which it is noon on a working day now, or the nearest to it. */
function zoneInWindow() {
  const zones = Array.from({ length: 24 }, (_, i) => `Etc/GMT${i - 12 >= 0 ? '+' : ''}${i - 12}`);
  const local = (timeZone) =>
    Number(new Intl.DateTimeFormat('en', { timeZone, hour: 'numeric', hourCycle: 'h23' }).format());
  return zones.find((zone) => local(zone) === 12) ?? 'UTC';
}
