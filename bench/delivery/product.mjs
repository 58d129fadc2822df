import { join } from 'node:path';
import { answer } from '../lib/child.mjs';
import { require, ROOT } from '../lib/database.mjs';

require('reflect-metadata');
const load = (path) => require(join(ROOT, 'dist/src', path));

// Everything in one process, as a small installation runs it.
answer({
  async start({ databaseUrl, secret, graphUrl }) {
    const config = load('core/config.js').readConfig({
      RELANCE_ENV: 'test',
      PORT: '0',
      LOG_LEVEL: 'warn',
      DATABASE_URL: databaseUrl,
      ADMIN_EMAIL: 'admin@relance.example',
      ADMIN_PASSWORD: 'correct-horse-battery',
      SECRET_KEY: 'x'.repeat(44),
      EMAIL_MODE: 'off',
      FOLLOW_UPS_CANARY_SECONDS: '0',
      RATE_LIMIT_WRITES_PER_MINUTE: '1000000',
      WHATSAPP_MODE: 'cloud',
      WHATSAPP_APP_SECRET: secret,
      WHATSAPP_VERIFY_TOKEN: 'verify-token-of-the-bench',
      WHATSAPP_ACCESS_TOKEN: 'token-of-the-bench',
      WHATSAPP_PHONE_NUMBER_ID: '100000000000001',
      WHATSAPP_GRAPH_URL: graphUrl,
    });
    const app = await load('app.js').createApp({ config });
    await app.init();
    await app.listen(0, '127.0.0.1');
    app.get(load('core/loops.js').Loops).start();
    return { port: app.getHttpServer().address().port };
  },
});
