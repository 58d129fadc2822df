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
   * Goes from due instant to due instant, draining every loop at each.
   * @returns at how many instants it stopped
   * @throws RangeError when `to` lies in the past
   */
  async advance(to: Date): Promise<number> {
    const { clock } = this;
    if (!(clock instanceof TurnableClock)) throw new Error('This clock cannot be turned.');
    if (to < clock.now()) throw new RangeError('The clock only turns forward.');
    return this.loops.alone(async () => {
      let stops = 0;
      for (let arrived = false; !arrived; stops++) {
        await this.loops.drain();
        const due = await this.loops.nextDue(clock.now());
        const next = due && due < to ? due : to;
        arrived = next === to;
        // Where time flows, what was next may be past by now.
        if (next > clock.now()) clock.turnTo(next);
      }
      await this.loops.drain();
      return stops;
    });
  }
}
