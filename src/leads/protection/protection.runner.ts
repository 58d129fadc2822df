import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Config } from '../../core/config';
import { Loops } from '../../core/loops';
import { ProtectionSteps } from './protection-steps.service';
import { PROTECTION_LOOP, Protections } from './protections.service';

/** Looks at the protection of leads when its time has come. */
@Injectable()
export class ProtectionRunner implements OnApplicationBootstrap {
  constructor(
    private readonly config: Config,
    private readonly loops: Loops,
    private readonly steps: ProtectionSteps,
    private readonly protections: Protections,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.config.runs('worker')) return;
    this.loops.register({
      name: PROTECTION_LOOP,
      everySeconds: 30,
      step: () => this.steps.settleDue(),
      nextDue: (now) => this.protections.nextDue(now),
    });
  }
}
