import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Database } from '../../core/database';
import { Log } from '../../core/log';
import { EventsQueries } from '../../events';
import type { RecordedEvent } from '../../events/recorded-event';
import { systemScope } from '../../identity';
import { METRICS_PAUSE_MS } from './limits.rules';
import { ECHO, isEchoed } from './number-changes.rules';
import { Updates } from './updates.gateway';

const LONGEST_PAUSE_MS = 5_000;

/**
 * Some numbers change when a consumer has taken an event, which no event says: its cursor does. It is asked four times a
 * second while something waits for it, more rarely the longer it stands still, and never else.
 */
@Injectable()
export class Echoes implements OnApplicationShutdown {
  private waiting: RecordedEvent[] = [];
  private timer: NodeJS.Timeout | null = null;
  private pauseMs = METRICS_PAUSE_MS;
  private isClosed = false;

  constructor(
    private readonly db: Database,
    private readonly events: EventsQueries,
    private readonly updates: Updates,
    private readonly log: Log,
  ) {}

  onApplicationShutdown(): void {
    this.isClosed = true;
    if (this.timer) clearTimeout(this.timer);
  }

  hear(events: readonly RecordedEvent[]): void {
    const echoed = events.filter(isEchoed);
    if (echoed.length === 0) return;
    // One of a lead stands for all of it: who sees one sees the others.
    const byLead = new Map([...this.waiting, ...echoed].map((e) => [e.subjectId ?? e.id, e]));
    this.waiting = [...byLead.values()];
    this.pauseMs = METRICS_PAUSE_MS;
    this.schedule();
  }

  private schedule(): void {
    if (this.timer || this.isClosed || this.waiting.length === 0) return;
    this.timer = setTimeout(() => {
      void this.look();
    }, this.pauseMs);
  }

  private async look(): Promise<void> {
    try {
      const place = await this.db.transaction(systemScope('stream.echoes'), (tx) =>
        this.events.place(tx, ECHO.consumer),
      );
      const taken = this.waiting.filter(({ sequence }) => place !== null && sequence <= place);
      this.waiting = this.waiting.filter((event) => !taken.includes(event));
      this.updates.tellOf(ECHO.channel, taken);
      this.pauseMs =
        taken.length > 0 ? METRICS_PAUSE_MS : Math.min(LONGEST_PAUSE_MS, this.pauseMs * 2);
    } catch (error) {
      this.log.error('stream.echoes.failed', error);
      this.pauseMs = LONGEST_PAUSE_MS;
    }
    this.timer = null;
    this.schedule();
  }
}
