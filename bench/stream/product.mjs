import { join } from 'node:path';
import { answer } from '../lib/child.mjs';
import { require, ROOT } from '../lib/database.mjs';

require('reflect-metadata');
const load = (path) => require(join(ROOT, 'dist/src', path));

// One server process, as `npm start` runs it, but for its limits.
answer({
  async start({ databaseUrl }) {
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
      STREAM_MAX_CONNECTIONS: '20000',
      STREAM_MAX_PER_USER: '10000',
      STREAM_MAX_PER_ADDRESS: '20000',
    });
    const app = await load('app.js').createApp({ config });
    await app.init();
    await app.get(load('events/index.js').Live).start();
    await app.listen(0, '127.0.0.1');
    app.get(load('core/loops.js').Loops).start();
    return { port: app.getHttpServer().address().port };
  },

  /** Seconds up to which half and nearly all of each path took, by the product's own histograms, since last asked. */
  async metrics() {
    const { register } = require('prom-client');
    const answer = {};
    for (const name of ['crm_event_live_latency_seconds', 'crm_stream_delivery_latency_seconds']) {
      const metric = register.getSingleMetric(name);
      const { values } = await metric.get();
      const buckets = values.filter(({ labels }) => 'le' in labels);
      const total = buckets.at(-1)?.value ?? 0;
      const upTo = (q) => buckets.find(({ value }) => value >= total * q)?.labels.le;
      answer[name] = { total, p50: upTo(0.5), p99: upTo(0.99) };
      metric.reset();
    }
    return answer;
  },
});
