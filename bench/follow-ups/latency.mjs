import { setTimeout as pause } from 'node:timers/promises';
import { Histogram, ms } from '../lib/figures.mjs';
import { arrangeFollowUps } from './arrange.mjs';

const LEAD_MS = 3000;
const PATIENCE_MS = 3000;

/** From the instant at which a follow-up is due to the sink's word for its mail; due instants come by the clock. */
export async function latency(bench, { perSecond, seconds }) {
  const { database, owner, sink, child, smtpPort, hour } = bench;
  const live = child('product.mjs');
  const at = hour(4);
  const databaseUrl = database.serverUrl;
  await live.ask('start', { databaseUrl, smtpPort, at, flows: true });
  const { business } = await live.ask('now');
  const dueAt = business + LEAD_MS;
  const count = perSecond * seconds;
  const spacingMs = 1000 / perSecond;
  await arrangeFollowUps(database, {
    owner,
    count,
    dueAt: new Date(dueAt).toISOString(),
    spacingMs,
    mark: 's',
  });
  await pause(LEAD_MS + seconds * 1000 + PATIENCE_MS);
  const { accepted, doubles } = await sink.ask('take');
  if (accepted.size !== count || doubles > 0)
    throw new Error(`latency: ${accepted.size} of ${count} mails, ${doubles} doubled`);
  const read = await live.ask('now');
  const latencies = new Histogram();
  for (const [to, taken] of accepted) {
    const nr = Number(/^s(\d+)@/.exec(to)?.[1]);
    latencies.add(taken - read.shared + (read.business - dueAt - nr * spacingMs) * 1000);
  }
  const { p50, p99, max } = latencies.summary();
  process.stdout.write(
    `\ndue instant → accepted by the sink, ${perSecond}/s spread over ${seconds} s\n` +
      `  p50 ${ms(p50)}, p99 ${ms(p99)}, max ${ms(max)} (target p99 ≤ 100 ms)\n`,
  );
  await live.stop();
}
