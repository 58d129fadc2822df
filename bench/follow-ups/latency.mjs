import { setTimeout as pause } from 'node:timers/promises';
import { Histogram, ms } from '../lib/figures.mjs';
import { arrangeFollowUps } from './arrange.mjs';

const WARM_UP_MS = 6000;
const LEAD_MS = 12_000;
const PATIENCE_MS = 4000;

/** From the instant at which a follow-up is due to the sink's word for its mail; due instants come by the clock. */
export async function latency(bench, { perSecond, seconds }) {
  const { database, owner, sink, child, smtpPort, hour } = bench;
  const at = hour(4);
  const begin = Date.parse(at);
  const spacingMs = 1000 / perSecond;
  const arrange = (mark, from, count) =>
    arrangeFollowUps(database, { owner, count, dueAt: from.toISOString(), spacingMs, mark });
  const warmUp = 3 * perSecond;
  await arrange('w', new Date(begin + WARM_UP_MS), warmUp);
  const count = perSecond * seconds;
  await arrange('s', new Date(begin + LEAD_MS), count);
  const live = child('product.mjs');
  const databaseUrl = database.serverUrl;
  await live.ask('start', { databaseUrl, smtpPort, at, flows: true });
  await pause(LEAD_MS + seconds * 1000 + PATIENCE_MS);
  const { accepted, doubles } = await sink.ask('take');
  if (accepted.size !== warmUp + count || doubles > 0)
    throw new Error(`latency: ${accepted.size} of ${warmUp + count} mails, ${doubles} doubled`);
  const read = await live.ask('now');
  const latencies = new Histogram();
  for (const [to, taken] of accepted) {
    const nr = Number(/^s(\d+)@/.exec(to)?.[1]);
    if (Number.isNaN(nr)) continue;
    const dueAt = begin + LEAD_MS + nr * spacingMs;
    latencies.add(taken - read.shared + (read.business - dueAt) * 1000);
  }
  const { p50, p99, max } = latencies.summary();
  process.stdout.write(
    `\ndue instant → accepted by the sink, ${perSecond}/s spread over ${seconds} s\n` +
      `  p50 ${ms(p50)}, p99 ${ms(p99)}, max ${ms(max)} (target p99 ≤ 100 ms)\n`,
  );
  await live.stop();
}
