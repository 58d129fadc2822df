import type { RecordedEvent } from '../../events/recorded-event';
import { type Channel, channelOf } from './channels.rules';

/** What the server sends beside events. */
export type ServerFrameType =
  | 'hello'
  | 'snapshot'
  | 'metrics.update'
  | 'subscribed'
  | 'pong'
  | 'replay.begin'
  | 'replay.end'
  | 'replay.gap'
  | 'error'
  | 'goodbye';

/** One message to a client. */
export interface Envelope {
  readonly v: 1;
  /** The event's id; in an answer, the id of the message that it answers. */
  readonly id: string;
  /** The event's sequence; in every other frame, the sequence up to which the client has everything. */
  readonly seq: string;
  readonly type: string;
  readonly channel: Channel | null;
  /** When the fact happened; in every other frame, when it was made. ISO 8601, UTC. */
  readonly time: string;
  readonly data: unknown;
}

/** Of an event also: what it is about, and the request that caused it, so that a client knows its own echo. */
interface EventEnvelope extends Envelope {
  readonly subject: string;
  readonly correlation_id: string | null;
  readonly simulated: boolean;
}

export function envelopeOf(event: RecordedEvent): EventEnvelope {
  return {
    v: 1,
    id: event.id,
    seq: event.sequence,
    type: event.type,
    channel: channelOf(event.type),
    time: event.time.toISOString(),
    subject: event.subject,
    correlation_id: event.correlationId,
    simulated: event.simulated,
    data: event.data,
  };
}

const FINAL_TEXT = 0x81;

/**
 * The bytes of one unmasked text message (RFC 6455 §5.2), the same for every socket. `ws` frames a message
 * anew for each send; framed once here, many messages to many sockets are one buffer and one write a socket.
 */
export function frameOf(envelope: Envelope): Buffer {
  const text = JSON.stringify(envelope);
  const length = Buffer.byteLength(text);
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(head + length);
  frame[0] = FINAL_TEXT;
  if (head === 2) frame[1] = length;
  else if (head === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, head);
  return frame;
}
