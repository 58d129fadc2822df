import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Child } from '../lib/child.mjs';
import { freshDatabase } from '../lib/database.mjs';
import { machine, median, ms, table } from '../lib/figures.mjs';
import { recording } from './recording.mjs';

const FULL = process.argv.includes('--full');
const SOCKETS = 1000;
const EVENTS_A_SECOND = 400;
const SECONDS = FULL ? 20 : 4;
const ROUNDS = FULL ? 5 : 2;
const PATIENCE_SECONDS = FULL ? 60 : 6;
const LEADS = 500;

/** People who see everything, a session each, and leads for events to be about. */
async function arrange({ sql }) {
  const tokens = Array.from({ length: 50 }, () => randomBytes(32).toString('base64url'));
  for (const token of tokens) {
    const user = randomUUID();
    await sql(`INSERT INTO users (id, email, name, role) VALUES ($1, $2, 'Bench', 'AUDITOR')`, [
      user,
      `${user}@relance.example`,
    ]);
    await sql(
      `INSERT INTO sessions (id, token_hash, user_id, expires_at, address, user_agent)
       VALUES ($1, $2, $3, now() + interval '1 day', '127.0.0.1', 'bench')`,
      [randomUUID(), createHash('sha256').update(token).digest(), user],
    );
  }
  const leads = await sql(
    `INSERT INTO access_subjects (subject_id, kind, territory) SELECT gen_random_uuid(), 'lead', 'DE'
       FROM generate_series(1, $1) RETURNING subject_id AS id`,
    [LEADS],
  );
  return { tokens, leads: leads.map(({ id }) => id) };
}

/** One round: sockets open, events at their times, everything counted, then closed. */
async function round({ name, server, port, write, clients, tokens }) {
  const events = EVENTS_A_SECOND * SECONDS;
  const before = await server.ask('usage');
  await clients.ask('open', { port, tokens, count: SOCKETS, events });
  const open = await server.ask('usage');
  const { due, committed } = await write();
  const expected = events * SOCKETS;
  const outcome = await clients.ask('settle', { expected, patienceSeconds: PATIENCE_SECONDS });
  const after = await server.ask('usage');
  const fromCommit = await clients.ask('latencies', { from: committed });
  const fromDue = await clients.ask('latencies', { from: due });
  await clients.ask('close');
  const cpuSeconds = after.cpuSeconds - open.cpuSeconds;
  const kbASocket = (open.rss - before.rss) / SOCKETS / 1024;
  return { name, expected, ...outcome, fromCommit, fromDue, cpuSeconds, kbASocket };
}

function verify({ name, expected, arrived, doubles, cut }) {
  if (arrived === expected && doubles === 0 && cut === 0) return true;
  process.stdout.write(
    `  ${name}: ${arrived} of ${expected} deliveries, ${doubles} doubles, ${cut} sockets cut\n`,
  );
  return false;
}

const database = await freshDatabase();
const children = [];
const child = (path) => {
  const made = new Child(new URL(path, import.meta.url));
  children.push(made);
  return made;
};
try {
  process.stdout.write(`stream: ${machine()}\n`);
  const { tokens, leads } = await arrange(database);
  const clients = child('sockets.mjs');
  const writer = child('writer.mjs');
  const product = child('product.mjs');
  const peer = child('../peers/notify-stream.mjs');
  const peerWriter = child('../peers/notify-stream.mjs');
  const limit = child('../peers/raw-fan-out.mjs');
  const { serverUrl, superUrl, sql } = database;
  await writer.ask('start', { databaseUrl: serverUrl });
  const ports = {
    product: (await product.ask('start', { databaseUrl: serverUrl })).port,
    peer: (await peer.ask('start', { superUrl })).port,
    limit: (await limit.ask('start')).port,
  };
  const load = { leads, perSecond: EVENTS_A_SECOND, seconds: SECONDS };
  let firstVersion = 1;

  const runProduct = () =>
    round({
      name: 'A product',
      server: product,
      port: ports.product,
      clients,
      tokens,
      write: async () => {
        const first = firstVersion;
        firstVersion += EVENTS_A_SECOND * SECONDS;
        const { due, committed } = await writer.ask('write', { ...load, firstVersion: first });
        const rows = await sql(
          `SELECT id, (data->>'version')::int AS version FROM event_log WHERE (data->>'version')::int >= $1`,
          [first],
        );
        return {
          due: new Map(rows.map(({ id, version }) => [id, due[version - first]])),
          committed: new Map(rows.map(({ id, version }) => [id, committed[version - first]])),
        };
      },
    });
  const runPeer = () =>
    round({
      name: 'B notify, one send an event',
      server: peer,
      port: ports.peer,
      clients,
      tokens,
      write: () => peerWriter.ask('write', { ...load, superUrl }),
    });
  const runLimit = () =>
    round({
      name: 'L bytes only, each 10 ms',
      server: limit,
      port: ports.limit,
      clients,
      tokens,
      write: () => limit.ask('write', { ...load, pauseMs: 10 }),
    });

  // Warm-up; and only here is a socket's memory new to the process.
  const { kbASocket } = await runProduct();
  const results = [];
  for (let i = 0; i < ROUNDS; i++) {
    results.push(await runProduct());
    if (FULL || i === 0) results.push(await runPeer());
    results.push(await runLimit());
  }
  const isRight = results.map(verify);
  if (results.some(({ name }, i) => name.startsWith('A') && !isRight[i])) process.exitCode = 1;

  process.stdout.write(
    `\ncommit → socket, ${EVENTS_A_SECOND} events/s to ${SOCKETS} sockets, ${SECONDS} s a round, open loop\n`,
  );
  table([
    ['', 'p50', 'p99', 'max', 'due → socket p99', 'CPU-s/1,000 events'],
    ...results.map((r) => [
      r.name,
      ms(r.fromCommit.p50),
      ms(r.fromCommit.p99),
      ms(r.fromCommit.max),
      ms(r.fromDue.p99),
      ((r.cpuSeconds / (EVENTS_A_SECOND * SECONDS)) * 1000).toFixed(2),
    ]),
  ]);
  const p99 = (letter, from) =>
    median(results.filter(({ name }) => name.startsWith(letter)).map((r) => r[from].p99));
  const ratio = (a, b) => (p99(a, 'fromDue') / p99(b, 'fromDue')).toFixed(1);
  process.stdout.write(
    `  median p99 from commit: ${ms(p99('A', 'fromCommit'))} (target 25 ms); from due: peer ÷ product ${ratio('B', 'A')}, product ÷ limit ${ratio('A', 'L')}\n  memory: ${kbASocket.toFixed(1)} kB a socket (target 20 kB)\n`,
  );

  for (const busy of [product, peer, peerWriter, limit, clients]) await busy.stop();
  await recording({ sql, writer, leads, full: FULL });
} finally {
  for (const made of children) await made.stop();
  await database.stop();
}
