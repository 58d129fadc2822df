import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { answer } from '../lib/child.mjs';
import { Histogram, microseconds } from '../lib/figures.mjs';

// The clients of the benchmark: as many sockets as asked for, read with the least possible work, so that what
// is measured is the server. Every event's arrival at every socket is kept.
const ID = '{"v":1,"id":"'.length;
const TYPE = ID + 36 + '","seq":"'.length + 47 + '","type":"'.length;
const SUBSCRIBE = JSON.stringify({ type: 'subscribe', data: { channels: ['all'] } });

let sockets = [];
let indexes = new Map();
let arrivals = new Uint32Array(0);
let base = 0;
let arrived = 0;
let doubles = 0;
let cut = 0;

function masked(text) {
  const payload = Buffer.from(text);
  const mask = randomBytes(4);
  for (let i = 0; i < payload.length; i++) payload[i] ^= mask[i & 3];
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length]), mask, payload]);
}

/** Reads whole frames from the front. @returns what is left */
function read(bytes, number, onAnswer) {
  let at = 0;
  for (;;) {
    if (bytes.length - at < 4) break;
    let length = bytes[at + 1];
    let start = at + 2;
    if (length === 126) {
      length = bytes.readUInt16BE(at + 2);
      start = at + 4;
    }
    if (bytes.length < start + length) break;
    if (bytes[at] === 0x81) {
      const type = bytes[start + TYPE];
      if (type === 0x63 && bytes[start + TYPE + 1] === 0x72) take(bytes, start, number);
      // A greeting comes before the subscription; what follows it answers that.
      else if (type !== 0x68) onAnswer();
    }
    at = start + length;
  }
  return at === bytes.length ? null : bytes.subarray(at);
}

function take(bytes, start, number) {
  const id = bytes.latin1Slice(start + ID, start + ID + 36);
  let index = indexes.get(id);
  if (index === undefined) indexes.set(id, (index = indexes.size));
  const slot = index * sockets.length + number;
  if (arrivals[slot] !== 0) {
    doubles += 1;
    return;
  }
  arrivals[slot] = microseconds() - base;
  arrived += 1;
}

function openOne({ port, tokens }, number) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1').setNoDelay();
    let rest = null;
    let upgraded = false;
    socket.write(
      `GET /ws/events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\nSec-WebSocket-Version: 13\r\n` +
        `Authorization: Bearer ${tokens[number % tokens.length]}\r\n\r\n`,
    );
    socket.on('data', (chunk) => {
      let bytes = rest ? Buffer.concat([rest, chunk]) : chunk;
      if (!upgraded) {
        const end = bytes.indexOf('\r\n\r\n');
        if (end < 0) return void (rest = bytes);
        if (!bytes.latin1Slice(0, 12).endsWith('101'))
          return reject(new Error(bytes.latin1Slice(0, 400)));
        upgraded = true;
        socket.write(masked(SUBSCRIBE));
        bytes = bytes.subarray(end + 4);
      }
      rest = read(bytes, number, resolve);
    });
    socket.on('error', reject);
    socket.on('close', () => (cut += 1));
    sockets[number] = socket;
  });
}

answer({
  async open({ count, events, ...where }) {
    sockets = new Array(count).fill(null);
    indexes = new Map();
    arrivals = new Uint32Array(count * events);
    [arrived, doubles, cut, base] = [0, 0, 0, microseconds()];
    for (let from = 0; from < count; from += 50)
      await Promise.all(
        Array.from({ length: Math.min(50, count - from) }, (_, i) => openOne(where, from + i)),
      );
  },

  /** Waits until everything has arrived, or until nothing has for a while. */
  async settle({ expected, patienceSeconds }) {
    const until = microseconds() + patienceSeconds * 1e6;
    while (arrived < expected && microseconds() < until)
      await new Promise((resolve) => setTimeout(resolve, 20));
    return { arrived, doubles, cut };
  },

  /** @param from by event id: the instants from which its latency counts */
  latencies({ from }) {
    const histogram = new Histogram();
    for (const [id, index] of indexes) {
      const begin = from.get(id);
      if (begin === undefined) continue;
      for (let number = 0; number < sockets.length; number++) {
        const at = arrivals[index * sockets.length + number];
        if (at !== 0) histogram.add(at + base - begin);
      }
    }
    return histogram.summary();
  },

  close() {
    for (const socket of sockets) socket.destroy();
    arrivals = new Uint32Array(0);
  },
});
