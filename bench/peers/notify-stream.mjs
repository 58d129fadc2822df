import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { answer } from '../lib/child.mjs';
import { require } from '../lib/database.mjs';
import { microseconds, openLoop } from '../lib/figures.mjs';

const { Client, Pool } = require('pg');
const envelope = (id, data) =>
  JSON.stringify({
    v: 1,
    id,
    seq: '0'.repeat(47),
    type: 'crm.lead.status.changed.v1',
    channel: 'leads',
    time: '2026-03-16T08:24:00.000Z',
    data,
  });

// The usual way: pg_notify with the payload in the transaction, one listener, one send an event and a socket.
answer({
  async start({ superUrl }) {
    const server = createServer().listen(0, '127.0.0.1');
    const stream = new WebSocketServer({ server });
    stream.on('connection', (socket) =>
      socket.on('message', () => socket.send('{"type":"subscribed"}')),
    );
    const listener = new Client({ connectionString: superUrl });
    await listener.connect();
    await listener.query('LISTEN bench_peer');
    listener.on('notification', ({ payload }) => {
      const { id, data } = JSON.parse(payload);
      const text = envelope(id, data);
      for (const socket of stream.clients) socket.send(text);
    });
    return { port: server.address().port };
  },

  async write({ superUrl, leads, perSecond, seconds }) {
    const pool = new Pool({ connectionString: superUrl, max: 16 });
    await pool.query(
      'CREATE TABLE IF NOT EXISTS bench_peer_events (id uuid PRIMARY KEY, type text, lead_id uuid, data jsonb, at timestamptz DEFAULT now())',
    );
    const due = new Map();
    const committed = new Map();
    await openLoop({ perSecond, seconds }, async (index, at) => {
      const client = await pool.connect();
      const id = randomUUID();
      const leadId = leads[index % leads.length];
      const data = { leadId, version: index, from: 'ACTIVE', to: 'QUALIFIED', reason: null };
      await client.query('BEGIN');
      await client.query(
        'INSERT INTO bench_peer_events (id, type, lead_id, data) VALUES ($1, $2, $3, $4)',
        [id, 'crm.lead.status.changed.v1', leadId, data],
      );
      await client.query('SELECT pg_notify($1, $2)', ['bench_peer', JSON.stringify({ id, data })]);
      await client.query('COMMIT');
      client.release();
      due.set(id, at);
      committed.set(id, microseconds());
    });
    await pool.end();
    return { due, committed };
  },
});
