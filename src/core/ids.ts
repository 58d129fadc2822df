import { randomBytes } from 'node:crypto';
import type { Clock } from './clock';

/** Source of random bytes; tests inject a seeded one so that two runs write the same log. */
export type RandomSource = (size: number) => Buffer;

const POOL_BYTES = 4096;

/** The machine's random bytes, fetched many at a time: asking for eight costs as much as asking for thousands. */
function pooled(): RandomSource {
  let pool: Buffer = Buffer.alloc(0);
  let used = 0;
  return (size) => {
    if (size > pool.length - used) {
      pool = randomBytes(Math.max(size, POOL_BYTES));
      used = 0;
    }
    used += size;
    return pool.subarray(used - size, used);
  };
}

/** mulberry32: a small generator for tests and simulations, never for secrets. */
export function seededRandom(seed: number): RandomSource {
  let state = seed >>> 0;
  return (size) => {
    const bytes = Buffer.alloc(size);
    for (let i = 0; i < size; i++) {
      state = (state + 0x6d2b79f5) >>> 0;
      let t = Math.imul(state ^ (state >>> 15), 1 | state);
      t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
      bytes[i] = (t ^ (t >>> 14)) & 0xff;
    }
    return bytes;
  };
}

/** Makes ids (UUIDv7, RFC 9562 §5.7) and jitter. Secrets come from {@link secretToken}, never from here. */
export class Ids {
  private lastMs = 0;
  private counter = 0;

  constructor(
    private readonly clock: Clock,
    private readonly random: RandomSource = pooled(),
  ) {}

  /** Sorts by creation: within one millisecond a 12-bit counter keeps the order. */
  uuid(): string {
    const hex = this.bytes().toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  /** The 16 bytes of a {@link uuid}. */
  bytes(): Buffer {
    const ms = Math.max(this.clock.now().getTime(), this.lastMs);
    this.counter = ms === this.lastMs ? this.counter + 1 : this.random(1).readUInt8();
    this.lastMs = ms;
    if (this.counter > 0xfff) {
      this.lastMs += 1;
      this.counter = 0;
    }
    const bytes = Buffer.allocUnsafe(16);
    bytes.writeUIntBE(this.lastMs, 0, 6);
    bytes.writeUInt16BE(0x7000 | this.counter, 6);
    this.random(8).copy(bytes, 8);
    bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
    return bytes;
  }

  /** Uniform in [0, 1). */
  fraction(): number {
    return this.random(4).readUInt32BE() / 2 ** 32;
  }
}

/** Opaque secret for sessions, tickets and links: 256 bits, base64url. */
export function secretToken(): string {
  return randomBytes(32).toString('base64url');
}
