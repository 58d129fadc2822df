import type { EventEmitter } from 'node:events';
import { WebSocket } from 'ws';
import type { Scope } from '../../identity';
import { Backlog } from './backlog.rules';
import { CLOSE, type Ending, MessageRate } from './limits.rules';

/** Who is at the other end. */
export interface Reader {
  readonly scope: Scope;
  readonly sessionId: string;
  /** The latest end of the session, by the database's time. */
  readonly expiresAt: Date;
}

/** Seconds of a clock that nobody turns; for heartbeats, rates and latencies only. */
export function steadySeconds(): number {
  return performance.now() / 1000;
}

/** The other end of a stream, by what it is asked for: a socket, or a response that goes on. Emits `close`. */
export interface FarEnd extends EventEmitter {
  readonly readyState: number;
  readonly CLOSED: number;
  close(code: number, reason: string): void;
  ping(): void;
  terminate(): void;
}

/** What takes whole frames, and says how many bytes of them are still here. */
export interface Outlet {
  readonly writableLength: number;
  write(frames: Buffer): unknown;
}

/** One open socket: what it wants, how it keeps up, when it was last heard. */
export class Connection {
  /** The channels it subscribed to, as bits. */
  mask = 0;
  heardAt: number;
  pingedAt: number;
  /** Between `resume` and `replay.end` only the replay may say how far the client is. */
  isReplaying = false;
  readonly rate = new MessageRate();
  private readonly backlog = new Backlog();
  private answers: Promise<void> = Promise.resolve();

  constructor(
    readonly client: FarEnd,
    private readonly socket: Outlet,
    readonly reader: Reader,
    private readonly onSlow: () => void,
  ) {
    this.heardAt = this.pingedAt = steadySeconds();
  }

  get isOpen(): boolean {
    return this.client.readyState === WebSocket.OPEN;
  }

  /** Runs after everything asked before it: answers keep the order of the questions. */
  inTurn(answer: () => Promise<void> | void): Promise<void> {
    this.answers = this.answers.then(answer);
    return this.answers;
  }

  /**
   * Writes whole frames past `ws`, which would frame and write each anew. Safe because it holds nothing back:
   * without compression it writes every frame at once. Who cannot follow is let go.
   */
  write(frames: Buffer, messages: number): void {
    if (!this.isOpen) return;
    this.socket.write(frames);
    const unsent = this.socket.writableLength;
    this.backlog.add(frames.length, messages, unsent);
    if (!this.backlog.isTooLong(unsent)) return;
    this.onSlow();
    this.end(CLOSE.slowConsumer);
  }

  end({ code, reason }: Ending): void {
    if (this.isOpen) this.client.close(code, reason);
  }
}
