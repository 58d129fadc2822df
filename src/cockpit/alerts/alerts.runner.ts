import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Config } from '../../core/config';
import { Database, systemDbScope } from '../../core/database';
import { Health } from '../../core/health';
import { Loops } from '../../core/loops';
import { EmailQueries } from '../../email';
import { AlertsService, SHARED } from './alerts.service';
import { processConditions } from './process-conditions.rules';
import { ProcessMeasuresService } from './process-measures.service';
import { providerConditions, sharedConditions } from './shared-conditions.rules';
import { SharedMeasuresQueries } from './shared-measures.queries';

const LOOP = 'cockpit.alerts';
const SCOPE = systemDbScope(LOOP);
const PROVIDERS = 'providers';
/** Asking a door opens a connection to somebody else's machine. */
const PROVIDERS_SECONDS = 60;
/** Longer than any source rests, and a few rounds at least. */
const GONE_SECONDS = 180;
const GONE_ROUNDS = 4;
/** A loop is never on time to the millisecond; a turn must not be lost by that. */
const NEARLY = 0.9;

/** What the rounds ask beside the database. */
@Injectable()
export class AlertsGround {
  constructor(
    readonly config: Config,
    readonly health: Health,
    readonly email: EmailQueries,
  ) {}
}

/**
 * Looks for what is wrong: every process at itself, one of all at what they share, one of the workers at the doors through
 * which mail leaves. While the database is away it remembers the outage and tells it afterwards.
 */
@Injectable()
export class AlertsRunner implements OnApplicationBootstrap {
  private lostAtSeconds: number | null = null;
  private lookedAtSeconds = -Infinity;

  constructor(
    private readonly db: Database,
    private readonly loops: Loops,
    private readonly alerts: AlertsService,
    private readonly shared: SharedMeasuresQueries,
    private readonly own: ProcessMeasuresService,
    private readonly ground: AlertsGround,
  ) {}

  onApplicationBootstrap(): void {
    if (this.everySeconds === 0) return;
    this.loops.register({
      name: LOOP,
      everySeconds: this.everySeconds,
      step: () => (this.isDue() ? this.step() : Promise.resolve(false)),
    });
  }

  async step(): Promise<boolean> {
    try {
      await this.lookAtItself();
      await this.lookAtAll();
      await this.lookAtProviders();
    } catch (error) {
      const found = await this.ground.health.probe('database');
      if (found?.state === 'down') this.lostAtSeconds ??= performance.now() / 1000;
      throw error;
    }
    return false;
  }

  /** Whoever drains all loops for every day of three months asks far more often than anything can go wrong. */
  private isDue(): boolean {
    const now = performance.now() / 1000;
    if (now - this.lookedAtSeconds < this.everySeconds * NEARLY) return false;
    this.lookedAtSeconds = now;
    return true;
  }

  private get everySeconds(): number {
    return this.ground.config.get('COCKPIT_ALERTS_SECONDS');
  }

  private async lookAtItself(): Promise<void> {
    const { name } = this.own;
    const findings = processConditions(name, await this.own.measure());
    const lostAt = this.lostAtSeconds;
    await this.db.transaction(SCOPE, async (tx) => {
      await this.alerts.claim(tx, name, 0);
      await this.alerts.settle(tx, name, findings);
      if (lostAt !== null)
        await this.alerts.tellOutage(tx, name, performance.now() / 1000 - lostAt);
    });
    this.lostAtSeconds = null;
  }

  private async lookAtAll(): Promise<void> {
    await this.db.transaction(SCOPE, async (tx) => {
      if (!(await this.alerts.claim(tx, SHARED, this.everySeconds * NEARLY))) return;
      await this.alerts.settle(tx, SHARED, sharedConditions(await this.shared.measure(tx)));
      await this.alerts.tidy(tx, Math.max(GONE_SECONDS, GONE_ROUNDS * this.everySeconds));
    });
  }

  /** The turn is taken before the door is asked: an answer may take long, and no transaction waits for it. */
  private async lookAtProviders(): Promise<void> {
    const { config, email } = this.ground;
    if (config.emailProviders.length === 0 || !config.runs('worker')) return;
    const rest = Math.max(PROVIDERS_SECONDS, this.everySeconds) * NEARLY;
    const isMine = await this.db.transaction(SCOPE, (tx) => this.alerts.claim(tx, PROVIDERS, rest));
    if (!isMine) return;
    const asked = await email.askProviders();
    await this.db.transaction(SCOPE, async (tx) => {
      const circuits = await email.circuits(tx);
      const doors = asked.map(({ provider, fault }) => {
        const circuit = circuits.find((one) => one.provider === provider);
        const isDown = fault !== null || (circuit !== undefined && circuit.state !== 'closed');
        return { route: 'email', provider, isDown };
      });
      await this.alerts.settle(tx, PROVIDERS, providerConditions(doors));
    });
  }
}
