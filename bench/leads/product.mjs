import { join } from 'node:path';
import { answer } from '../lib/child.mjs';
import { require, ROOT } from '../lib/database.mjs';
import { profiling } from '../lib/profile.mjs';

const begun = performance.now();
require('reflect-metadata');
const load = (path) => require(join(ROOT, 'dist/src', path));

// One server process, as `npm start` runs it, but for its limits. Ready when it has answered.
answer({
  ...profiling,

  async start({ databaseUrl }) {
    const config = load('core/config.js').readConfig({
      RELANCE_ENV: 'test',
      PORT: '0',
      LOG_LEVEL: 'warn',
      DATABASE_URL: databaseUrl,
      ADMIN_EMAIL: 'admin@relance.example',
      ADMIN_PASSWORD: 'correct-horse-battery',
      SECRET_KEY: 'x'.repeat(44),
      EMAIL_MAILBOX_PORT: '0',
      RATE_LIMIT_READS_PER_MINUTE: '1000000',
    });
    const app = await load('app.js').createApp({ config });
    await app.init();
    await app.get(load('events/index.js').Live).start();
    await app.listen(0, '127.0.0.1');
    app.get(load('core/loops.js').Loops).start();
    const { port } = app.getHttpServer().address();
    await fetch(`http://127.0.0.1:${port}/health/live`);
    return { port, readySeconds: (performance.now() - begun) / 1000 };
  },
});
