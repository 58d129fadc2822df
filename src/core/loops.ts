import { setTimeout as pause } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { Clock } from './clock';
import { Log } from './log';

export interface Loop {
  /** `<module>.<what>`, for logs and metrics. */
  readonly name: string;
  /** The longest silence between two runs. */
  readonly everySeconds: number;
  /** Does one step; resolves to true when more may be waiting right now. */
  readonly step: () => Promise<boolean>;
  /** The first instant of business time after `now` at which it has something to do; null for none. */
  readonly nextDue?: (now: Date) => Promise<Date | null>;
  /** Whether work is committed that a step cannot see yet, because another transaction is still open. */
  readonly isBehind?: () => Promise<boolean>;
}

interface Running {
  readonly loop: Loop;
  active: Promise<void> | null;
  wanted: boolean;
  failures: number;
}

const LONGEST_PAUSE_SECONDS = 30;
const BEHIND_PAUSE_MS = 2;

/** All recurring work of this process: named, woken by hand or by time, drained in tests, stopped gracefully. */
@Injectable()
export class Loops implements BeforeApplicationShutdown {
  private readonly loops = new Map<string, Running>();
  private started = false;
  private stopping = false;
  private holding = false;
  private held: Promise<void> = Promise.resolve();

  constructor(
    private readonly scheduler: SchedulerRegistry,
    private readonly clock: Clock,
    private readonly log: Log,
    @InjectMetric('crm_loop_failures_total') private readonly failed: Counter,
  ) {}

  register(loop: Loop): void {
    if (this.loops.has(loop.name)) throw new Error(`The loop ${loop.name} exists already.`);
    const running: Running = { loop, active: null, wanted: false, failures: 0 };
    this.loops.set(loop.name, running);
    if (this.started) this.wake(loop.name);
  }

  names(): string[] {
    return [...this.loops.keys()];
  }

  /** Begins to run every registered loop; without this they run only when drained. */
  start(): void {
    this.started = true;
    for (const name of this.loops.keys()) this.wake(name);
  }

  /** Runs the loop now, or once more when it is in the middle of a step. */
  wake(name: string): void {
    const running = this.loops.get(name);
    if (!running || !this.started || this.stopping || this.holding) return;
    running.wanted = true;
    running.active ??= this.run(running);
  }

  /** Steps every loop until none has anything left to do. @throws the first error of a step */
  async drain(): Promise<void> {
    for (let moved = true; moved;) {
      moved = false;
      for (const { loop } of this.loops.values()) {
        while (await loop.step()) moved = true;
      }
      if (moved || !(await this.isBehind())) continue;
      moved = true;
      await pause(BEHIND_PAUSE_MS);
    }
  }

  /** The first instant after `now` at which any loop has something to do. */
  async nextDue(now: Date): Promise<Date | null> {
    let earliest: Date | null = null;
    for (const { loop } of this.loops.values()) {
      const due = (await loop.nextDue?.(now)) ?? null;
      if (due && (!earliest || due < earliest)) earliest = due;
    }
    return earliest;
  }

  /** Runs `act` while no loop runs by itself: for whoever turns the clock and steps them. One at a time. */
  async alone<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.held;
    let release = () => {};
    this.held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await turn;
    this.holding = true;
    for (const { loop, active } of this.loops.values()) {
      this.disarm(loop.name);
      await active;
    }
    try {
      return await act();
    } finally {
      this.holding = false;
      release();
      if (this.started) for (const name of this.loops.keys()) this.wake(name);
    }
  }

  private async isBehind(): Promise<boolean> {
    for (const { loop } of this.loops.values()) if (await loop.isBehind?.()) return true;
    return false;
  }

  /** Refuses new steps and waits for those in flight. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    for (const { loop } of this.loops.values()) this.disarm(loop.name);
    for (const { active } of this.loops.values()) await active;
  }

  private async run(running: Running): Promise<void> {
    const { loop } = running;
    this.disarm(loop.name);
    try {
      while (running.wanted && !this.stopping && !this.holding) {
        running.wanted = false;
        if (await loop.step()) running.wanted = true;
        running.failures = 0;
      }
    } catch (error) {
      running.failures += 1;
      this.failed.inc({ loop: loop.name });
      this.log.error('loop.failed', error, { loop: loop.name, failures: running.failures });
    }
    const seconds = await this.pauseSeconds(running);
    running.active = null;
    if (this.stopping || this.holding) return;
    if (running.wanted && running.failures === 0) this.wake(loop.name);
    else this.arm(loop.name, seconds);
  }

  private async pauseSeconds({ loop, failures }: Running): Promise<number> {
    if (this.stopping || this.holding) return loop.everySeconds;
    if (failures > 0)
      return Math.min(LONGEST_PAUSE_SECONDS, Math.max(loop.everySeconds, 0.1 * 2 ** failures));
    const now = this.clock.now();
    try {
      const due = await loop.nextDue?.(now);
      return due
        ? Math.min(loop.everySeconds, (due.getTime() - now.getTime()) / 1000)
        : loop.everySeconds;
    } catch (error) {
      this.log.error('loop.next-due.failed', error, { loop: loop.name });
      return loop.everySeconds;
    }
  }

  private arm(name: string, seconds: number): void {
    this.disarm(name);
    const timer = setTimeout(() => {
      this.wake(name);
    }, seconds * 1000);
    this.scheduler.addTimeout(`loop:${name}`, timer);
  }

  private disarm(name: string): void {
    if (this.scheduler.doesExist('timeout', `loop:${name}`))
      this.scheduler.deleteTimeout(`loop:${name}`);
  }
}
