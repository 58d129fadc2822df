import { Injectable } from '@nestjs/common';
import { Clock, TurnableClock } from './clock';
import { Loops } from './loops';

/** Turns business time forward while everything that becomes due on the way happens in its order. */
@Injectable()
export class TestClock {
  constructor(
    private readonly clock: Clock,
    private readonly loops: Loops,
  ) {}

  /** False in production, where time is the machine's. */
  get turns(): boolean {
    return this.clock instanceof TurnableClock;
  }

  now(): Date {
    return this.clock.now();
  }

  /**
   * Goes from due instant to due instant. At each, what is due is done with all that follows from it; every loop is
   * drained at the beginning, at the end and once a day between.
   * @returns at how many instants it stopped
   * @throws RangeError when `to` lies in the past
   */
  async advance(to: Date): Promise<number> {
    const { clock } = this;
    if (!(clock instanceof TurnableClock)) throw new Error('This clock cannot be turned.');
    if (to < clock.now()) throw new RangeError('The clock only turns forward.');
    return this.loops.alone(async () => {
      let stops = 0;
      await this.loops.drain();
      for (let arrived = false; !arrived; stops++) {
        const due = await this.loops.nextDue(clock.now());
        const next = due && due.at < to ? due.at : to;
        arrived = next === to;
        const isNextDay = dayOf(next) !== dayOf(clock.now());
        // Where time flows, what was next may be past by now.
        if (next > clock.now()) clock.turnTo(next);
        for (const name of due?.names ?? []) this.loops.wake(name);
        await (arrived || isNextDay ? this.loops.drain() : this.loops.settle());
      }
      return stops;
    });
  }
}

const dayOf = (at: Date): number => Math.floor(at.getTime() / 86_400_000);
