import { join } from 'node:path';
import { answer } from '../lib/child.mjs';
import { require, ROOT } from '../lib/database.mjs';
import { microseconds } from '../lib/figures.mjs';

require('reflect-metadata');
const load = (path) => require(join(ROOT, 'dist/src', path));
let app;
let clock;

// One server process, as `npm start` runs it, with a clock that is turned.
answer({
  async start({ databaseUrl, smtpPort, at, sending = true, flows = false }) {
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
    app = await load('app.js').createApp({ config, clock });
    await app.init();
    await app.get(load('events/index.js').Live).start();
    if (flows) app.get(load('core/loops.js').Loops).start();
    return { ready: true };
  },

  /** Turns the clock and works until nothing is left. @returns seconds */
  async work({ at }) {
    if (at) clock.turnTo(new Date(at));
    const begin = microseconds();
    await app.get(load('core/loops.js').Loops).drain();
    return { seconds: (microseconds() - begin) / 1e6 };
  },

  /** Decides all that is due, without the consumers and the sending. @returns seconds and batches */
  async decide({ at }) {
    if (at) clock.turnTo(new Date(at));
    const runner = app.get(load('follow-ups/deciding/follow-up.runner.js').FollowUpRunner);
    const begin = microseconds();
    let batches = 0;
    while (await runner.step()) batches += 1;
    return { seconds: (microseconds() - begin) / 1e6, batches };
  },
});
