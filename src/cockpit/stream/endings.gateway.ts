import { once } from 'node:events';
import {
  type BeforeApplicationShutdown,
  Injectable,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Log } from '../../core/log';
import { SessionRevoked, UserChanged, UserDeactivated } from '../../events/catalogue';
import type { RecordedEvent } from '../../events/recorded-event';
import { Answers } from './answers.gateway';
import { type Connection, steadySeconds } from './connection.gateway';
import { Handshake } from './handshake.gateway';
import { CLOSE, type Ending, pulse } from './limits.rules';
import { roomKey } from './rooms.rules';
import { Rooms } from './rooms.gateway';

const SWEEP_MS = 1000;
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
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      this.sweep(steadySeconds());
    }, SWEEP_MS).unref();
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
    const closed = open.map(({ client }) =>
      client.readyState === client.CLOSED ? null : once(client, 'close', { signal }),
    );
    await Promise.allSettled(closed);
  }

  /** Heartbeats and the ends of sessions. @param now of {@link steadySeconds} */
  sweep(now: number): void {
    for (const connection of this.rooms.connections()) {
      const due = pulse(now, connection);
      if (due === 'dead') connection.client.terminate();
      else if (due === 'ping' && connection.isOpen) {
        connection.pingedAt = now;
        connection.client.ping();
      }
      if (connection.reader.checkAt <= now) void this.recheck(connection);
    }
  }

  /** Facts that end streams, on every process at once. */
  heed(events: readonly RecordedEvent[]): void {
    for (const event of events) {
      if (event.type === SessionRevoked.type)
        this.endWhere(CLOSE.sessionEnded, ({ reader }) => reader.sessionId === event.subject);
      if (event.type === UserDeactivated.type)
        this.endWhere(CLOSE.sessionEnded, ({ reader }) => reader.scope.userId === event.subject);
      if (event.type === UserChanged.type && touchesRights(event))
        this.endWhere(CLOSE.rightsChanged, ({ reader }) => reader.scope.userId === event.subject);
    }
  }

  private endWhere(ending: Ending, matches: (connection: Connection) => boolean): void {
    for (const connection of this.rooms.connections())
      if (matches(connection)) connection.end(ending);
  }

  /** A session that was used meanwhile lasts longer than it did when the socket was opened. */
  private async recheck(connection: Connection): Promise<void> {
    const { reader } = connection;
    connection.reader = { ...reader, checkAt: Infinity };
    try {
      const now = await reader.recheck();
      if (!now) connection.end(CLOSE.sessionEnded);
      else if (roomKey(now.scope) !== roomKey(reader.scope)) connection.end(CLOSE.rightsChanged);
      else connection.reader = now;
    } catch (error) {
      // Fails closed: who cannot be asked who they are hears nothing further.
      this.log.error('stream.recheck.failed', error);
      connection.end(CLOSE.sessionEnded);
    }
  }
}

function touchesRights({ data }: RecordedEvent): boolean {
  const fields: unknown = Reflect.get(Object(data), 'fields');
  return !Array.isArray(fields) || !fields.every((field) => HARMLESS.has(String(field)));
}
