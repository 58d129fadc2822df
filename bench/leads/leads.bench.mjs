import { Child } from '../lib/child.mjs';
import { freshDatabase } from '../lib/database.mjs';
import { machine, median, ms, spread, table } from '../lib/figures.mjs';
import { SERVER_FLAGS } from '../../scripts/lib/server.mjs';
import { arrangeLeads } from './arrange.mjs';

const FULL = process.argv.includes('--full');
const LEADS = FULL ? 1_000_000 : 100_000;
const ROUNDS = FULL ? 5 : 3;
const SECONDS = FULL ? 3 : 2;
const CLIENTS = 16;
const PAGE = 50;
const DEEP = 2000;
/** What the way to a deep page is walked in. */
const STRIDE = 200;
/** Of what it can at most; latency at the limit says nothing. */
const LOAD = 0.4;

const read = async (port, path, headers) => {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
  if (response.status !== 200) throw new Error(`${path} was answered with ${response.status}`);
  return response.json();
};

/** Walks pages of `limit` leads until `most` came, each once. @returns their ids and where the next ones begin */
async function walk({ port, headers, filter = '' }, most, limit) {
  const seen = new Set();
  let cursor = null;
  while (seen.size < most) {
    const wanted = Math.min(limit, most - seen.size);
    const { items, nextCursor } = await read(port, pathOf(filter, wanted, cursor), headers);
    for (const { id } of items) {
      if (seen.has(id)) throw new Error(`the lead ${id} came twice`);
      seen.add(id);
    }
    cursor = nextCursor;
    if (items.length < wanted || !cursor) break;
  }
  return { ids: [...seen], cursor };
}

const pathOf = (filter, limit, cursor) =>
  `/v1/leads?limit=${limit}${filter}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`;

process.stdout.write(`${machine()}\n${LEADS} leads of 200 people\n`);
const database = await freshDatabase();
const children = [];
const child = (file) => {
  // As `npm start` runs the server; the peer gets the same.
  const made = new Child(new URL(file, import.meta.url), { RELANCE_ROUNDS: '1' }, SERVER_FLAGS);
  children.push(made);
  return made;
};
try {
  const { owner, seller, auditor } = await arrangeLeads(database, LEADS);
  const product = child('product.mjs');
  const peer = child('../peers/raw-leads.mjs');
  const asker = child('asker.mjs');
  const { port, readySeconds } = await product.ask('start', { databaseUrl: database.serverUrl });
  const { rss } = await product.ask('usage');
  const rawPort = (await peer.ask('start', { databaseUrl: database.superUrl })).port;

  const sides = {
    product: { port, filter: `&owner=${owner}`, headers: seller, all: auditor },
    raw: { port: rawPort, filter: `&owner=${owner}`, headers: {}, all: {} },
  };
  const kinds = ['own page 1', 'all page 1', `all page ${DEEP}`, 'detail'];
  for (const side of Object.values(sides)) {
    side.own = await walk(side, LEADS / 200, STRIDE);
    side.far = await walk({ port: side.port, headers: side.all }, (DEEP - 1) * PAGE, STRIDE);
    if (!side.far.cursor) throw new Error('there is no deep page');
    side.asks = {
      [kinds[0]]: { headers: side.headers, paths: [pathOf(side.filter, PAGE)] },
      [kinds[1]]: { headers: side.all, paths: [pathOf('', PAGE)] },
      [kinds[2]]: { headers: side.all, paths: [pathOf('', PAGE, side.far.cursor)] },
      [kinds[3]]: { headers: side.headers, paths: side.own.ids.map((id) => `/v1/leads/${id}`) },
    };
  }
  if (sides.product.own.ids.length !== LEADS / 200)
    throw new Error('leads of the owner are missing');
  for (const what of ['own', 'far'])
    if (sides.product[what].ids.join() !== sides.raw[what].ids.join())
      throw new Error(`product and peer show other leads (${what})`);
  process.stdout.write(
    `verified: ${sides.raw.own.ids.length} own and ${sides.raw.far.ids.length} of all leads, the same from both, in the same order, none twice\n\n`,
  );

  const rates = {};
  const ask = (verb, side, kind, more) =>
    asker.ask(verb, { port: sides[side].port, ...sides[side].asks[kind], ...more });
  const closed = async (side, kind, seconds = SECONDS) =>
    (await ask('closed', side, kind, { clients: CLIENTS, seconds })).perSecond;
  for (const kind of kinds) {
    rates[kind] = { product: [], raw: [], ratio: [] };
    for (const side of ['product', 'raw']) await closed(side, kind, 1);
    for (let round = 0; round < ROUNDS; round++) {
      for (const side of ['product', 'raw']) rates[kind][side].push(await closed(side, kind));
      rates[kind].ratio.push(rates[kind].product[round] / rates[kind].raw[round]);
    }
  }
  const latency = {};
  for (const kind of kinds) {
    const perSecond = Math.max(20, Math.floor(median(rates[kind].product) * LOAD));
    latency[kind] = await ask('open', 'product', kind, { perSecond, seconds: SECONDS });
  }
  table([
    [
      'requests/s',
      'product',
      'raw Fastify + pg',
      'product ÷ raw',
      'product P50 / P95 / P99 at 40 % load',
    ],
    ...Object.entries(rates).map(([kind, { product: own, raw, ratio }]) => [
      kind,
      spread(own),
      spread(raw),
      spread(ratio, 2),
      [latency[kind].p50, latency[kind].p95, latency[kind].p99].map(ms).join(' / '),
    ]),
  ]);
  const deeper = median(rates[kinds[1]].product) / median(rates[kinds[2]].product);
  process.stdout.write(
    `\npage ${DEEP} costs ${deeper.toFixed(2)} × page 1; ready in ${readySeconds.toFixed(2)} s; ${Math.round(rss / 2 ** 20)} MiB when idle\n`,
  );
} finally {
  for (const one of children) await one.stop();
  await database.stop();
}
