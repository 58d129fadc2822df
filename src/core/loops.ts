import { setTimeout as pause } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { Clock } from './clock';
import { Log } from './log';
import {
  ended,
  isWantedAtOnce,
  type Loop,
  type LoopState,
  resting,
  type Running,
  stateOf,
} from './loop';

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
    this.loops.set(loop.name, resting(loop));
    if (this.started) this.wake(loop.name);
  }

  names(): string[] {
    return [...this.loops.keys()];
  }

  /** How each of them goes. */
  states(): LoopState[] {
    return [...this.loops.values()].map(stateOf);
  }

  /** Begins to run every registered loop; without this they run only when drained. */
  start(): void {
    this.started = true;
    for (const name of this.loops.keys()) this.wake(name);
  }

  /** Runs the loop as soon as it has rested, or once more when it is in the middle of a step. */
  wake(name: string): void {
    const running = this.loops.get(name);
    if (!running || this.stopping) return;
    // Whoever holds the loops steps it.
    if (this.holding) running.wanted = true;
    if (this.holding || !this.started) return;
    const isArmedForIt = running.wanted;
    running.wanted = true;
    if (running.active) return;
    const restSeconds = this.restSeconds(running);
    if (restSeconds <= 0) running.active = this.run(running);
    else if (!isArmedForIt) this.arm(running, restSeconds);
  }

  /** Steps every loop until none has anything left to do. @throws the first error of a step */
  async drain(): Promise<void> {
    for (let moved = true; moved;) {
      moved = false;
      for (const { loop } of this.loops.values()) {
        while (!loop.isAside && (await loop.step())) moved = true;
      }
      if (moved || !(await this.isBehind())) continue;
      moved = true;
      await pause(BEHIND_PAUSE_MS);
    }
  }

  /**
   * Steps what was woken, and what that wakes in turn, until nothing is: as {@link drain} for whoever holds the loops
   * alone and has drained them before, at the price of what there is to do and not of how many loops there are.
   */
  async settle(): Promise<void> {
    for (;;) {
      for (const { loop } of this.loops.values()) if (loop.tells) await loop.step();
      const wanted = [...this.loops.values()].filter(({ wanted, loop }) => wanted && !loop.isAside);
      if (wanted.length === 0) return;
      let moved = false;
      for (const running of wanted) {
        running.wanted = false;
        while (await running.loop.step()) moved = true;
        const sawAll = (running.loop.retrySeconds?.() ?? null) === null;
        if (sawAll) moved = true;
        else running.wanted = true;
      }
      if (!moved) await pause(BEHIND_PAUSE_MS);
    }
  }

  /** The first instant after `now` at which a loop has something to do, and which loops that are. */
  async nextDue(now: Date): Promise<{ at: Date; names: string[] } | null> {
    const asked = [...this.loops.values()].flatMap(({ loop }) => (loop.nextDue ? [loop] : []));
    const found = await Promise.all(
      asked.map(async ({ name, nextDue }) => ({ name, at: (await nextDue?.(now)) ?? null })),
    );
    const instants = found.flatMap(({ at }) => at?.getTime() ?? []);
    if (instants.length === 0) return null;
    const earliest = Math.min(...instants);
    const names = found.flatMap(({ name, at }) => (at?.getTime() === earliest ? name : []));
    return { at: new Date(earliest), names };
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
      for (const running of this.loops.values()) running.wanted = false;
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
      for (let more = true; more && !this.stopping && !this.holding;) {
        running.wanted = false;
        running.beganAt = performance.now();
        more = (await loop.step()) || isWantedAtOnce(running);
        ended(running);
      }
    } catch (error) {
      ended(running, { error });
      this.failed.inc({ loop: loop.name });
      this.log.error('loop.failed', error, { loop: loop.name, failures: running.failures });
    }
    const seconds = await this.pauseSeconds(running);
    running.active = null;
    if (this.stopping || this.holding) return;
    if (!running.wanted || running.failures > 0) this.arm(running, seconds);
    else {
      running.wanted = false;
      this.wake(loop.name);
    }
  }

  private restSeconds({ loop, endedAt, tookSeconds }: Running): number {
    const rest = loop.restSeconds?.(tookSeconds) ?? 0;
    return rest - (performance.now() - endedAt) / 1000;
  }

  private async pauseSeconds(running: Running): Promise<number> {
    const { loop, failures } = running;
    if (this.stopping || this.holding) return loop.everySeconds;
    if (failures > 0)
      return Math.min(LONGEST_PAUSE_SECONDS, Math.max(loop.everySeconds, 0.1 * 2 ** failures));
    const longest = Math.min(loop.everySeconds, loop.retrySeconds?.() ?? Infinity);
    const now = this.clock.now();
    try {
      const due = (await loop.nextDue?.(now)) ?? null;
      running.dueAt = due;
      return due ? Math.min(longest, (due.getTime() - now.getTime()) / 1000) : longest;
    } catch (error) {
      this.log.error('loop.next-due.failed', error, { loop: loop.name });
      return longest;
    }
  }

  private arm(running: Running, seconds: number): void {
    const { name } = running.loop;
    this.disarm(name);
    const timer = setTimeout(() => {
      running.wanted = true;
      if (!this.stopping && !this.holding) running.active ??= this.run(running);
    }, seconds * 1000);
    this.scheduler.addTimeout(`loop:${name}`, timer);
  }

  private disarm(name: string): void {
    if (this.scheduler.doesExist('timeout', `loop:${name}`))
      this.scheduler.deleteTimeout(`loop:${name}`);
  }
}
