import { Agent, get } from 'node:http';
import { answer } from '../lib/child.mjs';
import { Histogram, microseconds } from '../lib/figures.mjs';

const agents = new Map();

function ask(port, path, headers) {
  if (!agents.has(port)) agents.set(port, new Agent({ keepAlive: true, maxSockets: 200 }));
  return new Promise((resolve, reject) => {
    get({ port, path, headers, agent: agents.get(port), host: '127.0.0.1' }, (response) => {
      let bytes = 0;
      response.on('data', (chunk) => (bytes += chunk.length));
      response.on('end', () => resolve({ status: response.statusCode, bytes }));
      response.on('error', reject);
    }).on('error', reject);
  });
}

// Those who ask, in a process of their own, so that their work is not taken for the server's.
answer({
  /** As many requests as `clients` get through one after another in `seconds`. */
  async closed({ port, paths, headers, clients, seconds }) {
    const until = microseconds() + seconds * 1e6;
    let done = 0;
    let bytes = 0;
    const client = async (first) => {
      for (let next = first; microseconds() < until; next++) {
        const answered = await ask(port, paths[next % paths.length], headers);
        if (answered.status !== 200) throw new Error(`answered with ${answered.status}`);
        done += 1;
        bytes += answered.bytes;
      }
    };
    await Promise.all(Array.from({ length: clients }, (_, n) => client(n * 7)));
    return { perSecond: done / seconds, bytes: bytes / done };
  },

  /** Requests at their instants, `perSecond` for `seconds`, each measured from its own. */
  async open({ port, paths, headers, perSecond, seconds }) {
    const histogram = new Histogram();
    const begin = microseconds() + 50_000;
    const running = [];
    for (let next = 0; next < perSecond * seconds;) {
      const due = begin + (next * 1e6) / perSecond;
      if (microseconds() < due) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        continue;
      }
      running.push(
        ask(port, paths[next % paths.length], headers).then(() =>
          histogram.add(microseconds() - due),
        ),
      );
      next += 1;
    }
    await Promise.all(running);
    return {
      p50: histogram.quantile(0.5),
      p95: histogram.quantile(0.95),
      p99: histogram.quantile(0.99),
    };
  },
});
