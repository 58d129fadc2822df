import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Gauge } from 'prom-client';
import { Config } from '../../core/config';
import { Database, systemDbScope } from '../../core/database';
import { Health } from '../../core/health';
import { Loops } from '../../core/loops';
import { Canaries } from './canaries.service';
import { brokenHop, HOPS, PERIODS_UNTIL_LATE, type Rounds } from './canary.rules';

export const CANARY_LOOP = 'follow-ups.canary';
const EVERY_SECONDS = 5;

/** Lets the canary fly and says how long ago it last arrived, and where it hangs. */
@Injectable()
export class CanaryRunner implements OnApplicationBootstrap {
  constructor(
    private readonly config: Config,
    private readonly db: Database,
    private readonly loops: Loops,
    private readonly health: Health,
    private readonly canaries: Canaries,
    @InjectMetric('crm_followup_canary_age_seconds') private readonly age: Gauge,
    @InjectMetric('crm_followup_canary_period_seconds') private readonly period: Gauge,
    @InjectMetric('crm_followup_canary_stuck') private readonly stuck: Gauge,
  ) {}

  onApplicationBootstrap(): void {
    // A gauge without a value would say 0, and so that the canary has just arrived.
    this.age.set(NaN);
    this.period.set(this.seconds);
    this.health.register('canary', () => this.probe());
    if (this.isOff) return;
    this.loops.register({
      name: CANARY_LOOP,
      everySeconds: Math.min(EVERY_SECONDS, this.seconds),
      step: () => this.step(),
    });
  }

  /** Every process tells the age; only a worker begins rounds. */
  async step(): Promise<boolean> {
    const rounds = await this.db.transaction(systemDbScope(CANARY_LOOP), async (tx) => {
      if (this.config.runs('worker')) await this.canaries.turn(tx);
      return this.canaries.rounds(tx);
    });
    const broken = brokenHop(rounds, this.seconds);
    this.age.set(rounds.age ?? NaN);
    for (const hop of HOPS) this.stuck.set({ hop }, hop === broken ? 1 : 0);
    return false;
  }

  private get seconds(): number {
    return this.config.get('FOLLOW_UPS_CANARY_SECONDS');
  }

  /** Where nothing is sent, there is no way to prove. */
  private get isOff(): boolean {
    return this.seconds === 0 || this.config.get('EMAIL_MODE') === 'off';
  }

  private async probe() {
    if (this.isOff) return { state: 'off' as const };
    const rounds = await this.db.transaction(systemDbScope(CANARY_LOOP), (tx) =>
      this.canaries.rounds(tx),
    );
    return {
      state: this.isLate(rounds) ? ('degraded' as const) : ('ok' as const),
      detail: said(rounds, this.seconds),
    };
  }

  private isLate({ age }: Rounds): boolean {
    return age !== null && age > PERIODS_UNTIL_LATE * this.seconds;
  }
}

function said(rounds: Rounds, period: number): string {
  const { age } = rounds;
  const hop = brokenHop(rounds, period);
  const arrived = age === null ? 'none yet' : `${String(Math.round(age))} s ago`;
  return hop === null ? arrived : `${arrived}, hangs at ${hop}`;
}
