import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { answer } from '../lib/child.mjs';
import { Histogram, microseconds } from '../lib/figures.mjs';

const HEADER_END = Buffer.from('\r\n\r\n');
let serial = 0;

/** One request as bytes. @returns its bytes, the id in it, and whether it was signed by somebody else */
function request(secret, nr, forged) {
  const wamid = `wamid.BENCH${nr}`;
  const body = JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: '200000000000002',
        changes: [
          {
            field: 'messages',
            value: {
              messaging_product: 'whatsapp',
              metadata: { display_phone_number: '49300000000', phone_number_id: '100000000000001' },
              contacts: [
                { profile: { name: 'Eva Brandt' }, wa_id: `49151${1_000_000 + (nr % 5000)}` },
              ],
              messages: [
                {
                  from: `49151${1_000_000 + (nr % 5000)}`,
                  id: wamid,
                  timestamp: '1770000000',
                  type: 'text',
                  text: {
                    body: 'Guten Tag, haben Sie die Preisliste für das Frühjahr schon fertig?',
                  },
                },
              ],
            },
          },
        ],
      },
    ],
  });
  const signature = createHmac('sha256', forged ? 'a-secret-of-a-stranger' : secret)
    .update(body)
    .digest('hex');
  const head = `POST /webhook HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nx-hub-signature-256: sha256=${signature}\r\n\r\n`;
  return { bytes: Buffer.from(head + body), wamid, forged };
}

/** So many requests: every fourth tells what one before told, one of a hundred is forged. */
function prepare(secret, count) {
  const made = [];
  for (let i = 0; i < count; i++) {
    const forged = i % 100 === 37;
    const again = i % 4 === 3 && made.length > 200;
    const nr = again ? Number(made[i - 128].wamid.slice(11)) : (serial += 1);
    made.push(request(secret, nr, forged));
  }
  return made;
}

/** One connection that asks, waits for the whole answer, and asks again. */
function client(port, take, heard) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let asked = null;
    let begun = 0;
    let buffer = Buffer.alloc(0);
    const next = () => {
      asked = take();
      if (!asked) return socket.end();
      begun = microseconds();
      socket.write(asked.bytes);
    };
    socket.on('connect', next);
    socket.on('data', (chunk) => {
      buffer = buffer.length === 0 ? chunk : Buffer.concat([buffer, chunk]);
      const at = buffer.indexOf(HEADER_END);
      if (at < 0) return;
      const head = buffer.toString('latin1', 0, at);
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
      if (buffer.length < at + 4 + length) return;
      buffer = buffer.subarray(at + 4 + length);
      heard(asked, Number(head.slice(9, 12)), microseconds() - begun);
      next();
    });
    socket.on('error', () => resolve());
    socket.on('close', () => resolve());
  });
}

let acknowledged = [];

answer({
  /** As many as `clients` get through in `seconds`, or until the other side is gone. */
  async load({ port, secret, clients, count, seconds }) {
    const requests = prepare(secret, count);
    const histogram = new Histogram();
    const statuses = {};
    const told = new Set();
    let forged = 0;
    let at = 0;
    const begin = microseconds();
    const until = begin + seconds * 1e6;
    const take = () => (microseconds() < until ? requests[at++] : undefined);
    const heard = (asked, status, elapsed) => {
      statuses[status] = (statuses[status] ?? 0) + 1;
      histogram.add(elapsed);
      if (asked.forged) forged += 1;
      if (status === 200) told.add(asked.wamid);
    };
    await Promise.all(Array.from({ length: clients }, () => client(port, take, heard)));
    const elapsed = (microseconds() - begin) / 1e6;
    acknowledged = [...told];
    const done = histogram.total;
    return {
      perSecond: done / elapsed,
      done,
      forged,
      statuses,
      distinct: told.size,
      ...histogram.summary(),
    };
  },

  /** Ids that were answered with 200 in the last load. */
  acknowledged: () => acknowledged,
});
