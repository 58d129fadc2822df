import { Injectable } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter, Histogram } from 'prom-client';
import { Log } from '../../core/log';
import { Live } from '../../events';
import { LeadChanged } from '../../events/catalogue';
import type { LiveBatch } from '../../events/live';
import type { RecordedEvent } from '../../events/recorded-event';
import { BEGINNING, formatSequence } from '../../events/sequence.rules';
import { bitOf, type Channel } from './channels.rules';
import { type Connection, steadySeconds } from './connection.gateway';
import { type Envelope, envelopeOf, frameOf } from './frames.rules';
import { LINGER_MS } from './limits.rules';
import { type Room, Rooms } from './rooms.gateway';

/**
 * Takes events to the sockets: decided once a room, framed once for all, written once a socket and batch. The log's
 * reader waits for it, and so never brings batches faster than they can be written.
 */
@Injectable()
export class FanOut {
  private readonly queue: LiveBatch[] = [];
  private readonly dirty = new Set<Room>();
  private isSpreading = false;
  /** What every socket has; while a batch is being spread, the log's reader is ahead of it. */
  private spreadUpTo = formatSequence(BEGINNING);
  private timer: NodeJS.Timeout | null = null;

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
    try {
      for (let next = this.queue.shift(); next; next = this.queue.shift()) {
        const isWhole = await this.spread(next.events);
        this.spreadUpTo = next.safeSequence;
        then({ ...next, gap: next.gap || !isWhole });
      }
    } finally {
      this.isSpreading = false;
      this.flush();
    }
  }

  /**
   * The sequence up to which a room's sockets have everything that they may see, after writing what waits.
   * A client that resumes from here misses nothing.
   */
  settle(room: Room | undefined): string {
    if (room) this.flushRoom(room);
    return this.place;
  }

  /** The same for what is written behind all that waits. */
  get place(): string {
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

  /** Says one thing to all of a room who want its channel, behind what waits there: a write of its own costs as much as a batch. */
  join(room: Room, channel: Channel, envelope: Envelope): void {
    room.waiting.push({ frame: frameOf(envelope), bit: bitOf(channel), since: null });
    this.dirty.add(room);
    this.timer ??= setTimeout(() => {
      this.flush();
    }, LINGER_MS);
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

  /** Writes everything that waits, in one go: with turns for others in between it was slower by a fifth. */
  private flush(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    for (const room of this.dirty) this.flushRoom(room);
  }

  private flushRoom(room: Room): void {
    this.dirty.delete(room);
    const { waiting } = room;
    if (waiting.length === 0) return;
    room.waiting = [];
    for (const [mask, members] of room.members) {
      const wanted = waiting.filter(({ bit }) => (mask & bit) !== 0).map(({ frame }) => frame);
      const [first] = wanted;
      if (!first) continue;
      const bytes = wanted.length === 1 ? first : Buffer.concat(wanted);
      for (const connection of members) connection.write(bytes, wanted.length);
      this.frames.inc(wanted.length * members.size);
    }
    const now = steadySeconds();
    for (const { since } of waiting) if (since !== null) this.latency.observe(now - since);
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
