import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { envelope, signed } from './whatsapp';

/** A message that WhatsApp has taken. */
export interface Taken {
  readonly wamid: string;
  /** Digits of the number, without a plus. */
  readonly to: string;
  readonly text: string;
  /** The id that we gave it ourselves. */
  readonly messageId: string;
}

/** WhatsApp outside of every process that a test kills: it takes messages and tells of each, until it was heard. */
export class GraphSink {
  readonly taken: Taken[] = [];
  /** Called when a message was taken, before its sender hears of it. */
  onTaken: () => void = () => undefined;
  /** It takes nothing before this is over. */
  busy: Promise<void> = Promise.resolve();
  private readonly telling = new Set<Promise<void>>();
  private stopped = false;

  private constructor(private readonly server: Server) {}

  /** @param webhooks where it may tell; asked anew for every attempt */
  static async start(webhooks: () => readonly string[]): Promise<GraphSink> {
    const server = createServer((request, response) => {
      void sink.answer(request).then((body) => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(body));
      });
    });
    const sink = new GraphSink(server);
    sink.webhooks = webhooks;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return sink;
  }

  private webhooks: () => readonly string[] = () => [];

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  /** Calls one webhook after another until one says that it has it. */
  async tell(value: object): Promise<void> {
    const text = JSON.stringify(envelope(value));
    for (let attempt = 0; !this.stopped; attempt++) {
      const all = this.webhooks();
      const url = `${all[attempt % all.length] ?? ''}/webhook`;
      const told = await fetch(url, { method: 'POST', headers: signed(text), body: text }).then(
        ({ ok }) => ok,
        () => false,
      );
      if (told) return;
      await pause(50);
    }
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.telling);
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async answer(request: IncomingMessage): Promise<object> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const body = JSON.parse(Buffer.concat(pieces).toString()) as {
      to: string;
      text?: { body: string };
      biz_opaque_callback_data: string;
    };
    await this.busy;
    const wamid = `wamid.SINK${String(this.taken.length + 1)}`;
    const to = body.to.replace('+', '');
    const messageId = body.biz_opaque_callback_data;
    this.taken.push({ wamid, to, text: body.text?.body ?? '', messageId });
    this.onTaken();
    const telling = this.tell({
      statuses: [
        {
          id: wamid,
          status: 'sent',
          timestamp: String(Math.floor(Date.now() / 1000)),
          recipient_id: to,
          biz_opaque_callback_data: messageId,
        },
      ],
    });
    this.telling.add(telling);
    void telling.finally(() => this.telling.delete(telling));
    return {
      messaging_product: 'whatsapp',
      contacts: [{ input: body.to, wa_id: to }],
      messages: [{ id: wamid, message_status: 'accepted' }],
    };
  }
}
