import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';

export interface Probe {
  readonly at: Date;
  readonly latencyMs: number | null;
  /** Null when the endpoint answered as it should. */
  readonly reason: string | null;
}

/** A probe older than this says nothing about now. */
const STALE_MS = 5 * 60_000;

/** Probes of the endpoint, as they were stored. */
@Injectable()
export class ProbesQueries {
  constructor(private readonly clock: Clock) {}

  /** Of two in one minute the first one counts, whichever process made it. */
  async keep(tx: Tx, probes: readonly Probe[]): Promise<void> {
    await tx.rows(
      `INSERT INTO webhook_probes (probed_at, healthy, latency_milliseconds, reason)
       SELECT date_trunc('minute', at), reason IS NULL, round("latencyMs")::int, reason
         FROM jsonb_to_recordset($1::jsonb) AS p(at timestamptz, "latencyMs" float8, reason text) ON CONFLICT DO NOTHING`,
      [JSON.stringify(probes)],
      'webhook.keep-probes',
    );
  }

  async forget(tx: Tx, before: Date): Promise<void> {
    await tx.rows('DELETE FROM webhook_probes WHERE probed_at < $1', [before], 'webhook.forget');
  }

  /** Whether the newest one was good; null when nothing was probed lately. */
  async newest(tx: Tx): Promise<boolean | null> {
    const now = this.clock.now();
    const [row] = await tx.rows<{ healthy: boolean }>(
      `SELECT healthy FROM webhook_probes WHERE probed_at > $1 AND probed_at <= $2
        ORDER BY probed_at DESC LIMIT 1`,
      [new Date(now.getTime() - STALE_MS), now],
      'webhook.newest-probe',
    );
    return row?.healthy ?? null;
  }

  async count(tx: Tx, since: Date, until: Date): Promise<{ probes: number; healthy: number }> {
    const [row] = await tx.rows<{ probes: number; healthy: number }>(
      `SELECT count(*)::int AS probes, count(*) FILTER (WHERE healthy)::int AS healthy
         FROM webhook_probes WHERE probed_at >= $1 AND probed_at < $2`,
      [since, until],
      'webhook.count-probes',
    );
    return row ?? { probes: 0, healthy: 0 };
  }
}
