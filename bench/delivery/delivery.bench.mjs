import { createHmac } from 'node:crypto';
import { Child } from '../lib/child.mjs';
import { freshDatabase } from '../lib/database.mjs';
import { Histogram, machine, microseconds, ms, openLoop } from '../lib/figures.mjs';
import { arrange } from './arrange.mjs';
import { startSink } from './sink.mjs';

const FULL = process.argv.includes('--full');
const LOAD = { perSecond: 10, seconds: FULL ? 30 : 10 };
const SECRET = 'app-secret-of-the-bench';

process.stdout.write(`from a tap to the first item: ${machine()}\n`);
const database = await freshDatabase();
const product = new Child(new URL('./product.mjs', import.meta.url));
const sink = await startSink();

try {
  const { port } = await product.ask('start', {
    databaseUrl: database.serverUrl,
    secret: SECRET,
    graphUrl: sink.url,
  });
  const url = `http://127.0.0.1:${port}`;
  const people = await arrange(url, database.sql, LOAD.perSecond * LOAD.seconds);
  const call = async (value) => {
    const body = envelope(value);
    const signature = createHmac('sha256', SECRET).update(body).digest('hex');
    const headers = { 'x-hub-signature-256': `sha256=${signature}` };
    headers['content-type'] = 'application/json';
    const { status } = await fetch(`${url}/webhook`, { method: 'POST', headers, body });
    if (status !== 200) throw new Error(`The webhook answered ${status}.`);
  };
  sink.tell = call;
  const due = new Map();
  const acknowledged = new Histogram();
  await openLoop(LOAD, async (nr, dueAt) => {
    due.set(people[nr].waId, dueAt);
    await call(tap(people[nr], nr));
    acknowledged.add(microseconds() - dueAt);
  });
  const until = microseconds() + 30e6;
  while (sink.firsts.size < people.length && microseconds() < until)
    await new Promise((resolve) => setTimeout(resolve, 50));

  console.log(
    await database.sql('select kind,state,error,count(*) from whatsapp_items group by 1,2,3'),
    await database.sql('select state,count(*) from content_grants group by 1'),
    await database.sql('select kind,state,reason,count(*) from whatsapp_messages group by 1,2,3'),
  );
  // Whoever asked has one first item, and it is the first.
  const wrong = people.filter(({ waId }) => sink.firsts.get(waId)?.text !== 'Erster Teil');
  if (wrong.length > 0) throw new Error(`${wrong.length} of ${people.length} have no first item`);
  const first = new Histogram();
  for (const { waId } of people) first.add(sink.firsts.get(waId).at - due.get(waId));
  const of = (h) => [0.5, 0.95, 0.99].map((q) => ms(h.quantile(q))).join(' · ');
  process.stdout.write(
    `${people.length} taps, ${LOAD.perSecond}/s: p50 · p95 · p99\n` +
      `  acknowledged  ${of(acknowledged)}\n  first item    ${of(first)} (target: p95 < 2,000 ms)\n`,
  );
} finally {
  await product.stop();
  await sink.stop();
  await database.stop();
}

function tap({ waId, grantId }, nr) {
  return {
    contacts: [{ profile: { name: 'Eva Brandt' }, wa_id: waId }],
    messages: [
      {
        from: waId,
        id: `wamid.TAP${nr}`,
        timestamp: String(Math.floor(Date.now() / 1000)),
        type: 'button',
        button: { payload: `v1:unlock:grant:${grantId}`, text: 'Unterlagen' },
      },
    ],
  };
}

function envelope(value) {
  const metadata = { display_phone_number: '49300000000', phone_number_id: '100000000000001' };
  const change = {
    field: 'messages',
    value: { messaging_product: 'whatsapp', metadata, ...value },
  };
  return JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: '200000000000002', changes: [change] }],
  });
}
