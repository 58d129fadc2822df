import { cpus, totalmem, loadavg } from 'node:os';

export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** `median (min – max)`. */
export function spread(values, digits = 0) {
  const [middle, least, most] = [median(values), Math.min(...values), Math.max(...values)];
  return `${middle.toFixed(digits)} (${least.toFixed(digits)} – ${most.toFixed(digits)})`;
}

/** Microseconds of a clock that all processes of this machine share. */
export const microseconds = () => Number(process.hrtime.bigint() / 1000n);

export const ms = (microseconds) => `${(microseconds / 1000).toFixed(1)} ms`;

export function machine() {
  const [cpu] = cpus();
  return `${cpu?.model ?? 'unknown CPU'} × ${cpus().length}, ${(totalmem() / 2 ** 30).toFixed(1)} GiB, Node ${process.version}, load ${loadavg()[0]?.toFixed(2)}`;
}

/** Counts values in steps of 50, so that millions of latencies cost no memory. */
export class Histogram {
  constructor(most = 60_000_000, step = 50) {
    this.step = step;
    this.counts = new Uint32Array(Math.ceil(most / step) + 1);
    this.total = 0;
    this.max = 0;
  }

  add(value) {
    const slot = Math.min(this.counts.length - 1, Math.max(0, Math.floor(value / this.step)));
    this.counts[slot] += 1;
    this.total += 1;
    if (value > this.max) this.max = value;
  }

  quantile(q) {
    let left = Math.ceil(this.total * q);
    for (let slot = 0; slot < this.counts.length; slot++) {
      left -= this.counts[slot];
      if (left <= 0) return (slot + 1) * this.step;
    }
    return this.max;
  }

  summary() {
    return { p50: this.quantile(0.5), p99: this.quantile(0.99), max: this.max };
  }
}

/** Runs `act(index, scheduledMicroseconds)` by the clock, never waiting for the one before. */
export async function openLoop({ perSecond, seconds }, act) {
  const count = perSecond * seconds;
  const begin = microseconds() + 50_000;
  const running = [];
  for (let next = 0; next < count;) {
    const due = begin + (next * 1e6) / perSecond;
    if (microseconds() >= due) running.push(act(next++, due));
    else await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(running);
}

export function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const row of rows)
    process.stdout.write(`  ${row.map((cell, i) => cell.padEnd(widths[i])).join('  ')}\n`);
}
