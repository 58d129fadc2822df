import { Injectable } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter, Histogram } from 'prom-client';
import { Log } from '../../core/log';
import { Live } from '../../events';
import { LeadChanged } from '../../events/catalogue';
import type { LiveBatch } from '../../events/live';
import type { RecordedEvent } from '../../events/recorded-event';
import { BEGINNING, formatSequence } from '../../events/sequence.rules';
import { bitOf } from './channels.rules';
import { type Connection, steadySeconds } from './connection.gateway';
import { type Envelope, envelopeOf, frameOf } from './frames.rules';
import { FLUSH_PAUSE_MS, SOCKETS_A_TURN } from './limits.rules';
import { type Room, Rooms } from './rooms.gateway';

/** The same bytes for many sockets, of which the first `sent` have them. */
interface Letter {
  readonly bytes: Buffer;
  /** When each message in it was handed out, seconds. */
  readonly since: readonly number[];
  readonly to: readonly Connection[];
  sent: number;
}

/**
 * Takes events to the sockets: decided once a room, framed once for all, written once a socket. After a pause
 * it writes at once; while events keep coming, each socket gets one write in every {@link FLUSH_PAUSE_MS}.
 */
@Injectable()
export class FanOut {
  private readonly queue: LiveBatch[] = [];
  private readonly dirty = new Set<Room>();
  private isSpreading = false;
  /** What every socket has; while a batch is being spread, the log's reader is ahead of it. */
  private spreadUpTo = formatSequence(BEGINNING);
  private readonly outbox: Letter[] = [];
  private isPosting = false;
  private timer: NodeJS.Timeout | null = null;
  private flushedAt = 0;

  constructor(
    private readonly rooms: Rooms,
    private readonly live: Live,
    private readonly log: Log,
    @InjectMetric('crm_stream_frames_total') private readonly frames: Counter,
    @InjectMetric('crm_stream_delivery_latency_seconds') private readonly latency: Histogram,
  ) {}

  /** @param then is told of each batch once every room has it, before it is written */
  async deliver(batch: LiveBatch, then: (batch: LiveBatch) => void): Promise<void> {
    this.queue.push(batch);
    if (this.isSpreading) return;
    this.isSpreading = true;
    for (let next = this.queue.shift(); next; next = this.queue.shift()) {
      const isWhole = await this.spread(next.events);
      this.spreadUpTo = next.safeSequence;
      then({ ...next, gap: next.gap || !isWhole });
    }
    this.isSpreading = false;
    this.schedule();
  }

  /**
   * The sequence up to which a room's sockets have everything that they may see, after writing what waits.
   * A client that resumes from here misses nothing.
   */
  settle(room: Room | undefined): string {
    if (room) this.address(room);
    this.post(Infinity);
    if (!this.isSpreading) this.spreadUpTo = this.live.safeSequence;
    return this.spreadUpTo;
  }

  send(connections: Iterable<Connection>, envelope: Envelope): void {
    const frame = frameOf(envelope);
    for (const connection of connections) {
      connection.write(frame, 1);
      this.frames.inc();
    }
  }

  /** Fails closed: shares that cannot be asked for are taken for gone until the next change. */
  private async refreshShares(subjectIds: ReadonlySet<string>): Promise<void> {
    try {
      await this.rooms.refreshShares(subjectIds);
    } catch (error) {
      this.log.error('stream.shares.unknown', error, { subjects: subjectIds.size });
      for (const room of this.rooms.all()) for (const id of subjectIds) room.shared.delete(id);
    }
  }

  /** @returns false when a fault of ours kept events from somebody, who must then fetch again */
  private async spread(events: readonly RecordedEvent[]): Promise<boolean> {
    try {
      const changed = sharesChangedBy(events);
      if (changed.size > 0) await this.refreshShares(changed);
      this.handOut(events);
      return true;
    } catch (error) {
      this.log.error('stream.batch.failed', error, { events: events.length });
      return false;
    }
  }

  private handOut(events: readonly RecordedEvent[]): void {
    const since = steadySeconds();
    const rooms = [...this.rooms.all()].map((room) => ({ room, wanted: room.wanted }));
    for (const event of events) {
      const envelope = envelopeOf(event);
      const bit = bitOf(envelope.channel);
      let frame: Buffer | null = null;
      for (const { room, wanted } of rooms) {
        if ((wanted & bit) === 0 || !room.sees(event)) continue;
        frame ??= frameOf(envelope);
        room.waiting.push({ frame, bit, since });
        this.dirty.add(room);
      }
    }
  }

  private schedule(): void {
    if (this.dirty.size === 0 || this.isPosting || this.timer) return;
    const waited = (steadySeconds() - this.flushedAt) * 1000;
    this.isPosting = waited >= FLUSH_PAUSE_MS;
    if (this.isPosting) {
      this.flush();
      return;
    }
    this.timer = setTimeout(() => {
      this.timer = null;
      this.isPosting = true;
      this.flush();
    }, FLUSH_PAUSE_MS - waited);
  }

  /** Writes everything that waits, some sockets at a time, so that the log is read on meanwhile. */
  private flush(): void {
    for (const room of this.dirty) this.address(room);
    if (this.post(SOCKETS_A_TURN)) {
      setImmediate(() => {
        this.flush();
      });
      return;
    }
    this.isPosting = false;
    this.flushedAt = steadySeconds();
    this.schedule();
  }

  /** Joins what waits in a room to one letter for all with the same subscriptions. */
  private address(room: Room): void {
    this.dirty.delete(room);
    const { waiting } = room;
    room.waiting = [];
    for (const [mask, members] of room.members) {
      const wanted = waiting.filter(({ bit }) => (mask & bit) !== 0);
      const [first] = wanted;
      if (!first) continue;
      const bytes =
        wanted.length === 1 ? first.frame : Buffer.concat(wanted.map(({ frame }) => frame));
      this.outbox.push({ bytes, since: wanted.map((w) => w.since), to: [...members], sent: 0 });
    }
  }

  /** Writes to at most so many sockets. @returns whether some are left */
  private post(most: number): boolean {
    let left = most;
    for (let letter = this.outbox[0]; letter; letter = this.outbox[0]) {
      const { to, bytes, since } = letter;
      for (; letter.sent < to.length; letter.sent++, left--) {
        if (left === 0) return true;
        to[letter.sent]?.write(bytes, since.length);
      }
      this.outbox.shift();
      this.frames.inc(since.length * to.length);
      const now = steadySeconds();
      for (const begin of since) this.latency.observe(now - begin);
    }
    return false;
  }
}

/** Subjects whose circle of readers another event of the batch may have changed. */
function sharesChangedBy(events: readonly RecordedEvent[]): Set<string> {
  const changed = new Set<string>();
  for (const { type, subjectId, data } of events) {
    if (type !== LeadChanged.type || subjectId === null) continue;
    if (LeadChanged.schema.parse(data).fields.includes('collaborators')) changed.add(subjectId);
  }
  return changed;
}
