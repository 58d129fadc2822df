import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Config } from '../../core/config';
import { Loops } from '../../core/loops';
import { ClockStops } from './clock-stops.service';

/** Lets the clocks run again when their time has come. */
@Injectable()
export class ClockStopsRunner implements OnApplicationBootstrap {
  constructor(
    private readonly config: Config,
    private readonly loops: Loops,
    private readonly stops: ClockStops,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.config.runs('worker')) return;
    this.loops.register({
      name: 'leads.clock-stops',
      everySeconds: 30,
      step: () => this.stops.endOver(),
      nextDue: (now) => this.stops.nextEnd(now),
    });
  }
}
