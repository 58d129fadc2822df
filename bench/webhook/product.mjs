import { join } from 'node:path';
import { answer } from '../lib/child.mjs';
import { require, ROOT } from '../lib/database.mjs';
import { profiling } from '../lib/profile.mjs';

require('reflect-metadata');
const load = (path) => require(join(ROOT, 'dist/src', path));

// The server as an installation under load runs it: this process takes in, another one works it off.
answer({
  ...profiling,
  async start({ databaseUrl, secret, roles = 'api' }) {
    const config = load('core/config.js').readConfig({
      RELANCE_ENV: 'test',
      ROLES: roles,
      PORT: '0',
      LOG_LEVEL: 'warn',
      DATABASE_URL: databaseUrl,
      ADMIN_EMAIL: 'admin@relance.example',
      ADMIN_PASSWORD: 'correct-horse-battery',
      SECRET_KEY: 'x'.repeat(44),
      EMAIL_MODE: 'off',
      WHATSAPP_MODE: 'simulated',
      WHATSAPP_APP_SECRET: secret,
      WHATSAPP_SIMULATOR_PORT: '0',
    });
    const app = await load('app.js').createApp({ config });
    await app.init();
    await app.listen(0, '127.0.0.1');
    app.get(load('core/loops.js').Loops).start();
    return { port: app.getHttpServer().address().port };
  },
});
