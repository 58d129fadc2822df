import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Config } from '../../core/config';
import { Loops } from '../../core/loops';
import { AuditChain } from './audit-chain.service';

const EVERY_SECONDS = 5;

/** Keeps the audit sealed up to the present. */
@Injectable()
export class AuditRunner implements OnApplicationBootstrap {
  constructor(
    private readonly config: Config,
    private readonly loops: Loops,
    private readonly chain: AuditChain,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.config.runs('worker')) return;
    this.loops.register({
      name: 'identity.audit-seal',
      everySeconds: EVERY_SECONDS,
      step: () => this.chain.seal(),
      isBehind: () => this.chain.isBehind(),
    });
  }
}
