import { median, spread, table } from '../lib/figures.mjs';
import { costOfStatements } from '../lib/statements.mjs';
import { arrangeFollowUps } from './arrange.mjs';

const MAIL_BYTES = 6000;

/** Runs `work`, then proves at the sink that each mail came once. */
async function timed({ name, database, sink, worker, count, work }) {
  const wal = await walBytes(database);
  const before = await worker.ask('usage');
  const served = database.cpuSeconds();
  const { seconds, heard = seconds } = await work();
  const after = await worker.ask('usage');
  const serving = database.cpuSeconds() - served;
  const { accepted, doubles } = await sink.ask('take');
  if (accepted.size !== count || doubles > 0)
    throw new Error(`${name}: ${accepted.size} of ${count} mails, ${doubles} doubled`);
  return {
    name,
    perSecond: count / seconds,
    heardPerSecond: count / heard,
    cpu: ((after.cpuSeconds - before.cpuSeconds) / count) * 1000,
    pg: (serving / count) * 1000,
    rss: after.rss / 2 ** 20,
    wal: ((await walBytes(database)) - wal) / count,
  };
}

async function walBytes({ sql }) {
  const [{ bytes }] = await sql("SELECT pg_current_wal_lsn() - '0/0' AS bytes");
  return Number(bytes);
}

/** Outcome first: every follow-up handed over once, its mail sent once, the log says the same. */
async function verify({ sql }, expected) {
  const [row] = await sql(
    `SELECT (SELECT count(*) FROM follow_ups WHERE state = 'handed_over')::int AS handed,
            (SELECT count(DISTINCT about_id) FROM email_messages WHERE status = 'sent')::int AS sent,
            (SELECT count(*) FROM email_attempts WHERE state = 'accepted')::int AS attempts,
            (SELECT count(DISTINCT subject) FROM event_log WHERE type = 'crm.lead.followup.processed.v1')::int AS decided,
            (SELECT count(*) FROM event_log WHERE type = 'crm.email.sent.v1')::int AS told`,
  );
  if (!Object.values(row).every((count) => count === expected))
    throw new Error(`${JSON.stringify(row)} instead of ${expected} each`);
  process.stdout.write(`  verified: ${JSON.stringify(row)}\n`);
}

/** due → decided → rendered → sent → recorded: product, peer and limit in turn. */
export async function wholePath(bench, { mails, rounds, profile }) {
  const { database, owner, sink, child, hour } = bench;
  const { superUrl, serverUrl } = database;
  const [product, peer, limit] = [
    child('product.mjs'),
    child('../peers/graphile-mails.mjs'),
    child('../peers/raw-smtp.mjs'),
  ];
  const { smtpPort } = bench;
  await product.ask('start', { databaseUrl: serverUrl, smtpPort, at: hour(0) });

  const run = async (name, worker, work) =>
    timed({ name, database, sink, worker, count: mails, work });
  const runProduct = async (round) => {
    const at = hour(round / 10);
    await arrangeFollowUps(database, { owner, count: mails, dueAt: at, mark: `a${round}-` });
    if (profile && round === rounds) await product.ask('profile');
    if (bench.statements) await database.sql('SELECT pg_stat_statements_reset()');
    const result = await run('A product', product, () => product.ask('work', { at, count: mails }));
    if (profile && round === rounds) await product.ask('profiled', { path: profile });
    if (bench.statements) await costOfStatements(database, mails);
    await verify(database, mails * (round + 1));
    return result;
  };
  const runPeer = async (round) => {
    await peer.ask('prepare', { superUrl, count: mails, mark: `b${round}-` });
    return run('B graphile-worker + Handlebars + nodemailer', peer, () =>
      peer.ask('work', { superUrl, smtpPort, count: mails }),
    );
  };
  const runLimit = (round) => {
    const given = { superUrl, smtpPort, count: mails, mark: `l${round}-`, size: MAIL_BYTES };
    return run('L raw SMTP + one statement', limit, () => limit.ask('work', given));
  };

  process.stdout.write(
    `\ndue → decided → rendered → sent → recorded, ${mails} mails a round, ${rounds} rounds\n`,
  );
  await runProduct(0); // warm-up
  await runPeer(0);
  const results = [];
  for (let round = 1; round <= rounds; round++)
    results.push(await runProduct(round), await runPeer(round), await runLimit(round));
  report(results);
  for (const worker of [product, peer, limit]) await worker.stop();
}

function report(results) {
  const names = [...new Set(results.map(({ name }) => name))];
  const of = (letter) => results.filter(({ name }) => name.startsWith(letter));
  const middle = (rows, key, digits) => median(rows.map((row) => row[key])).toFixed(digits);
  table([
    ['', 'mails/s: median (min – max)', 'CPU-s/1,000', 'of PostgreSQL', 'RSS MB', 'WAL bytes/mail'],
    ...names.map((name) => {
      const rows = results.filter((row) => row.name === name);
      return [
        name,
        spread(rows.map(({ perSecond }) => perSecond)),
        middle(rows, 'cpu', 2),
        middle(rows, 'pg', 2),
        middle(rows, 'rss', 0),
        middle(rows, 'wal', 0),
      ];
    }),
  ]);
  const ratios = (a, b, key = 'perSecond') => of(a).map((row, i) => row[key] / of(b)[i].perSecond);
  process.stdout.write(
    `  product ÷ graphile-worker, pair by pair: ${spread(ratios('A', 'B'), 2)} (target ≥ 4)\n` +
      `  the same until every consumer, analytics too, has heard of each mail: ${spread(ratios('A', 'B', 'heardPerSecond'), 2)}\n` +
      `  limit ÷ product, pair by pair: ${spread(ratios('L', 'A'), 1)}\n`,
  );
}
