import { Injectable } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter, Gauge } from 'prom-client';
import { Database } from '../../core/database';
import type { RecordedEvent } from '../../events/recorded-event';
import { AccessQueries, maySee, type Scope, systemScope } from '../../identity';
import { Connection, type FarEnd, type Outlet, type Reader } from './connection.gateway';
import { roomKey } from './rooms.rules';

interface Waiting {
  readonly frame: Buffer;
  readonly bit: number;
  /** When it came from the log; null for what did not. */
  readonly since: number | null;
}

/** Everybody in this process with the same view. */
export class Room {
  /** Those with the same subscriptions get the same bytes. */
  readonly members = new Map<number, Set<Connection>>();
  waiting: Waiting[] = [];
  /** Subjects shared with the reader of an `own` view; nobody else's view depends on them. */
  shared: Set<string> = new Set();
  loading: Promise<void> | null = null;
  /** Counts what changed in `shared`, so that an older answer does not overwrite it. */
  changes = 0;

  constructor(
    readonly key: string,
    readonly scope: Scope,
  ) {}

  /** Every channel that somebody here wants. */
  get wanted(): number {
    let wanted = 0;
    for (const mask of this.members.keys()) wanted |= mask;
    return wanted;
  }

  sees(event: RecordedEvent): boolean {
    return maySee(this.scope, event, this.shared);
  }
}

/** Groups the sockets of this process by what they may see. */
@Injectable()
export class Rooms {
  private readonly rooms = new Map<string, Room>();
  private readonly places = new Map<Connection, Room>();
  private readonly byClient = new WeakMap<FarEnd, Connection>();

  constructor(
    private readonly db: Database,
    private readonly access: AccessQueries,
    @InjectMetric('crm_stream_connections') private readonly open: Gauge,
    @InjectMetric('crm_stream_slow_consumers_total') private readonly slow: Counter,
  ) {}

  all(): IterableIterator<Room> {
    return this.rooms.values();
  }

  connections(): IterableIterator<Connection> {
    return this.places.keys();
  }

  of(connection: Connection): Room | undefined {
    return this.places.get(connection);
  }

  connection(client: FarEnd): Connection | undefined {
    return this.byClient.get(client);
  }

  /** Gives a new socket its place; it sees nothing before {@link ready}. */
  enter(client: FarEnd, socket: Outlet, reader: Reader): Connection {
    const connection = new Connection(client, socket, reader, () => {
      this.slow.inc();
    });
    const key = roomKey(reader.scope);
    const known = this.rooms.get(key);
    const room = known ?? new Room(key, reader.scope);
    this.rooms.set(key, room);
    this.places.set(connection, room);
    this.byClient.set(client, connection);
    this.sit(room, connection);
    this.open.set(this.places.size);
    if (!known && reader.scope.kind === 'own') room.loading = this.load(room);
    return connection;
  }

  /** Resolves when the room knows everything that its view depends on. */
  async ready(connection: Connection): Promise<void> {
    await this.places.get(connection)?.loading;
  }

  leave(connection: Connection): void {
    const room = this.places.get(connection);
    if (!room) return;
    this.rise(room, connection);
    this.places.delete(connection);
    this.open.set(this.places.size);
    if (room.members.size === 0) this.rooms.delete(room.key);
  }

  subscribe(connection: Connection, mask: number): void {
    const room = this.places.get(connection);
    if (!room) return;
    this.rise(room, connection);
    connection.mask = mask;
    this.sit(room, connection);
  }

  /** Asks who shares these subjects now; before events about them are decided. */
  async refreshShares(subjectIds: ReadonlySet<string>): Promise<void> {
    const own = [...this.rooms.values()].filter((room) => room.scope.kind === 'own');
    if (own.length === 0) return;
    await this.db.transaction(systemScope('stream.shares'), async (tx) => {
      for (const subjectId of subjectIds) {
        const users = new Set(await this.access.collaborators(tx, subjectId));
        for (const room of own) {
          room.changes += 1;
          if (users.has(room.scope.userId ?? '')) room.shared.add(subjectId);
          else room.shared.delete(subjectId);
        }
      }
    });
  }

  /** A change that comes while the question is under way may be missing in the answer, so it is asked again. */
  private async load(room: Room): Promise<void> {
    const { userId } = room.scope;
    if (userId === null) return;
    for (let seen = -1; seen !== room.changes;) {
      seen = room.changes;
      room.shared = new Set(
        await this.db.transaction(systemScope('stream.shares'), (tx) =>
          this.access.collaboratingSubjects(tx, userId),
        ),
      );
    }
  }

  private sit(room: Room, connection: Connection): void {
    const peers = room.members.get(connection.mask) ?? new Set();
    room.members.set(connection.mask, peers.add(connection));
  }

  private rise(room: Room, connection: Connection): void {
    const peers = room.members.get(connection.mask);
    peers?.delete(connection);
    if (peers?.size === 0) room.members.delete(connection.mask);
  }
}
