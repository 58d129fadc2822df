import type { QueryClient } from '@tanstack/react-query';
import type { Frame } from './stream';

/** What a room's table may touch: the query cache, and one batched read for the ids that it names. */
export interface LiveCache {
  readonly queries: QueryClient;
  /** Asks for the texts of a record; ids are collected for a second and read at once, with the reader's own rights. */
  readonly refresh: (id: string) => void;
}

export type LiveTable = Readonly<Record<string, (cache: LiveCache, frame: Frame) => void>>;

export interface LiveRoom {
  readonly table: LiveTable;
  /** Reads records by id and puts them into the cache. */
  readonly read: (queries: QueryClient, ids: string[]) => Promise<void>;
  /** The queries that live frames keep current; refetched after a gap. */
  readonly liveKeys: readonly (readonly unknown[])[];
}

const FLUSH_MS = 250;
/** Longer than this no answer holds back what is told meanwhile. */
const MOST_WAIT_MS = 5_000;
const COLLECT_MS = 1_000;
const AT_ONCE_MS = 20;
const MOST_IDS = 50;
const MOST_HIDDEN = 1_000;
const MOST_REMEMBERED = 2_000;

/** Remembers the last ids, to drop what comes twice: live frames overlap with what a resume replays. */
export class Seen {
  private readonly ids = new Set<string>();

  constructor(private readonly most = MOST_REMEMBERED) {}

  /** @returns whether the id is new */
  add(id: string): boolean {
    if (this.ids.has(id)) return false;
    this.ids.add(id);
    if (this.ids.size > this.most) {
      const oldest = this.ids.values().next().value;
      if (oldest !== undefined) this.ids.delete(oldest);
    }
    return true;
  }
}

interface Entered {
  readonly room: LiveRoom;
  /** Told, and not yet handed to the room. */
  frames: Frame[];
  waitsSince: number | null;
}

/**
 * From frame to screen: dedupe, buffer, one flush every 250 ms; nothing is painted in a hidden tab. While an answer is on
 * its way to a room, its frames wait: the answer may be older than they are, and would overwrite what they change.
 */
export class Live {
  private readonly rooms = new Map<string, Entered>();
  private readonly seen = new Seen();
  private readonly wanted = new Map<string, Set<string>>();
  private buffer: Frame[] = [];
  private flushedAt = -FLUSH_MS;
  private flushTimer = 0;
  private collectTimer = 0;
  private readAt = -COLLECT_MS;
  private replaying = false;
  private missed = 0;

  constructor(private readonly queries: QueryClient) {
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) this.wake();
    });
  }

  addRoom(name: string, room: LiveRoom): void {
    this.rooms.set(name, { room, frames: [], waitsSince: null });
  }

  /** Takes a frame of the stream; ids that were there before are dropped. */
  readonly take = (frame: Frame): void => {
    if (frame.type === 'replay.begin') this.replaying = true;
    if (frame.type === 'replay.end') this.replaying = false;
    if (frame.type === 'replay.gap') this.refetch();
    if (frame.type.startsWith('crm.') && !this.seen.add(frame.id)) return;
    if (document.hidden && this.buffer.length >= MOST_HIDDEN) {
      this.missed += 1;
      return;
    }
    this.buffer.push(frame);
    this.schedule();
  };

  /** Everything that live frames keep current is read again. */
  readonly refetch = (): void => {
    for (const { room } of this.rooms.values())
      for (const queryKey of room.liveKeys) void this.queries.invalidateQueries({ queryKey });
  };

  private schedule(): void {
    if (this.replaying || document.hidden || this.flushTimer !== 0) return;
    const idle = performance.now() - this.flushedAt;
    this.flushTimer = window.setTimeout(() => this.flush(), Math.max(0, FLUSH_MS - idle));
  }

  private flush(): void {
    this.flushTimer = 0;
    this.flushedAt = performance.now();
    const told = this.buffer;
    this.buffer = [];
    for (const [name, entered] of this.rooms) {
      entered.frames.push(...told.filter(({ type }) => entered.room.table[type]));
      if (entered.frames.length === 0) continue;
      if (this.mustWait(entered)) this.schedule();
      else this.hand(name, entered);
    }
  }

  private hand(name: string, entered: Entered): void {
    const { room, frames } = entered;
    entered.frames = [];
    entered.waitsSince = null;
    const cache = { queries: this.queries, refresh: (id: string) => this.want(name, id) };
    for (const frame of frames) room.table[frame.type]?.(cache, frame);
  }

  private mustWait(entered: Entered): boolean {
    if (!entered.room.liveKeys.some((queryKey) => this.queries.isFetching({ queryKey }) > 0))
      return false;
    entered.waitsSince ??= this.flushedAt;
    return this.flushedAt - entered.waitsSince < MOST_WAIT_MS;
  }

  private wake(): void {
    if (this.missed > 0) {
      this.missed = 0;
      this.buffer = [];
      this.refetch();
    } else if (this.buffer.length > 0) {
      this.schedule();
    }
  }

  private want(room: string, id: string): void {
    const ids = this.wanted.get(room) ?? new Set();
    this.wanted.set(room, ids.add(id));
    if (this.collectTimer !== 0) return;
    // The first one after a quiet second is read at once; in a burst, one read a second takes them all.
    const idle = performance.now() - this.readAt;
    const delay = Math.max(AT_ONCE_MS, COLLECT_MS - idle);
    this.collectTimer = window.setTimeout(() => void this.readWanted(), delay);
  }

  private async readWanted(): Promise<void> {
    this.collectTimer = 0;
    this.readAt = performance.now();
    const wanted = [...this.wanted];
    this.wanted.clear();
    for (const [name, ids] of wanted) {
      const all = [...ids];
      for (let at = 0; at < all.length; at += MOST_IDS)
        await this.readSome(name, all.slice(at, at + MOST_IDS));
    }
  }

  private async readSome(name: string, ids: string[]): Promise<void> {
    const room = this.rooms.get(name)?.room;
    try {
      await room?.read(this.queries, ids);
    } catch {
      // Not read now: what shows these records is stale and is read again when it is next looked at.
      for (const queryKey of room?.liveKeys ?? [])
        void this.queries.invalidateQueries({ queryKey, refetchType: 'none' });
    }
  }
}
