import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { Log } from './log';

export interface Loop {
  /** `<module>.<what>`, for logs and metrics. */
  readonly name: string;
  /** The longest silence between two runs. */
  readonly everySeconds: number;
  /** Does one step; resolves to true when more may be waiting right now. */
  readonly step: () => Promise<boolean>;
}

interface Running {
  readonly loop: Loop;
  active: Promise<void> | null;
  wanted: boolean;
  failures: number;
}

const LONGEST_PAUSE_SECONDS = 30;

/** All recurring work of this process: named, woken by hand or by time, drained in tests, stopped gracefully. */
@Injectable()
export class Loops implements BeforeApplicationShutdown {
  private readonly loops = new Map<string, Running>();
  private started = false;
  private stopping = false;

  constructor(
    private readonly scheduler: SchedulerRegistry,
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
    if (!running || !this.started || this.stopping) return;
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
    }
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
      while (running.wanted && !this.stopping) {
        running.wanted = false;
        if (await loop.step()) running.wanted = true;
        running.failures = 0;
      }
    } catch (error) {
      running.failures += 1;
      this.failed.inc({ loop: loop.name });
      this.log.error('loop.failed', error, { loop: loop.name, failures: running.failures });
    }
    running.active = null;
    if (this.stopping) return;
    this.arm(loop.name, this.pauseSeconds(running));
  }

  private pauseSeconds({ loop, failures }: Running): number {
    if (failures === 0) return loop.everySeconds;
    return Math.min(LONGEST_PAUSE_SECONDS, Math.max(loop.everySeconds, 0.1 * 2 ** failures));
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
