/** Before each event; a reader that was cut off comes back after this time. */
const RETRY_MS = 2000;
export const GREETING = `retry: ${String(RETRY_MS)}\n\n`;

/** The members that every message begins with; see the order in which `Envelope` is written. */
const HEAD = /^\{"v":1,"id":"[^"]*","seq":"([^"]*)","type":"([^"]*)"/;
const HEAD_BYTES = 400;

/** What a message says of itself before its content. */
export interface Head {
  readonly type: string;
  readonly seq: string;
}

/** The texts in server frames that stand one after another (RFC 6455 §5.2, unmasked and whole). */
export function payloadsOf(frames: Buffer): Buffer[] {
  const payloads: Buffer[] = [];
  for (let at = 0; at < frames.length;) {
    const short = frames.readUInt8(at + 1);
    const head = short < 126 ? 2 : short === 126 ? 4 : 10;
    const length =
      head === 2
        ? short
        : head === 4
          ? frames.readUInt16BE(at + 2)
          : Number(frames.readBigUInt64BE(at + 2));
    payloads.push(frames.subarray(at + head, at + head + length));
    at += head + length;
  }
  return payloads;
}

/** @throws Error for what is no message of ours */
export function headOf(payload: Buffer): Head {
  const [, seq, type] = HEAD.exec(payload.toString('latin1', 0, HEAD_BYTES)) ?? [];
  if (seq === undefined || type === undefined) throw new Error('A frame begins with no envelope.');
  return { type, seq };
}

/** One message of the event stream (HTML standard §9.2.6); JSON has no line breaks of its own. */
export function messageOf(type: string, id: string, payload: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`event: ${type}\nid: ${id}\ndata: `, 'latin1'),
    payload,
    Buffer.from('\n\n', 'latin1'),
  ]);
}

/** Shows that the server lives and moves the place to come back to; no reader is told of it. */
export function heartbeatOf(id: string): string {
  return `: heartbeat\nid: ${id}\n\n`;
}
