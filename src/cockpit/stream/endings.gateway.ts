import { once, setMaxListeners } from 'node:events';
import {
  type BeforeApplicationShutdown,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Database } from '../../core/database';
import { Loops } from '../../core/loops';
import { SessionRevoked, UserChanged, UserDeactivated } from '../../events/catalogue';
import type { RecordedEvent } from '../../events/recorded-event';
import { systemScope } from '../../identity';
import { Answers } from './answers.gateway';
import { type Connection, steadySeconds } from './connection.gateway';
import { Handshake } from './handshake.gateway';
import { CLOSE, type Ending, pulse } from './limits.rules';
import { Rooms } from './rooms.gateway';

const SWEEP_MS = 1000;
const EXPIRY_SECONDS = 60;
const GOODBYE_MS = 2000;
/** Fields of a user that decide nothing about what they may see; any other change ends the stream. */
const HARMLESS = new Set(['name', 'locale', 'timeZone', 'theme', 'density', 'singleKeys']);

/** Ends the streams that must end: of the dead, of ended sessions, of changed rights, and at the stop. */
@Injectable()
export class Endings implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly rooms: Rooms,
    private readonly handshake: Handshake,
    private readonly answers: Answers,
    private readonly db: Database,
    private readonly loops: Loops,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.sweep(steadySeconds());
    }, SWEEP_MS).unref();
    this.loops.register({
      name: 'stream.expiry',
      everySeconds: EXPIRY_SECONDS,
      step: () => this.expireByDatabase(),
    });
  }

  /** Says goodbye while the sockets still can hear it: the server's own stop would only cut them off. */
  async beforeApplicationShutdown(): Promise<void> {
    this.handshake.stop();
    if (this.timer) clearInterval(this.timer);
    const open = [...this.rooms.connections()];
    for (const connection of open) {
      const room = this.rooms.of(connection);
      this.answers.tell(room, [connection], 'goodbye', { reason: 'stopping' });
      connection.end(CLOSE.goodbye);
    }
    const signal = AbortSignal.timeout(GOODBYE_MS);
    setMaxListeners(0, signal); // one for each socket, by design
    const closed = open
      .filter(({ client }) => client.readyState !== client.CLOSED)
      .map(({ client }) => once(client, 'close', { signal }));
    await Promise.allSettled(closed);
  }

  /** Heartbeats. @param now of {@link steadySeconds} */
  sweep(now: number): void {
    for (const connection of this.rooms.connections()) {
      const due = pulse(now, connection);
      if (due === 'dead') connection.client.terminate();
      else if (due === 'ping' && connection.isOpen) {
        connection.pingedAt = now;
        connection.client.ping();
      }
    }
  }

  /** Ends the streams of sessions that have reached their latest end. @param now by the database's time */
  expire(now: Date): void {
    this.endWhere(CLOSE.sessionEnded, ({ reader }) => reader.expiresAt <= now);
  }

  /** Facts that end streams, on every process at once. */
  heed(events: readonly RecordedEvent[]): void {
    for (const { type, subject, data } of events) {
      if (type === SessionRevoked.type) {
        this.endWhere(CLOSE.sessionEnded, ({ reader }) => reader.sessionId === subject);
      } else if (type === UserDeactivated.type) {
        const { userId } = UserDeactivated.schema.parse(data);
        this.endWhere(CLOSE.sessionEnded, ({ reader }) => reader.scope.userId === userId);
      } else if (type === UserChanged.type) {
        const { userId, fields } = UserChanged.schema.parse(data);
        if (fields.every((field) => HARMLESS.has(field))) continue;
        this.endWhere(CLOSE.rightsChanged, ({ reader }) => reader.scope.userId === userId);
      }
    }
  }

  private async expireByDatabase(): Promise<boolean> {
    const [clock] = await this.db.transaction(systemScope('stream.expiry'), (tx) =>
      tx.rows<{ now: Date }>('SELECT clock_timestamp() AS now'),
    );
    if (clock) this.expire(clock.now);
    return false;
  }

  private endWhere(ending: Ending, matches: (connection: Connection) => boolean): void {
    for (const connection of this.rooms.connections())
      if (matches(connection)) connection.end(ending);
  }
}
