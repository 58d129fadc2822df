import { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import { type Envelope, frameOf } from './frames.rules';

const envelope = (data: unknown): Envelope => ({
  v: 1,
  id: '0198c0de-0000-7000-8000-000000000001',
  seq: '000001-00000000000000000007-0000000000000000001',
  type: 'crm.lead.registered.v1',
  channel: 'leads',
  time: '2026-03-16T08:24:00.000Z',
  data,
});

/** What an independent implementation reads from the bytes. */
async function readBack(bytes: Buffer, count: number): Promise<string[]> {
  const socket = new Duplex({ read: () => undefined, write: (_c, _e, done) => done() });
  const client = new WebSocket('ws://127.0.0.1', { createConnection: () => socket });
  client.on('error', () => undefined);
  Reflect.get(client, 'setSocket').call(client, socket, Buffer.alloc(0), {
    allowSynchronousEvents: true,
    maxPayload: 0,
    skipUTF8Validation: false,
  });
  const texts: string[] = [];
  const all = new Promise<void>((resolve) =>
    client.on('message', (message: Buffer) => {
      texts.push(message.toString());
      if (texts.length === count) resolve();
    }),
  );
  socket.push(bytes);
  await all;
  client.terminate();
  return texts;
}

describe('a frame', () => {
  it.each([0, 1, 200, 65_000, 70_000])('with %i further characters is read by ws', async (size) => {
    const sent = envelope({ text: 'ä'.repeat(size) });

    const [text] = await readBack(frameOf(sent), 1);

    expect(JSON.parse(text ?? '')).toEqual(sent);
  });

  it('joined with others stays a message of its own', async () => {
    const sent = [envelope(1), envelope({ two: 'zwei' }), envelope(null)];

    const texts = await readBack(Buffer.concat(sent.map(frameOf)), 3);

    expect(texts.map((text) => JSON.parse(text))).toEqual(sent);
  });
});
