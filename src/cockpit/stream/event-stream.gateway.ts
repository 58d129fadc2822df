import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { WebSocket } from 'ws';
import { GREETING, headOf, heartbeatOf, messageOf, payloadsOf } from './event-stream.rules';

/** Idle for so long, TCP asks whether the other end still lives; ten questions a second apart, then it is cut. */
const KEEP_ALIVE_MS = 15_000;
/** For the other end to read what it was sent, up to the event that says why it ends. */
const LINGER_MS = 15_000;

/**
 * The far end of a stream over plain HTTP. Takes the same frames as a socket and unwraps them, so that a message is
 * serialised once for both. Each event carries the place up to which the reader has everything: of several that are
 * written together only the last may carry the new one. What happens while a reader is given what it missed waits until
 * it has that, because a place cannot be taken back.
 */
export class EventStream extends EventEmitter {
  readonly CLOSED = WebSocket.CLOSED;
  private place: string;
  private isCatchingUp: boolean;
  private isReplayed = false;
  private held: Buffer[] = [];
  /** Bytes of frames that the network has not taken. */
  private unsent = 0;
  private isEnding = false;

  /**
   * @param safePlace up to where everything has been written
   * @param lastPlace where the reader was when it was cut off
   */
  constructor(
    private readonly response: ServerResponse,
    private readonly safePlace: () => string,
    lastPlace: string | null,
  ) {
    super();
    this.place = lastPlace ?? safePlace();
    this.isCatchingUp = lastPlace !== null;
    response.once('close', () => this.emit('close'));
    response.socket?.setNoDelay(true).setKeepAlive(true, KEEP_ALIVE_MS);
    response.write(GREETING);
  }

  get readyState(): number {
    if (this.response.destroyed || this.response.closed) return WebSocket.CLOSED;
    return this.isEnding ? WebSocket.CLOSING : WebSocket.OPEN;
  }

  /** In bytes of frames, as they were given to {@link write}. */
  get writableLength(): number {
    const held = this.held.reduce((sum, { length }) => sum + length, 0);
    return this.response.writableLength === 0 ? held : held + this.unsent;
  }

  write(frames: Buffer): void {
    const payloads = payloadsOf(frames).map((payload) => ({ payload, ...headOf(payload) }));
    if (this.isCatchingUp && !this.isReplayed && payloads.every(({ type }) => isEvent(type))) {
      this.held.push(frames);
      return;
    }
    const pieces = payloads.map(({ payload, type, seq }, n) => {
      this.movePlace(type, seq, n === payloads.length - 1);
      return messageOf(type, this.place, payload);
    });
    this.unsent += frames.length;
    this.response.write(pieces.length === 1 ? pieces[0] : Buffer.concat(pieces), () => {
      this.unsent -= frames.length;
    });
    if (this.isCatchingUp || this.held.length === 0) return;
    const waited = Buffer.concat(this.held);
    this.held = [];
    this.write(waited);
  }

  ping(): void {
    if (!this.isCatchingUp) this.place = this.safePlace();
    this.response.write(heartbeatOf(this.place), () => this.emit('pong'));
  }

  close(code: number, reason: string): void {
    this.isEnding = true;
    const why = Buffer.from(JSON.stringify({ code, reason }));
    this.response.end(messageOf('close', this.place, why));
    const timer = setTimeout(() => {
      this.terminate();
    }, LINGER_MS).unref();
    this.response.once('close', () => {
      clearTimeout(timer);
    });
  }

  terminate(): void {
    this.response.destroy();
  }

  private movePlace(type: string, seq: string, isLast: boolean): void {
    if (type === 'replay.begin') this.isReplayed = true;
    if (type === 'replay.end' || type === 'replay.gap') this.isCatchingUp = false;
    if (this.isCatchingUp) return;
    if (!isEvent(type)) this.place = seq;
    else if (isLast) this.place = this.safePlace();
  }
}

function isEvent(type: string): boolean {
  return type.startsWith('crm.');
}
