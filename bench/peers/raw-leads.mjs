import { answer } from '../lib/child.mjs';
import { require } from '../lib/database.mjs';

const COLUMNS = `l.id, l.version, l.company_name AS company, l.city, l.country, l.territory, l.business_type AS "businessType",
  l.status, l.stage, l.owner_id AS "ownerId", l.source, l.annual_volume_cents AS "annualVolumeCents",
  l.registered_at AS "registeredAt", l.last_activity_at AS "lastActivityAt"`;

// The simplest that people write: a framework, a pool and one statement; no session, no scope, no rights, no contacts.
answer({
  async start({ databaseUrl }) {
    const { fastify } = require('fastify');
    const { Pool } = require('pg');
    const pool = new Pool({ connectionString: databaseUrl, max: 12 });
    const app = fastify();
    app.get('/v1/leads', async ({ query: { owner, cursor, limit = '50' } }) => {
      const values = [];
      const value = (given) => `$${values.push(given)}`;
      const where = [
        ...(owner ? [`owner_id = ${value(owner)}`] : []),
        ...(cursor ? [`(registered_at, id) < (${cursor.split('~').map(value).join(', ')})`] : []),
      ];
      const { rows } = await pool.query(
        `SELECT ${COLUMNS}, l.registered_at::text AS at FROM leads l ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''}
          ORDER BY registered_at DESC, id DESC LIMIT ${value(limit)}`,
        values,
      );
      const last = rows.at(-1);
      return { items: rows, nextCursor: last && `${last.at}~${last.id}` };
    });
    app.get('/v1/leads/:id', async ({ params }, reply) => {
      const { rows } = await pool.query(`SELECT ${COLUMNS} FROM leads l WHERE id = $1`, [
        params.id,
      ]);
      return rows[0] ?? reply.code(404).send();
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    return { port: app.server.address().port };
  },
});
