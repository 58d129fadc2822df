import type { Frame } from './stream';

/** One event as a browser's EventSource would give it, beside `close`, which says why the server ended it. */
export interface StreamEvent {
  readonly id: string;
  readonly event: string;
  readonly data: Frame & { readonly code?: number; readonly reason?: string };
}

/** A reader of Server-Sent Events: keeps what came, waits for what is to come, knows the last id. */
export class EventStreamClient {
  readonly events: StreamEvent[] = [];
  lastEventId = '';
  heartbeats = 0;
  readonly ended: Promise<void>;
  private readonly waiting = new Set<() => void>();

  private constructor(
    readonly response: Response,
    private readonly abort: AbortController,
  ) {
    this.ended = this.read().catch(() => undefined); // cut off, by one of both sides
  }

  static async open(url: string, headers: Record<string, string> = {}): Promise<EventStreamClient> {
    const abort = new AbortController();
    const response = await fetch(url, { headers, signal: abort.signal });
    return new EventStreamClient(response, abort);
  }

  /** The first event, old or new, that is wanted; fails when the stream ends before it comes. */
  first(isWanted: (event: StreamEvent) => boolean): Promise<StreamEvent> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = this.events.find(isWanted);
        if (!found) return;
        this.waiting.delete(look);
        resolve(found);
      };
      this.waiting.add(look);
      look();
      void this.ended.then(() => {
        reject(new Error('ended before it came'));
      });
    });
  }

  /** Ids of the facts that came, in their order, with doubles. */
  factIds(): string[] {
    return this.events.filter(({ event }) => event.startsWith('crm.')).map(({ data }) => data.id);
  }

  close(): void {
    this.abort.abort();
  }

  private async read(): Promise<void> {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of this.response.body ?? []) {
      text += decoder.decode(chunk as Uint8Array, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) this.take(block);
    }
  }

  private take(block: string): void {
    const fields = Object.fromEntries(
      block.split('\n').map((line) => {
        const at = line.indexOf(': ');
        return [line.slice(0, at), line.slice(at + 2)];
      }),
    ) as Record<string, string | undefined>;
    if (fields['id'] !== undefined) this.lastEventId = fields['id'];
    if (fields[''] !== undefined) this.heartbeats += 1;
    const { id = '', event = '', data } = fields;
    if (data !== undefined)
      this.events.push({ id, event, data: JSON.parse(data) as StreamEvent['data'] });
    for (const look of [...this.waiting]) look();
  }
}
