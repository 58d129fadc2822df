import { join } from 'node:path';
import { answer } from '../lib/child.mjs';
import { require, ROOT } from '../lib/database.mjs';
import { microseconds } from '../lib/figures.mjs';
import { profiling } from '../lib/profile.mjs';

require('reflect-metadata');
const load = (path) => require(join(ROOT, 'dist/src', path));
const CONSUMER = 'analytics.follow-ups';
let app;
let url;
let cookie;

const replay = () => app.get(load('events/replay.js').Replay);

// One server process without its loops, at a given day.
answer({
  ...profiling,

  async start({ databaseUrl, at }) {
    const config = load('core/config.js').readConfig({
      RELANCE_ENV: 'test',
      PORT: '0',
      LOG_LEVEL: 'warn',
      DATABASE_URL: databaseUrl,
      DATABASE_STATEMENT_TIMEOUT_SECONDS: '600',
      ADMIN_EMAIL: 'admin@relance.example',
      ADMIN_PASSWORD: 'correct-horse-battery',
      SECRET_KEY: 'x'.repeat(44),
      RATE_LIMIT_READS_PER_MINUTE: '1000000',
      RATE_LIMIT_WRITES_PER_MINUTE: '1000000',
      RATE_LIMIT_SEARCHES_PER_MINUTE: '1000000',
      EMAIL_MODE: 'off',
    });
    const { TurnableClock } = load('core/clock.js');
    app = await load('app.js').createApp({ config, clock: new TurnableClock(new Date(at)) });
    await app.init();
    await app.listen(0, '127.0.0.1');
    url = `http://127.0.0.1:${app.getHttpServer().address().port}`;
    const signedIn = await fetch(`${url}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-relance-client': 'web' },
      body: JSON.stringify({ email: 'admin@relance.example', password: 'correct-horse-battery' }),
    });
    cookie = signedIn.headers.getSetCookie()[0].split(';')[0];
    return { ready: signedIn.status };
  },

  /** The running consumer, batch by batch, until nothing is left. @returns seconds */
  async follow() {
    const runner = app.get(load('events/consumers.runner.js').ConsumersRunner);
    const consumer = runner.get(CONSUMER);
    const begin = microseconds();
    while (await runner.step(consumer));
    return { seconds: (microseconds() - begin) / 1e6 };
  },

  async rebuild() {
    const begin = microseconds();
    const { events, differences } = await replay().replay(CONSUMER);
    const different = differences.filter((d) => d.onlyLive + d.onlyRebuilt > 0);
    return { seconds: (microseconds() - begin) / 1e6, events, different };
  },

  async get({ path }) {
    const response = await fetch(`${url}${path}`, { headers: { cookie } });
    if (response.status !== 200) throw new Error(`${path}: ${await response.text()}`);
    return response.json();
  },

  /** One request after the other. @returns milliseconds of each */
  async time({ paths, rounds }) {
    const times = [];
    for (let round = 0; round < rounds; round++)
      for (const path of paths) {
        const begin = microseconds();
        const response = await fetch(`${url}${path}`, { headers: { cookie } });
        await response.arrayBuffer();
        if (response.status !== 200) throw new Error(`${path}: ${response.status}`);
        times.push((microseconds() - begin) / 1000);
      }
    return times;
  },
});
