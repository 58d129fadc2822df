import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Gauge } from 'prom-client';
import { Config } from '../../core/config';
import { Database, systemDbScope } from '../../core/database';
import { Log } from '../../core/log';
import { Loops } from '../../core/loops';
import type { Outcome, ProviderId } from '../providers/email.provider';
import { EmailProviders } from '../providers/email-providers.service';
import { redact } from '../providers/smtp-outcome.rules';
import { CIRCUIT_STATES } from './circuit.entity';
import { Circuits } from './circuits.service';
import { Limits } from './limits.service';

const EVERY_SECONDS = 15;
/** A mail that is due tries a provider first; where none is, it is asked without one. */
const IDLE_SECONDS = 60;
const SCOPE = systemDbScope('email.circuits');
/** As the metric counts them. */
const MEASURE = { closed: 0, half_open: 1, open: 2 } as const satisfies Record<
  (typeof CIRCUIT_STATES)[number],
  number
>;

/** Asks providers that are down whether they are back, what they allow, and measures which of them are asked. */
@Injectable()
export class CircuitsRunner implements OnApplicationBootstrap {
  constructor(
    private readonly config: Config,
    private readonly db: Database,
    private readonly log: Log,
    private readonly loops: Loops,
    private readonly providers: EmailProviders,
    private readonly circuits: Circuits,
    private readonly limits: Limits,
    @InjectMetric('crm_email_circuit_state') private readonly state: Gauge,
  ) {}

  onApplicationBootstrap(): void {
    if (this.providers.ids.length === 0 || !this.config.runs('worker')) return;
    this.loops.register({
      name: 'email.circuits',
      everySeconds: EVERY_SECONDS,
      step: () => this.step(),
    });
  }

  async step(): Promise<boolean> {
    const { probes, asked } = await this.db.transaction(SCOPE, async (tx) => {
      await this.limits.ease(tx);
      const ways = await this.circuits.ways(tx);
      for (const { provider, state } of ways) this.state.set({ provider }, MEASURE[state]);
      return {
        probes: await this.circuits.probeWithoutMail(tx, IDLE_SECONDS),
        asked: await this.limits.toAsk(tx),
      };
    });
    if (probes.length > 0) await this.verify(probes);
    for (const provider of asked) await this.ask(provider);
    return false;
  }

  private async verify(probes: readonly ProviderId[]): Promise<void> {
    const answers = await this.providers.verify(probes);
    await this.db.transaction(SCOPE, async (tx) => {
      for (const { provider, fault } of answers)
        await this.circuits.settle(tx, provider, outcomeOf(fault));
    });
    this.loops.wake('email.send');
  }

  /** What it allowed before holds until it answers; an hour later it is asked again. */
  private async ask(provider: ProviderId): Promise<void> {
    try {
      const quota = await this.providers.quota(provider);
      if (quota) await this.db.transaction(SCOPE, (tx) => this.limits.learn(tx, provider, quota));
    } catch (error) {
      this.log.warn('email.quota.unknown', {
        provider,
        message: error instanceof Error ? redact(error.message) : String(error),
      });
    }
  }
}

/** A question without a mail, in the terms of one with it. */
function outcomeOf(fault: string | null): Outcome {
  if (fault === null)
    return { kind: 'accepted', providerMessageId: null, wireMessageId: null, response: '' };
  return {
    kind: 'not_accepted',
    phase: 'connecting',
    code: 'NOT_VERIFIED',
    enhanced: null,
    response: redact(fault),
  };
}
