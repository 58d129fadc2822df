import { SchedulerRegistry } from '@nestjs/schedule';
import { Counter, Registry } from 'prom-client';
import type { Clock } from '../../src/core/clock';
import { Log } from '../../src/core/log';
import type { Loop } from '../../src/core/loop';
import { Loops } from '../../src/core/loops';

/** Loops that nobody has started. */
function fresh(): Loops {
  const clock: Clock = { now: () => new Date() };
  const failed = new Counter({
    name: 'failed',
    help: '-',
    labelNames: ['loop'],
    registers: [new Registry()],
  });
  return new Loops(new SchedulerRegistry(), clock, new Log('silent'), failed);
}

/** Loops that run by themselves, and the instants of the steps of one of them, in milliseconds. */
function running(loop: Partial<Loop>, steps: number) {
  const loops = fresh();
  const at: number[] = [];
  const done = new Promise<void>((resolve) => {
    loops.register({
      name: 'test.loop',
      everySeconds: 60,
      step: () => {
        at.push(performance.now());
        if (at.length === steps) resolve();
        return Promise.resolve(false);
      },
      ...loop,
    });
  });
  loops.start();
  return { loops, at, done };
}

/** Timers count whole milliseconds and may fire one early. */
const TIMER_MS = 2;

describe('a loop', () => {
  it('makes one step of many wakes that come while it rests', async () => {
    const { loops, at, done } = running({ restSeconds: () => 0.05 }, 2);

    for (let i = 0; i < 20; i++) loops.wake('test.loop');
    await done;
    await loops.beforeApplicationShutdown();

    const [first = 0, second = 0] = at;
    expect(second - first).toBeGreaterThanOrEqual(50 - TIMER_MS);
  });

  it('takes the next step at once when it needs no rest', async () => {
    const { loops, at, done } = running({}, 2);

    loops.wake('test.loop');
    await done;
    await loops.beforeApplicationShutdown();

    expect(at).toHaveLength(2);
  });

  it('looks again soon for what it knows of but could not see', async () => {
    const { loops, at, done } = running({ retrySeconds: () => 0.03 }, 2);

    await done;
    await loops.beforeApplicationShutdown();

    const [first = 0, second = 0] = at;
    expect(second - first).toBeGreaterThanOrEqual(30 - TIMER_MS);
  });

  it('held by somebody is stepped when it was woken, and what nobody woke is left alone', async () => {
    const loops = fresh();
    const steps: string[] = [];
    const register = (name: string, step: () => void, more: Partial<Loop> = {}) => {
      loops.register({
        name,
        everySeconds: 60,
        step: () => {
          step();
          return Promise.resolve(false);
        },
        ...more,
      });
    };
    register('test.idle', () => steps.push('idle'));
    register('test.woken', () => steps.push('woken'));
    const news = ['test.woken', 'test.woken'];
    register('test.teller', () => loops.wake(news.pop() ?? ''), { tells: true });

    await loops.alone(() => loops.settle());

    expect(steps).toEqual(['woken', 'woken']);
  });

  it('says how it goes: what failed last and how often, until it goes well', async () => {
    const outcomes = [false, false, true];
    const { loops, done } = running({ everySeconds: 0.01 }, 1);
    await done;
    await loops.beforeApplicationShutdown();
    const [well] = loops.states();
    const unlucky = fresh();
    const said: unknown[] = [];
    const over = new Promise<void>((resolve) => {
      unlucky.register({
        name: 'test.unlucky',
        everySeconds: 0.01,
        step: () => {
          const [{ failures, error, runsForSeconds } = { failures: -1, error: null }] =
            unlucky.states();
          said.push([failures, error, runsForSeconds !== null]);
          if (outcomes.shift()) resolve();
          else throw new Error('out of luck');
          return Promise.resolve(false);
        },
        nextDue: () => Promise.resolve(new Date('2030-01-01T00:00:00Z')),
      });
    });

    unlucky.start();
    await over;
    await unlucky.beforeApplicationShutdown();

    expect(well).toMatchObject({ failures: 0, error: null, runsForSeconds: null, dueAt: null });
    expect(well?.endedSecondsAgo).toBeGreaterThanOrEqual(0);
    expect(said).toEqual([
      [0, null, true],
      [1, 'Error: out of luck', true],
      [2, 'Error: out of luck', true],
    ]);
    expect(unlucky.states()).toMatchObject([{ failures: 0, error: null }]);
  });

  it('that only tells how this process is, is left alone by whoever steps the loops', async () => {
    const loops = fresh();
    let told = 0;
    loops.register({
      name: 'test.aside',
      everySeconds: 60,
      step: () => Promise.resolve(++told > 0),
      isAside: true,
    });

    await loops.drain();
    loops.wake('test.aside');
    await loops.alone(() => loops.settle());

    expect(told).toBe(0);
  });
});
