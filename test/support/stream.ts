import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';

export interface Frame {
  readonly v: 1;
  readonly id: string;
  readonly seq: string;
  readonly type: string;
  readonly channel: string | null;
  readonly time: string;
  readonly data: Record<string, unknown>;
}

interface Opening {
  readonly headers?: Record<string, string>;
  readonly protocols?: string[];
  readonly origin?: string;
}

/** An upgrade that was answered by HTTP. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly headers: IncomingMessage['headers'],
    readonly body: Record<string, unknown>,
  ) {
    super(`refused with ${String(status)}`);
  }
}

/** A browser's end of the stream: keeps every frame, and waits for what is to come. */
export class StreamClient {
  readonly frames: Frame[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  private readonly waiting = new Set<() => void>();
  private asked = 0;

  private constructor(readonly socket: WebSocket) {
    socket.on('message', (text: Buffer) => {
      this.frames.push(JSON.parse(text.toString()) as Frame);
      for (const look of [...this.waiting]) look();
    });
    this.closed = new Promise((resolve) =>
      socket.on('close', (code, reason) => {
        resolve({ code, reason: reason.toString() });
      }),
    );
  }

  /** @throws Refused when the server answers the upgrade by HTTP */
  static async open(
    url: string,
    { protocols = [], ...options }: Opening = {},
  ): Promise<StreamClient> {
    const socket = new WebSocket(url.replace(/^http/, 'ws'), protocols, options);
    const client = new StreamClient(socket);
    const refused = new Promise<never>((_, reject) => {
      socket.on('unexpected-response', (_request, response: IncomingMessage) => {
        void bodyOf(response).then((body) => {
          reject(new Refused(response.statusCode ?? 0, response.headers, body));
        });
      });
      socket.on('error', reject);
    });
    await Promise.race([once(socket, 'open'), refused]);
    refused.catch(() => undefined); // what fails later shows as a close
    await client.first((frame) => frame.type === 'hello');
    return client;
  }

  /** The first frame, old or new, that is wanted; fails when the socket closes before it comes. */
  first(isWanted: (frame: Frame) => boolean): Promise<Frame> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = this.frames.find(isWanted);
        if (!found) return;
        this.waiting.delete(look);
        resolve(found);
      };
      this.waiting.add(look);
      look();
      void this.closed.then(({ code, reason }) => {
        reject(new Error(`closed before it came: ${String(code)} ${reason}`));
      });
    });
  }

  /** Sends a message and waits for the first frame that answers it. */
  ask(type: string, data?: unknown): Promise<Frame> {
    this.asked += 1;
    const id = `ask-${String(this.asked)}`;
    this.socket.send(JSON.stringify({ type, id, ...(data !== undefined && { data }) }));
    return this.first((frame) => frame.id === id);
  }

  subscribe(...channels: string[]): Promise<Frame> {
    return this.ask('subscribe', { channels });
  }

  /** Everything that was sent before now has arrived when this resolves. */
  async settled(): Promise<string> {
    const { seq } = await this.ask('ping');
    return seq;
  }

  types(): string[] {
    return this.frames.map(({ type }) => type);
  }

  /** Ids of the events that came, in their order, with doubles. */
  eventIds(): string[] {
    return this.frames.filter(({ type }) => type.startsWith('crm.')).map(({ id }) => id);
  }

  close(): void {
    this.socket.terminate();
  }
}

async function bodyOf(response: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
}
