import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** A process of a benchmark that answers one question at a time, named by a verb. */
export class Child {
  constructor(url, env = {}, flags = []) {
    this.process = fork(url, {
      env: { ...process.env, ...env },
      execArgv: ['--expose-gc', ...flags],
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

/** CPU seconds so far, of its own children too, and resident memory in bytes, after collecting garbage. */
function usage() {
  globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  const cpuSeconds = (user + system) / 1e6 + childrenSeconds(process.pid);
  return { cpuSeconds, rss: process.memoryUsage().rss };
}

const TICKS_A_SECOND = 100;

/** What children have used, living and ended, where the system tells: proc(5), fields 4 and 14 to 17. */
export function childrenSeconds(parent) {
  if (!existsSync('/proc/self/stat')) return 0;
  const own = statOf(parent);
  const ended = (Number(own[13]) + Number(own[14])) / TICKS_A_SECOND;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => statOf(pid))
    .filter((stat) => Number(stat[1]) === parent)
    .reduce((sum, stat) => sum + (Number(stat[11]) + Number(stat[12])) / TICKS_A_SECOND, ended);
}

/** The fields after the name, which may hold anything; none for a process that has just ended. */
function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}
