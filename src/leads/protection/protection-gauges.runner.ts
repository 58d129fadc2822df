import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Gauge } from 'prom-client';
import { Config } from '../../core/config';
import { Database, systemDbScope } from '../../core/database';
import { Loops } from '../../core/loops';
import { OPEN_STATUSES } from '../lists.rules';
import { PROTECTION_STATES } from './protection.rules';

const GAUGES_LOOP = 'leads.protection-gauges';
const EVERY_SECONDS = 60;

/** Counts open leads by how their protection stands, so that a scrape counts nothing. */
@Injectable()
export class ProtectionGauges implements OnApplicationBootstrap {
  constructor(
    private readonly config: Config,
    private readonly db: Database,
    private readonly loops: Loops,
    @InjectMetric('crm_lead_protection') private readonly leads: Gauge,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.config.runs('worker')) return;
    this.loops.register({
      name: GAUGES_LOOP,
      everySeconds: EVERY_SECONDS,
      step: () => this.count(),
    });
  }

  private async count(): Promise<boolean> {
    const rows = await this.db.transaction(systemDbScope(GAUGES_LOOP), (tx) =>
      tx.rows<{ state: string; n: number }>(
        `SELECT protection_state AS state, count(*)::int AS n FROM leads
          WHERE protection_state IS NOT NULL AND status = ANY ($1::text[]) GROUP BY 1`,
        [OPEN_STATUSES],
        'leads.protection-gauges',
      ),
    );
    const counts = new Map(rows.map(({ state, n }) => [state, n]));
    for (const state of PROTECTION_STATES) this.leads.set({ state }, counts.get(state) ?? 0);
    return false;
  }
}
