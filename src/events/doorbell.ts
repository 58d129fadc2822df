import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Client } from 'pg';
import { Config } from '../core/config';
import { Log } from '../core/log';

const CHANNEL = 'relance_events';
const COALESCE_MS = 5;
const RECONNECT_MS = 1000;

type Listener = () => void;

/**
 * Tells every process that the log has grown. A hint without content on a connection of its own, after
 * the commit: losing one is harmless, since every reader also looks by itself once in a while.
 */
@Injectable()
export class Doorbell implements OnModuleInit, OnApplicationShutdown {
  private readonly listeners: Listener[] = [];
  private client: Client | null = null;
  /** While it runs, a ring waits for its end. */
  private pause: NodeJS.Timeout | null = null;
  private isWanted = false;
  private reconnecting: NodeJS.Timeout | null = null;
  private stopped = false;

  constructor(
    private readonly config: Config,
    private readonly log: Log,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.connect();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    if (this.pause) clearTimeout(this.pause);
    if (this.reconnecting) clearTimeout(this.reconnecting);
    await this.client?.end();
  }

  /** `listener` must not throw; it is called often and may come without news. */
  onRing(listener: Listener): void {
    this.listeners.push(listener);
  }

  /** Wakes every process: the first time after a pause at once, then at most every 5 ms, however often it is called. */
  ring(): void {
    if (this.stopped) return;
    if (this.pause) {
      this.isWanted = true;
      return;
    }
    this.pause = setTimeout(() => {
      this.pause = null;
      if (!this.isWanted) return;
      this.isWanted = false;
      this.ring();
    }, COALESCE_MS);
    this.tell();
    this.client?.query(`NOTIFY ${CHANNEL}`).catch((error: unknown) => {
      this.log.error('doorbell.notify.failed', error);
    });
  }

  get connected(): boolean {
    return this.client !== null;
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }

  private async connect(): Promise<void> {
    const url = this.config.get('DATABASE_DIRECT_URL') ?? this.config.get('DATABASE_URL');
    const client = new Client({
      connectionString: url,
      application_name: 'relance-doorbell',
      keepAlive: true,
    });
    let own: number | null = null;
    client.on('error', (error) => {
      this.log.warn('doorbell.lost', { message: error.message });
      this.reconnect(client);
    });
    client.on('end', () => {
      this.reconnect(client);
    });
    client.on('notification', ({ processId }) => {
      // What this process rang itself it has told already.
      if (processId !== own) this.tell();
    });
    try {
      await client.connect();
      const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      own = rows[0]?.pid ?? null;
      await client.query(`LISTEN ${CHANNEL}`);
      this.client = client;
      this.tell();
    } catch (error) {
      this.log.error('doorbell.connect.failed', error);
      this.reconnect(client);
    }
  }

  private reconnect(lost: Client): void {
    if (this.client === lost) this.client = null;
    if (this.stopped || this.client || this.reconnecting) return;
    this.reconnecting = setTimeout(() => {
      this.reconnecting = null;
      void this.connect();
    }, RECONNECT_MS);
  }
}
