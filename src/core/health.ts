import { Controller, Get, Injectable, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Access } from './access';
import { Clock } from './clock';
import { Database, systemDbScope } from './database';

export type HealthState = 'ok' | 'degraded' | 'down' | 'off';

export interface ComponentHealth {
  readonly state: HealthState;
  /** Milliseconds that the probe took; null when nothing was probed. */
  readonly latencyMs: number | null;
  readonly detail?: string;
}

type Probe = () => Promise<{ state: HealthState; detail?: string }>;

/** The components that this process depends on, each with a probe that really asks. */
@Injectable()
export class Health {
  private readonly probes = new Map<string, Probe>();

  constructor(database: Database) {
    this.register('database', async () => {
      await database.transaction(systemDbScope('health'), (tx) => tx.rows('SELECT 1'));
      return { state: 'ok' };
    });
  }

  register(component: string, probe: Probe): void {
    this.probes.set(component, probe);
  }

  /** @returns null for a component that nobody has registered */
  async probe(component: string): Promise<ComponentHealth | null> {
    const probe = this.probes.get(component);
    return probe ? timed(probe) : null;
  }

  async check(): Promise<{ status: HealthState; components: Record<string, ComponentHealth> }> {
    const components = Object.fromEntries(
      await Promise.all(
        [...this.probes].map(async ([name, probe]) => [name, await timed(probe)] as const),
      ),
    );
    const states = Object.values(components).map((c) => c.state);
    const down = components['database']?.state === 'down';
    const impaired = states.some((s) => s === 'down' || s === 'degraded');
    return { status: down ? 'down' : impaired ? 'degraded' : 'ok', components };
  }
}

async function timed(probe: Probe): Promise<ComponentHealth> {
  const before = process.hrtime.bigint();
  const latencyMs = () => Math.round(Number(process.hrtime.bigint() - before) / 1e4) / 100;
  try {
    const { state, detail } = await probe();
    return { state, latencyMs: state === 'off' ? null : latencyMs(), ...(detail && { detail }) };
  } catch {
    // The reason is in the log of whoever failed; an open endpoint tells only that it did.
    return { state: 'down', latencyMs: latencyMs() };
  }
}

@Controller('health')
export class HealthController {
  constructor(
    private readonly health: Health,
    private readonly clock: Clock,
  ) {}

  /** Everything, for people and monitors; 503 only when the database is down. */
  @Get()
  @Access('public')
  async all(@Res({ passthrough: true }) reply: FastifyReply) {
    const { status, components } = await this.health.check();
    if (status === 'down') reply.status(503);
    return { status, asOf: this.clock.now().toISOString(), components };
  }

  /** The process answers; nothing else is asked. */
  @Get('live')
  @Access('public')
  live() {
    return { status: 'ok' };
  }

  /** Requests may be sent here. */
  @Get('ready')
  @Access('public')
  async ready(@Res({ passthrough: true }) reply: FastifyReply) {
    const { status } = await this.health.check();
    if (status === 'down') reply.status(503);
    return { status };
  }
}
