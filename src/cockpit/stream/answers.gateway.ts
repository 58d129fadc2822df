import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Ids } from '../../core/ids';
import { ALL, bitOf, type Channel, channelOf, CHANNELS, maskOf, namesOf } from './channels.rules';
import type { Connection } from './connection.gateway';
import { FanOut } from './fan-out.gateway';
import { type Envelope, envelopeOf, type ServerFrameType } from './frames.rules';
import {
  HEARTBEAT_SECONDS,
  MESSAGE_WINDOW_SECONDS,
  MOST_INBOUND_BYTES,
  MOST_MESSAGES,
  MOST_REPLAYED,
  MOST_SUBSCRIPTIONS,
} from './limits.rules';
import type { MessageOf } from './messages.dto';
import { NumbersQueries } from './numbers.queries';
import { ReplayQueries } from './replay.queries';
import { type Room, Rooms } from './rooms.gateway';
import { roomKey } from './rooms.rules';

interface Telling {
  /** The id of the message that this answers. */
  readonly id?: string | undefined;
  readonly channel?: Channel | null;
}

/** What the server says of itself and in answer to a client's messages. */
@Injectable()
export class Answers {
  constructor(
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly rooms: Rooms,
    private readonly fanOut: FanOut,
    private readonly numbers: NumbersQueries,
    private readonly replay: ReplayQueries,
  ) {}

  /** Says one thing to some sockets of a room; `data` gets `safe_seq` along. */
  tell(
    room: Room | undefined,
    to: Iterable<Connection>,
    type: ServerFrameType,
    data: Readonly<Record<string, unknown>>,
    telling?: Telling,
  ): void {
    const seq = typeof data['safe_seq'] === 'string' ? data['safe_seq'] : this.fanOut.settle(room);
    this.fanOut.send(to, this.envelope(type, seq, data, telling));
  }

  /** As {@link tell}, to all of a room who want the channel, with the next events or after a moment. */
  add(
    room: Room,
    channel: Channel,
    type: ServerFrameType,
    data: Readonly<Record<string, unknown>>,
  ): void {
    const envelope = this.envelope(type, this.fanOut.place, data, { channel });
    this.fanOut.join(room, channel, envelope);
  }

  hello(connection: Connection): void {
    const { kind, role, userId } = connection.reader.scope;
    this.answer(connection, 'hello', {
      server_time: this.clock.now().toISOString(),
      heartbeat_seconds: HEARTBEAT_SECONDS,
      scope: { kind, role, user_id: userId },
      channels: [...CHANNELS, 'all'],
      limits: {
        message_bytes: MOST_INBOUND_BYTES,
        messages: MOST_MESSAGES,
        messages_window_seconds: MESSAGE_WINDOW_SECONDS,
        subscriptions: MOST_SUBSCRIPTIONS,
        replayed_events: MOST_REPLAYED,
      },
    });
  }

  async subscribe(connection: Connection, { id, data }: MessageOf<'subscribe'>): Promise<void> {
    const asked = this.asked(connection, id, data.channels);
    if (asked === null) return;
    const added = asked & ~connection.mask;
    this.rooms.subscribe(connection, connection.mask | asked);
    this.answer(connection, 'subscribed', { channels: namesOf(connection.mask) }, { id });
    for (const channel of [...this.numbers.channels, 'metrics'] as const) {
      if ((added & bitOf(channel)) === 0) continue;
      const data = await this.numbersOf(connection, channel === 'metrics' ? null : [channel]);
      this.answer(connection, 'snapshot', data, { channel });
    }
  }

  unsubscribe(connection: Connection, { id, data }: MessageOf<'unsubscribe'>): void {
    const asked = this.asked(connection, id, data.channels);
    if (asked === null) return;
    this.rooms.subscribe(connection, connection.mask & ~asked & ALL);
    this.answer(connection, 'subscribed', { channels: namesOf(connection.mask) }, { id });
  }

  pong(connection: Connection, { id }: MessageOf<'ping'>): void {
    this.answer(connection, 'pong', {}, { id });
  }

  async metrics(connection: Connection, { id }: MessageOf<'request_metrics'>): Promise<void> {
    const data = await this.numbersOf(connection, null);
    this.answer(connection, 'metrics.update', data, { id, channel: 'metrics' });
  }

  /** What the client missed of its channels, in log order; what happens meanwhile comes live in between. */
  async resume(connection: Connection, { id, data }: MessageOf<'resume'>): Promise<void> {
    const room = this.rooms.of(connection);
    if (!room) return;
    // Taken before reading: everything up to here is in the log by now, or was sent live.
    const safe_seq = this.fanOut.settle(room);
    connection.isReplaying = true;
    const missed = await this.replay.since(data.last_seq);
    if (missed) {
      const mine = missed.filter(
        (event) => (connection.mask & bitOf(channelOf(event.type))) !== 0 && room.sees(event),
      );
      const from = { safe_seq: data.last_seq, count: mine.length };
      this.answer(connection, 'replay.begin', from, { id });
      for (const event of mine) this.fanOut.send([connection], envelopeOf(event));
      this.answer(connection, 'replay.end', { safe_seq, count: mine.length }, { id });
    } else {
      this.answer(connection, 'replay.gap', { safe_seq }, { id });
    }
    connection.isReplaying = false;
  }

  refuse(connection: Connection, id: string | undefined, code: string, detail: string): void {
    this.answer(connection, 'error', { code, detail }, { id });
  }

  /** @param channels null for every channel that has numbers */
  async numbersOf(connection: Connection, channels: readonly Channel[] | null) {
    const { scope } = connection.reader;
    const view = roomKey(scope);
    const answer = await this.numbers.read(view, scope, channels ?? this.numbers.channels);
    const { numbers, asOf, asOfSequence } = answer;
    return { as_of: asOf, as_of_sequence: asOfSequence, numbers };
  }

  private envelope(
    type: ServerFrameType,
    seq: string,
    data: Readonly<Record<string, unknown>>,
    { id, channel = null }: Telling = {},
  ): Envelope {
    return {
      v: 1,
      id: id ?? this.ids.uuid(),
      seq,
      type,
      channel,
      time: this.clock.now().toISOString(),
      data: { safe_seq: seq, ...data },
    };
  }

  private answer(
    connection: Connection,
    type: ServerFrameType,
    data: Readonly<Record<string, unknown>>,
    telling?: Telling,
  ): void {
    this.tell(this.rooms.of(connection), [connection], type, data, telling);
  }

  private asked(connection: Connection, id: string | undefined, names: readonly string[]) {
    const unknown = names.filter((name) => maskOf(name) === null);
    if (unknown.length === 0) return names.reduce((mask, name) => mask | (maskOf(name) ?? 0), 0);
    this.refuse(connection, id, 'unknown-channel', `There is no channel ${unknown.join(', ')}.`);
    return null;
  }
}
