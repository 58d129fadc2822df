import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Log } from '../../core/log';
import type { RecordedEvent } from '../../events/recorded-event';
import { Answers } from './answers.gateway';
import { bitOf, type Channel } from './channels.rules';
import { type Connection, steadySeconds } from './connection.gateway';
import { METRICS_PAUSE_MS } from './limits.rules';
import { changedChannels } from './number-changes.rules';
import { NumbersQueries } from './numbers.queries';
import { type Room, Rooms } from './rooms.gateway';

/**
 * Sends absolute numbers to those who subscribed to `metrics`, at most four times a second a room, however
 * many events changed them. One room is asked for at a time, so that numbers never crowd out requests.
 */
@Injectable()
export class Updates implements OnApplicationShutdown {
  /** Whose numbers are to be sent, and of which channels. */
  private readonly wanted = new Map<Room, Set<Channel>>();
  private readonly sentAt = new WeakMap<Room, number>();
  private isSending = false;
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly rooms: Rooms,
    private readonly numbers: NumbersQueries,
    private readonly answers: Answers,
    private readonly log: Log,
  ) {}

  onApplicationShutdown(): void {
    this.wanted.clear();
    if (this.timer) clearTimeout(this.timer);
  }

  /** Some numbers may have changed by these events. */
  changedBy(events: readonly RecordedEvent[]): void {
    for (const channel of this.numbers.channels)
      this.tellOf(
        channel,
        events.filter((event) => changedChannels(event).includes(channel)),
      );
  }

  /** The numbers of a channel, for everybody who sees one of the events. */
  tellOf(channel: Channel, events: readonly RecordedEvent[]): void {
    if (events.length === 0) return;
    for (const room of this.rooms.all())
      if ((room.wanted & bitOf('metrics')) !== 0 && events.some((event) => room.sees(event)))
        this.want(room, [channel]);
    this.schedule();
  }

  /** Makes up for an update that a socket could not be given. */
  owe(connection: Connection): void {
    const room = this.rooms.of(connection);
    if (!room || (connection.mask & bitOf('metrics')) === 0) return;
    this.want(room, this.numbers.channels);
    this.schedule();
  }

  private want(room: Room, channels: readonly Channel[]): void {
    this.wanted.set(room, new Set([...(this.wanted.get(room) ?? []), ...channels]));
  }

  private schedule(): void {
    if (this.wanted.size === 0 || this.isSending || this.timer) return;
    const next = Math.min(...[...this.wanted.keys()].map((room) => this.sentAt.get(room) ?? 0));
    const pauseMs = METRICS_PAUSE_MS - (steadySeconds() - next) * 1000;
    this.timer = setTimeout(
      () => {
        this.timer = null;
        void this.sendDue();
      },
      Math.max(0, pauseMs),
    );
  }

  private async sendDue(): Promise<void> {
    this.isSending = true;
    const oldest = steadySeconds() - METRICS_PAUSE_MS / 1000;
    const due = [...this.wanted].filter(([room]) => (this.sentAt.get(room) ?? 0) <= oldest);
    for (const [room, channels] of due) {
      this.wanted.delete(room);
      this.sentAt.set(room, steadySeconds());
      try {
        await this.send(room, [...channels]);
      } catch (error) {
        // The next event asks again; a number that is missing once is shown as of its own time.
        this.log.error('stream.numbers.failed', error);
      }
    }
    this.isSending = false;
    this.schedule();
  }

  private async send(room: Room, channels: readonly Channel[]): Promise<void> {
    const [first] = this.readers(room);
    if (!first) return;
    const data = await this.answers.numbersOf(first, channels);
    const all = this.readers(room);
    const readers = all.filter((connection) => !connection.isReplaying);
    if (readers.length < all.length)
      this.answers.tell(room, readers, 'metrics.update', data, { channel: 'metrics' });
    else this.answers.add(room, 'metrics', 'metrics.update', data);
  }

  private readers(room: Room): Connection[] {
    const bit = bitOf('metrics');
    return [...room.members].flatMap(([mask, members]) => (mask & bit ? [...members] : []));
  }
}
