import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { answer } from '../lib/child.mjs';
import { require, ROOT } from '../lib/database.mjs';
import { microseconds } from '../lib/figures.mjs';

require('reflect-metadata');
const { register } = require('prom-client');
const load = (path) => require(join(ROOT, 'dist/src', path));
let app;
let clock;

const loops = () => app.get(load('core/loops.js').Loops);

/** What a counter stands at, over those of its labels that are `wanted`. */
async function counted(name, wanted = {}) {
  const { values } = await register.getSingleMetric(name).get();
  const labels = Object.entries(wanted);
  return values
    .filter((value) => labels.every(([label, word]) => value.labels[label] === word))
    .reduce((sum, { value }) => sum + value, 0);
}

/** Mails that are recorded: sent, told of, and their follow-ups handed over. */
const recorded = () => counted('crm_events_consumed_total', { consumer: 'follow-ups.follow' });

// One server process, as `npm start` runs it, with a clock that is turned.
answer({
  /** @param flows whether business time goes on by itself from `at` */
  async start({ databaseUrl, smtpPort, at, sending = true, running = true, flows = false }) {
    const config = load('core/config.js').readConfig({
      RELANCE_ENV: 'test',
      PORT: '0',
      LOG_LEVEL: 'warn',
      FOLLOW_UPS_CANARY_SECONDS: '0',
      DATABASE_URL: databaseUrl,
      ADMIN_EMAIL: 'admin@relance.example',
      ADMIN_PASSWORD: 'correct-horse-battery',
      SECRET_KEY: 'x'.repeat(44),
      RATE_LIMIT_READS_PER_MINUTE: '1000000',
      RATE_LIMIT_WRITES_PER_MINUTE: '1000000',
      RATE_LIMIT_SIGN_INS_PER_5_MINUTES: '1000000',
      EMAIL_MODE: sending ? 'smtp' : 'off',
      ...(sending && { EMAIL_SMTP_URL: `smtp://127.0.0.1:${smtpPort}` }),
    });
    const { TurnableClock } = load('core/clock.js');
    clock = flows ? new TurnableClock() : new TurnableClock(new Date(at));
    if (flows) clock.turnTo(new Date(at));
    app = await load('app.js').createApp({ config, clock });
    await app.init();
    await app.get(load('events/index.js').Live).start();
    if (running) loops().start();
    return { ready: true };
  },

  /**
   * Turns the clock and waits until `count` mails are out and recorded; then until everybody else has heard of it, for
   * whom no recipient and no follow-up waits. @returns seconds until the one and until the other
   */
  async work({ at, count }) {
    const enough = (await recorded()) + count;
    clock.turnTo(new Date(at));
    const begin = microseconds();
    loops().wake('follow-ups.due');
    while ((await recorded()) < enough) await pause(2);
    const seconds = (microseconds() - begin) / 1e6;
    await loops().alone(() => loops().drain());
    return { seconds, heard: (microseconds() - begin) / 1e6 };
  },

  /** Decides all that is due, without the consumers and the sending. @returns seconds and batches */
  async decide({ at }) {
    clock.turnTo(new Date(at));
    const runner = app.get(load('follow-ups/deciding/follow-up.runner.js').FollowUpRunner);
    const begin = microseconds();
    let batches = 0;
    // Side by side, as the two loops of a process do while there is more than a batch.
    const lane = async () => {
      while (await runner.step()) batches += 1;
    };
    await Promise.all([lane(), lane()]);
    return { seconds: (microseconds() - begin) / 1e6, batches };
  },

  /** Business time and the clock that all processes share, read together. */
  now: () => ({ business: clock.now().getTime(), shared: microseconds() }),

  /** Records where the CPU goes until {@link profiled}. */
  async profile() {
    const { Session } = await import('node:inspector/promises');
    session = new Session();
    session.connect();
    await session.post('Profiler.enable');
    await session.post('Profiler.start');
  },
  async profiled({ path }) {
    const { writeFileSync } = await import('node:fs');
    const { profile } = await session.post('Profiler.stop');
    writeFileSync(path, JSON.stringify(profile));
  },
});
let session;
