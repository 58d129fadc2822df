import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Config } from '../../core/config';
import { Loops } from '../../core/loops';
import { Judging } from './judging.service';

const EVERY_SECONDS = 2;

/** Decides who fetched something of a mail, a few seconds after it was fetched. */
@Injectable()
export class TrackingRunner implements OnApplicationBootstrap {
  constructor(
    private readonly config: Config,
    private readonly loops: Loops,
    private readonly judging: Judging,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.config.runs('worker')) return;
    this.loops.register({
      name: 'email.track',
      everySeconds: EVERY_SECONDS,
      step: () => this.judging.judgeDue(),
      nextDue: (now) => this.judging.nextDue(now),
    });
  }
}
