import { spread } from '../lib/figures.mjs';
import { arrangeFollowUps } from './arrange.mjs';

/** Deciding alone: all guards, decision rows, mails queued, events; nobody sends. */
export async function deciding({ database, owner, child, hour }, { decisions, rounds, profile }) {
  const { sql } = database;
  const decider = child('product.mjs');
  const databaseUrl = database.serverUrl;
  await decider.ask('start', { databaseUrl, at: hour(2), sending: false, running: false });
  const rates = [];
  for (let round = 0; round <= rounds; round++) {
    const at = hour(2.1 + round / 10);
    await arrangeFollowUps(database, { owner, count: decisions, dueAt: at, mark: `d${round}-` });
    const last = profile && round === rounds;
    if (last) await decider.ask('profile');
    const { seconds } = await decider.ask('decide', { at });
    if (last) await decider.ask('profiled', { path: profile });
    const [{ queued }] = await sql(
      `SELECT count(*)::int AS queued FROM follow_ups f JOIN email_messages m ON m.about_id = f.id
        WHERE f.state = 'queued' AND f.decision_number = 1 AND f.queued_at = $1`,
      [at],
    );
    if (queued !== decisions) throw new Error(`${queued} of ${decisions} were queued`);
    if (round > 0) rates.push(decisions / seconds); // the first one warms up
  }
  process.stdout.write(
    `\ndeciding alone, all guards, decision rows, mails queued, events, ${decisions} a round\n` +
      `  follow-ups/s: ${spread(rates)} (target ≥ 5,000)\n`,
  );
  await decider.stop();
}
