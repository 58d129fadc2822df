import type { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import type { PoolClient, QueryConfig, QueryResult } from 'pg';

export type TrackedClient = PoolClient & {
  getTransactionStatus(): string | null;
  readonly connection: { readonly stream: Socket };
};

/** Nobody need hear here that it failed: whoever waits for the transaction hears of it. */
export function unheard<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

/** What is asked in the same breath leaves in one packet: a write costs more than what it carries. */
export function inOnePacket({ connection: { stream } }: TrackedClient): void {
  stream.cork();
  process.nextTick(() => {
    stream.uncork();
  });
}

/** What a transaction has sent without waiting: in one packet with what it asks next, unless it pauses before. */
export class Sent {
  private readonly answers: Promise<unknown>[] = [];
  private opening: Promise<unknown> = Promise.resolve();

  constructor(private readonly client: TrackedClient) {}

  add<R extends object>(query: string | QueryConfig): Promise<QueryResult<R>> {
    const { stream } = this.client.connection;
    stream.cork();
    void turn().then(() => {
      stream.uncork();
    });
    const answer = unheard(this.client.query<R>(query));
    this.answers.push(answer);
    return answer;
  }

  open(statement: string): void {
    this.opening = this.add(statement);
  }

  /** Waits until the transaction is open; rejects with why it is not. */
  async opened(): Promise<void> {
    await this.opening;
  }

  /** What made an error: where a statement that was sent has failed, everything behind it is refused. */
  causeOf(error: unknown): Promise<unknown> {
    return this.answered().then(
      () => error,
      (fault: unknown) => fault,
    );
  }

  /** A savepoint is undone, and with it what was sent since. */
  forget(): void {
    this.answers.length = 0;
  }

  /** Waits until nothing is outstanding; rejects with the first fault. */
  async answered(): Promise<void> {
    const outcomes = await Promise.allSettled(this.answers);
    const fault = outcomes.find(({ status }) => status === 'rejected');
    if (fault?.status === 'rejected') throw fault.reason;
  }
}
