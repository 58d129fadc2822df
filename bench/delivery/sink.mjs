import { createServer } from 'node:http';
import { once } from 'node:events';
import { microseconds } from '../lib/figures.mjs';

/** WhatsApp outside: takes messages, notes when each number got its first, and tells that they were sent. */
export async function startSink() {
  const sink = { firsts: new Map(), url: '', tell: async () => {}, stop };
  let taken = 0;
  const server = createServer(async (request, response) => {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    const { to, text, biz_opaque_callback_data } = JSON.parse(Buffer.concat(pieces).toString());
    const waId = to.replace('+', '');
    if (!sink.firsts.has(waId)) sink.firsts.set(waId, { at: microseconds(), text: text?.body });
    const id = `wamid.SINK${(taken += 1)}`;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ contacts: [{ input: to, wa_id: waId }], messages: [{ id }] }));
    const timestamp = String(Math.floor(Date.now() / 1000));
    const status = { id, status: 'sent', timestamp, recipient_id: waId, biz_opaque_callback_data };
    await sink.tell({ statuses: [status] });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  sink.url = `http://127.0.0.1:${server.address().port}`;
  return sink;

  async function stop() {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
}
