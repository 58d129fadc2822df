import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Database } from '../../core/database';
import { Log } from '../../core/log';
import { EventsQueries } from '../../events';
import type { RecordedEvent } from '../../events/recorded-event';
import { systemScope } from '../../identity';
import { METRICS_PAUSE_MS } from './limits.rules';
import { type Echo, ECHOES } from './number-changes.rules';
import { Updates } from './updates.gateway';

const LONGEST_PAUSE_MS = 5_000;

/**
 * Some numbers change when a consumer has taken an event, which no event says: its cursor does. It is asked four times a
 * second while something waits for it, more rarely the longer it stands still, and never else.
 */
@Injectable()
export class Echoes implements OnApplicationShutdown {
  private waiting = new Map<Echo, RecordedEvent[]>();
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
    let isNews = false;
    for (const echo of ECHOES) {
      const echoed = events.filter(echo.isBy);
      if (echoed.length === 0) continue;
      isNews = true;
      // One of a lead stands for all of it: who sees one sees the others.
      const all = [...(this.waiting.get(echo) ?? []), ...echoed];
      this.waiting.set(echo, [...new Map(all.map((e) => [e.subjectId ?? e.id, e])).values()]);
    }
    if (!isNews) return;
    this.pauseMs = METRICS_PAUSE_MS;
    this.schedule();
  }

  private schedule(): void {
    if (this.timer || this.isClosed || this.waiting.size === 0) return;
    this.timer = setTimeout(() => {
      void this.look();
    }, this.pauseMs);
  }

  private async look(): Promise<void> {
    try {
      const places = await this.places();
      let isAnyTaken = false;
      for (const [echo, events] of this.waiting) {
        const place = places.get(echo) ?? null;
        const taken = events.filter(({ sequence }) => place !== null && sequence <= place);
        const left = events.filter((event) => !taken.includes(event));
        if (left.length > 0) this.waiting.set(echo, left);
        else this.waiting.delete(echo);
        this.updates.tellOf(echo.channel, taken);
        isAnyTaken ||= taken.length > 0;
      }
      this.pauseMs = isAnyTaken ? METRICS_PAUSE_MS : Math.min(LONGEST_PAUSE_MS, this.pauseMs * 2);
    } catch (error) {
      this.log.error('stream.echoes.failed', error);
      this.pauseMs = LONGEST_PAUSE_MS;
    }
    this.timer = null;
    this.schedule();
  }

  private places(): Promise<ReadonlyMap<Echo, string | null>> {
    const asked = [...this.waiting.keys()];
    return this.db.transaction(systemScope('stream.echoes'), async (tx) => {
      const places = new Map<Echo, string | null>();
      for (const echo of asked) places.set(echo, await this.events.place(tx, echo.consumer));
      return places;
    });
  }
}
