import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { ParsedMail } from './parsed-mail.rules';

const THREAD = join(__dirname, 'mime.mjs');
const MOST_MILLISECONDS = 5_000;
const MOST_MEGABYTES = 256;

type Answer = { id: number } & ({ mail: ParsedMail } | { fault: string });
type Waiting = (answer: Answer | { fault: string }) => void;

/** A mail that cannot be taken apart: too deep, too many parts, or made to take forever. */
export class MailUnreadable extends Error {}

/** Takes mails apart in a thread of its own, with a limit of time and memory for each. */
@Injectable()
export class MimeReader implements OnApplicationShutdown {
  private thread: Worker | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private asked = 0;

  /** @throws MailUnreadable */
  async read(raw: Buffer): Promise<ParsedMail> {
    this.asked += 1;
    const id = this.asked;
    const answer = await new Promise<Answer | { fault: string }>((resolve) => {
      // One that hangs takes the others of its thread with it; they are asked again by whoever sent them.
      const deadline = AbortSignal.timeout(MOST_MILLISECONDS);
      const kill = () => {
        this.stop('took too long');
      };
      deadline.addEventListener('abort', kill);
      this.waiting.set(id, (given) => {
        deadline.removeEventListener('abort', kill);
        resolve(given);
      });
      this.running().postMessage({ id, raw });
    });
    if ('fault' in answer) throw new MailUnreadable(answer.fault);
    return answer.mail;
  }

  onApplicationShutdown(): void {
    this.stop('shut down');
  }

  private running(): Worker {
    if (this.thread) return this.thread;
    const thread = new Worker(THREAD, {
      resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES },
      env: {},
    });
    thread.unref();
    thread.on('message', (answer: Answer) => {
      const resolve = this.waiting.get(answer.id);
      this.waiting.delete(answer.id);
      resolve?.(answer);
    });
    const gone = (error?: Error) => {
      if (this.thread === thread) this.stop(error?.message ?? 'ended');
    };
    thread.on('error', gone);
    thread.on('exit', () => gone());
    this.thread = thread;
    return thread;
  }

  private stop(fault: string): void {
    const { thread } = this;
    this.thread = null;
    void thread?.terminate();
    const waiting = [...this.waiting.values()];
    this.waiting.clear();
    for (const resolve of waiting) resolve({ fault });
  }
}
