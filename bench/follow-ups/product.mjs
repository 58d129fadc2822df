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

/** Mails that were handed over, whatever came of them. */
async function attempts() {
  const { values } = await register.getSingleMetric('crm_email_attempts_total').get();
  return values.reduce((sum, { value }) => sum + value, 0);
}

// One server process, as `npm start` runs it, with a clock that is turned.
answer({
  /** @param flows whether business time goes on by itself from `at` */
  async start({ databaseUrl, smtpPort, at, sending = true, running = true, flows = false }) {
    const config = load('core/config.js').readConfig({
      RELANCE_ENV: 'test',
      PORT: '0',
      LOG_LEVEL: 'warn',
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

  /** Turns the clock and waits until `count` mails are out and everybody has heard of it. @returns seconds */
  async work({ at, count }) {
    const enough = (await attempts()) + count;
    clock.turnTo(new Date(at));
    const begin = microseconds();
    loops().wake('follow-ups.due');
    while ((await attempts()) < enough) await pause(2);
    await loops().alone(() => loops().drain());
    return { seconds: (microseconds() - begin) / 1e6 };
  },

  /** Decides all that is due, without the consumers and the sending. @returns seconds and batches */
  async decide({ at }) {
    clock.turnTo(new Date(at));
    const runner = app.get(load('follow-ups/deciding/follow-up.runner.js').FollowUpRunner);
    const begin = microseconds();
    let batches = 0;
    while (await runner.step()) batches += 1;
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
