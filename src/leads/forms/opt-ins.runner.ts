import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Config } from '../../core/config';
import { Loops } from '../../core/loops';
import { Unconfirmed } from './unconfirmed.service';

/** Reminds of confirmations and deletes what was not confirmed, when its time has come. */
@Injectable()
export class OptInsRunner implements OnApplicationBootstrap {
  constructor(
    private readonly config: Config,
    private readonly loops: Loops,
    private readonly unconfirmed: Unconfirmed,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.config.runs('worker')) return;
    this.loops.register({
      name: 'leads.opt-ins',
      everySeconds: 30,
      step: () => this.unconfirmed.settleDue(),
      nextDue: (now) => this.unconfirmed.nextDue(now),
    });
  }
}
