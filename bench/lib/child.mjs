import { fork } from 'node:child_process';
import { once } from 'node:events';

/** A process of a benchmark that answers one question at a time, named by a verb. */
export class Child {
  constructor(url, env = {}) {
    this.process = fork(url, {
      env: { ...process.env, ...env },
      execArgv: ['--expose-gc'],
      serialization: 'advanced',
    });
    this.ended = once(this.process, 'exit');
  }

  /** @throws Error with what the other process threw, or when it has ended */
  async ask(verb, given = {}) {
    this.process.send({ verb, given });
    const ended = this.ended.then(([code]) => {
      throw new Error(`the process ended with ${code}`);
    });
    const [{ answer, error }] = await Promise.race([once(this.process, 'message'), ended]);
    if (error) throw new Error(error);
    return answer;
  }

  async stop() {
    if (this.process.exitCode === null) this.process.kill('SIGTERM');
    await this.ended;
  }
}

/** The other end of {@link Child}: `verbs` maps each question to the function that answers it. */
export function answer(verbs) {
  const all = { usage, ...verbs };
  process.on('message', async ({ verb, given }) => {
    try {
      process.send({ answer: await all[verb](given) });
    } catch (error) {
      process.send({ error: String(error.stack) });
    }
  });
  process.on('disconnect', () => process.exit(0));
}

/** CPU seconds so far and resident memory in bytes, after collecting garbage. */
function usage() {
  globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  return { cpuSeconds: (user + system) / 1e6, rss: process.memoryUsage().rss };
}
