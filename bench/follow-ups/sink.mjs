import { createServer } from 'node:net';
import { answer } from '../lib/child.mjs';
import { microseconds } from '../lib/figures.mjs';

/** When each recipient's mail was accepted, and how often. */
let accepted = new Map();
let doubles = 0;
let bytes = 0;

/** The least that RFC 5321 and pipelining ask of a server: it takes everything and keeps nothing but the recipient. */
function converse(socket) {
  let held = '';
  let inData = false;
  let to = '';
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.write('220 sink\r\n');
  socket.on('data', (chunk) => {
    bytes += chunk.length;
    held += chunk.toString('latin1');
    let reply = '';
    for (;;) {
      if (inData) {
        const end = held.indexOf('\r\n.\r\n');
        if (end < 0) {
          held = held.slice(-4);
          break;
        }
        held = held.slice(end + 5);
        inData = false;
        if (accepted.has(to)) doubles += 1;
        accepted.set(to, microseconds());
        reply += '250 taken\r\n';
        continue;
      }
      const end = held.indexOf('\r\n');
      if (end < 0) break;
      const line = held.slice(0, end);
      held = held.slice(end + 2);
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'EHLO')
        reply += '250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n';
      else if (verb === 'DATA') {
        inData = true;
        reply += '354 go\r\n';
      } else if (verb === 'QUIT') reply += '221 bye\r\n';
      else {
        if (verb === 'RCPT') to = /<([^>]*)>/.exec(line)?.[1] ?? '';
        reply += '250 ok\r\n';
      }
    }
    if (reply) socket.write(reply);
  });
}

answer({
  start: () =>
    new Promise((resolve) => {
      const server = createServer(converse).listen(0, '127.0.0.1', () =>
        resolve({ port: server.address().port }),
      );
    }),
  count: () => ({ accepted: accepted.size, doubles, bytes }),
  /** What came since last asked. */
  take() {
    const taken = { accepted, doubles, bytes };
    accepted = new Map();
    doubles = 0;
    bytes = 0;
    return taken;
  },
});
