import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { Clock } from '../../core/clock';
import { Config } from '../../core/config';
import { Database, systemDbScope } from '../../core/database';
import { Loops } from '../../core/loops';
import { WebhookQueries } from '../../whatsapp';
import { type Probe, ProbesQueries } from './probes.queries';

const EVERY_SECONDS = 60;
/** Asked with another word than the one that Meta and we agreed on. */
const PATH = '/webhook?hub.mode=subscribe&hub.verify_token=probe&hub.challenge=probe';
const REFUSAL = '/problems/webhook-not-verified';
/** As long as a metric may ask back. */
const KEPT_MS = 400 * 86_400_000;
/** A day without a database: more is not worth remembering. */
const MOST_UNSTORED = 1440;

/** What every probe needs to know. */
@Injectable()
export class ProbesGround {
  constructor(
    readonly clock: Clock,
    readonly config: Config,
    readonly intake: WebhookQueries,
  ) {}
}

/**
 * Asks the endpoint of the channel once a minute through the whole server, and stores whether it answered. What could not be stored,
 * because the database was away, is stored later as a failure: else an outage would not count.
 */
@Injectable()
export class ProbesRunner implements OnApplicationBootstrap {
  private readonly unstored: Probe[] = [];

  constructor(
    private readonly db: Database,
    private readonly host: HttpAdapterHost,
    private readonly loops: Loops,
    private readonly probes: ProbesQueries,
    private readonly ground: ProbesGround,
  ) {}

  onApplicationBootstrap(): void {
    const { config, intake } = this.ground;
    if (!config.runs('worker') || intake.mode === 'off') return;
    this.loops.register({
      name: 'cockpit.webhook-probes',
      everySeconds: EVERY_SECONDS,
      step: () => this.step(),
    });
  }

  async step(): Promise<boolean> {
    const at = this.ground.clock.now();
    const before = process.hrtime.bigint();
    const answered = await this.ask();
    const latencyMs = Number(process.hrtime.bigint() - before) / 1e6;
    const probe: Probe = { at, latencyMs, reason: answered };
    try {
      await this.db.transaction(systemDbScope('cockpit:probes'), async (tx) => {
        await this.probes.keep(tx, [...this.unstored, probe]);
        if (at.getUTCMinutes() === 0)
          await this.probes.forget(tx, new Date(at.getTime() - KEPT_MS));
      });
      this.unstored.length = 0;
    } catch (error) {
      this.unstored.push({ at, latencyMs: null, reason: 'database' });
      this.unstored.splice(0, this.unstored.length - MOST_UNSTORED);
      throw error;
    }
    return false;
  }

  /** A stranger is turned away by the handshake; anything else is no answer of ours. @returns null, or what came instead */
  private async ask(): Promise<string | null> {
    const server = this.host.httpAdapter.getInstance<FastifyInstance>();
    const response = await server.inject({ method: 'GET', url: PATH });
    const isTurnedAway = response.statusCode === 403 && response.body.includes(REFUSAL);
    return isTurnedAway ? null : `status-${String(response.statusCode)}`;
  }
}
