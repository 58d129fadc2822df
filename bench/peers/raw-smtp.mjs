import { connect } from 'node:net';
import { answer } from '../lib/child.mjs';
import { require } from '../lib/database.mjs';
import { microseconds } from '../lib/figures.mjs';

const { Client } = require('pg');
const CONNECTIONS = 4;

/** Everything at once down one connection; resolves when each mail was taken. */
function pipeline(port, recipients, body) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let taken = 0;
    let held = '';
    socket.setNoDelay(true);
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      held += chunk.toString('latin1');
      const lines = held.split('\r\n');
      held = lines.pop();
      for (const line of lines) if (line === '250 taken') taken += 1;
      if (taken === recipients.length) socket.end('QUIT\r\n', () => resolve());
    });
    socket.write('EHLO bench\r\n');
    for (const to of recipients)
      socket.write(
        `MAIL FROM:<angebote@relance.example>\r\nRCPT TO:<${to}>\r\nDATA\r\n${body}\r\n.\r\n`,
      );
  });
}

// What the wire and one statement allow: nothing is decided, rendered or remembered one by one.
answer({
  async work({ superUrl, smtpPort, count, mark, size }) {
    const recipients = Array.from({ length: count }, (_, i) => `${mark}${i}@hotel.example`);
    const body = `Subject: limit\r\n\r\n${`${'x'.repeat(76)}\r\n`.repeat(Math.ceil(size / 78))}`;
    const client = new Client({ connectionString: superUrl });
    await client.connect();
    await client.query('CREATE TABLE IF NOT EXISTS limit_sent (recipient text, at timestamptz)');
    const begin = microseconds();
    const share = Math.ceil(count / CONNECTIONS);
    await Promise.all(
      Array.from({ length: CONNECTIONS }, (_, i) =>
        pipeline(smtpPort, recipients.slice(i * share, (i + 1) * share), body),
      ),
    );
    await client.query('INSERT INTO limit_sent SELECT unnest($1::text[]), now()', [recipients]);
    const seconds = (microseconds() - begin) / 1e6;
    await client.end();
    return { seconds };
  },
});
