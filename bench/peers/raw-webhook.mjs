import { createHmac, timingSafeEqual } from 'node:crypto';
import { answer } from '../lib/child.mjs';
import { require } from '../lib/database.mjs';

// The simplest that people write: a framework, the signature, one insert. `keeps: false` is the limit without a database.
answer({
  async start({ databaseUrl, secret, keeps }) {
    const { fastify } = require('fastify');
    const { Pool } = require('pg');
    const pool = keeps ? new Pool({ connectionString: databaseUrl, max: 12 }) : null;
    await pool?.query(
      'CREATE TABLE IF NOT EXISTS peer_webhooks (id bigserial PRIMARY KEY, body jsonb NOT NULL)',
    );
    const app = fastify();
    app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    );
    app.post('/webhook', async ({ body, headers }, reply) => {
      const given = Buffer.from(String(headers['x-hub-signature-256']).slice(7), 'hex');
      const wanted = createHmac('sha256', secret).update(body).digest();
      if (given.length !== wanted.length || !timingSafeEqual(given, wanted))
        return reply.code(401).send();
      const parsed = JSON.parse(body.toString());
      await pool?.query('INSERT INTO peer_webhooks (body) VALUES ($1)', [parsed]);
      return reply.code(200).send('');
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    return { port: app.server.address().port };
  },
});
