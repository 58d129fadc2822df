import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import { answer } from '../lib/child.mjs';
import { openLoop } from '../lib/figures.mjs';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const sockets = new Set();

function frame(id, data) {
  const text = JSON.stringify({
    v: 1,
    id,
    seq: '0'.repeat(47),
    type: 'crm.lead.status.changed.v1',
    channel: 'leads',
    time: '2026-03-16T08:24:00.000Z',
    subject: data.leadId,
    correlation_id: null,
    simulated: false,
    data,
  });
  const head = Buffer.from([0x81, 126, text.length >> 8, text.length & 255]);
  return Buffer.concat([head, Buffer.from(text)]);
}

// The limit: no database, no rights, no protocol beyond the handshake; the same bytes to the same sockets.
answer({
  start() {
    const server = createServer((socket) => {
      socket.setNoDelay();
      socket.on('error', () => socket.destroy());
      socket.on('close', () => sockets.delete(socket));
      socket.once('data', (request) => {
        const [, key] = /Sec-WebSocket-Key: (\S+)/.exec(request.toString());
        const accept = createHash('sha1')
          .update(key + GUID)
          .digest('base64');
        socket.write(
          `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
        );
        socket.once('data', () => {
          socket.write(Buffer.concat([Buffer.from([0x81, 2]), Buffer.from('{}')]));
          sockets.add(socket);
        });
      });
    });
    return new Promise((resolve) =>
      server.listen(0, '127.0.0.1', () => resolve({ port: server.address().port })),
    );
  },

  async write({ leads, perSecond, seconds, pauseMs }) {
    const due = new Map();
    let waiting = [];
    const flush = () => {
      if (waiting.length === 0) return;
      const bytes = Buffer.concat(waiting);
      waiting = [];
      for (const socket of sockets) socket.write(bytes);
    };
    const timer = setInterval(flush, pauseMs);
    await openLoop({ perSecond, seconds }, async (index, at) => {
      const id = String(index).padStart(36, '0');
      const leadId = leads[index % leads.length];
      waiting.push(
        frame(id, { leadId, version: index, from: 'ACTIVE', to: 'QUALIFIED', reason: null }),
      );
      due.set(id, at);
    });
    clearInterval(timer);
    flush();
    return { due, committed: due };
  },
});
