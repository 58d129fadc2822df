const LONGEST_SILENCE_MS = 4500;
const started = performance.now();
let stream = process.stdout;

/** Keeps the output of a command free for whoever reads it. */
export function sayOnStderr() {
  stream = process.stderr;
}

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** One line with the time since the start. */
export function say(text) {
  stream.write(`[${seconds(started).padStart(7)}] ${text}\n`);
}

/** Says what begins, every few seconds that it still runs, and how long it took. */
export async function step(what, work) {
  const since = performance.now();
  say(`${what} ...`);
  const reminder = setInterval(
    () => say(`${what}: still at it after ${seconds(since)}`),
    LONGEST_SILENCE_MS,
  );
  try {
    const result = await work();
    say(`${what}: done in ${seconds(since)}`);
    return result;
  } finally {
    clearInterval(reminder);
  }
}

/** Breaks the silence of work that prints by itself; call `heard` whenever it does. */
export function reminder(what) {
  const since = performance.now();
  let last = since;
  const timer = setInterval(() => {
    if (performance.now() - last < LONGEST_SILENCE_MS) return;
    say(`${what}: still at it after ${seconds(since)}`);
    last = performance.now();
  }, 500);
  return { heard: () => (last = performance.now()), end: () => clearInterval(timer) };
}

/** A sentence for what was refused; a stack only for what nobody foresaw. */
export function report(error) {
  process.stderr.write(
    `\n${error instanceof Refusal ? error.message : (error?.stack ?? String(error))}\n`,
  );
  process.exitCode = 1;
}

/** What the person at the keyboard can mend; its message says how. */
export class Refusal extends Error {}
