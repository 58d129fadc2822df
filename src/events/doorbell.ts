import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Client } from 'pg';
import { Config } from '../core/config';
import { Log } from '../core/log';

const CHANNEL = 'relance_events';
const COALESCE_MS = 3;
const RECONNECT_MS = 1000;

/**
 * Tells every process that the log has grown. A hint without content on a connection of its own, after
 * the commit: losing one is harmless, since every reader also looks by itself once in a while.
 */
@Injectable()
export class Doorbell implements OnModuleInit, OnApplicationShutdown {
  private readonly listeners: (() => void)[] = [];
  private client: Client | null = null;
  private pending: NodeJS.Timeout | null = null;
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
    if (this.pending) clearTimeout(this.pending);
    if (this.reconnecting) clearTimeout(this.reconnecting);
    await this.client?.end();
  }

  /** `listener` must not throw; it is called often and may come without news. */
  onRing(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Wakes this process at once and the others within 3 ms; many calls make one message. */
  ring(): void {
    if (this.stopped || this.pending) return;
    this.pending = setTimeout(() => {
      this.pending = null;
      if (!this.client) {
        this.tell();
        return;
      }
      this.client.query(`NOTIFY ${CHANNEL}`).catch((error: unknown) => {
        this.log.error('doorbell.notify.failed', error);
      });
    }, COALESCE_MS);
    this.tell();
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
    client.on('error', (error) => {
      this.log.warn('doorbell.lost', { message: error.message });
      this.reconnect(client);
    });
    client.on('end', () => {
      this.reconnect(client);
    });
    client.on('notification', () => {
      this.tell();
    });
    try {
      await client.connect();
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
