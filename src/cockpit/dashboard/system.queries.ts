import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, systemDbScope, type Tx } from '../../core/database';
import { Health } from '../../core/health';
import { ProcessState } from '../../core/process-state';
import { ConsumersQueries } from '../../events/consumers.queries';
import { FollowUpFigures } from '../../follow-ups';
import { WebhookQueries } from '../../whatsapp';
import { gaugeOf, ProcessMeasuresService } from '../alerts/process-measures.service';
import type { SystemState } from './system.dto';

interface ClusterRow {
  readonly size: string;
  readonly used: number;
  readonly limit: number;
}

/** Whom it asks beside the database. */
@Injectable()
export class SystemOwners {
  constructor(
    readonly health: Health,
    readonly state: ProcessState,
    readonly own: ProcessMeasuresService,
    readonly readers: ConsumersQueries,
    readonly followUps: FollowUpFigures,
    readonly webhook: WebhookQueries,
  ) {}
}

/** How the machines are. Nobody is named in any of it, so that it is read with the rights of the system. */
@Injectable()
export class SystemQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly owners: SystemOwners,
  ) {}

  async read(): Promise<SystemState> {
    const { health, readers, followUps, webhook } = this.owners;
    const answered = await health.probe('database');
    return this.db.transaction(systemDbScope('cockpit.system'), async (tx) => {
      const { size, used, limit } = await cluster(tx);
      const lags = await readers.lagSeconds(tx);
      const isOff = webhook.mode === 'off';
      return {
        asOf: this.clock.now().toISOString(),
        consumers: lags
          .map(({ consumer, lagSeconds }) => ({ name: consumer, lagSeconds }))
          .sort((a, b) => b.lagSeconds - a.lagSeconds || a.name.localeCompare(b.name)),
        deadLetters: {
          events: (await readers.countParked(tx)).dead,
          webhook: isOff ? null : (await webhook.backlog(tx)).dead,
        },
        database: {
          latencyMs: answered?.latencyMs ?? null,
          sizeBytes: Number(size),
          connections: { used, limit },
        },
        process: await this.process(),
        canary: await followUps.pulse.canary(tx),
      };
    });
  }

  private async process(): Promise<SystemState['process']> {
    const { state, own } = this.owners;
    return {
      name: own.name,
      memory: state.memory(),
      disk: state.disk(),
      eventLoopP99Seconds: await eventLoop(),
      openSockets: (await gaugeOf('crm_stream_connections')) ?? 0,
      pool: this.db.poolState(),
    };
  }
}

/** Measured whenever somebody scrapes the metrics; before that the gauge says 0, which no loop ever takes. */
async function eventLoop(): Promise<number | null> {
  return (await gaugeOf('nodejs_eventloop_lag_p99_seconds')) || null;
}

async function cluster(tx: Tx): Promise<ClusterRow> {
  const [row] = await tx.rows<ClusterRow>(
    `SELECT pg_database_size(current_database())::text AS size, current_setting('max_connections')::int AS limit,
            (SELECT sum(numbackends)::int FROM pg_stat_database) AS used`,
    [],
    'cockpit.cluster',
  );
  if (!row) throw new Error('The database did not tell how it is.');
  return row;
}
