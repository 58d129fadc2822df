import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database } from '../../core/database';
import { EventsQueries } from '../../events';
import type { Scope } from '../../identity';
import type { Measured } from './alert.entity';
import { type AlertName, ALERTS } from './alert-list.rules';
import type { AlertList, AskAlerts } from './alerts.dto';
import { SHARED } from './alerts.service';

/** More nobody reads; what is over longest is left out first. */
const MOST = 200;

interface Stored {
  readonly id: string;
  readonly name: AlertName;
  readonly subject: string;
  readonly severity: 'warning' | 'critical';
  readonly since: Date;
  readonly raisedAt: Date;
  readonly lastSeenAt: Date;
  readonly resolvedAt: Date | null;
  readonly measured: Measured;
}

/** What is wrong, and what was. */
@Injectable()
export class AlertsQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventsQueries,
  ) {}

  list(scope: Scope, { state }: AskAlerts): Promise<AlertList> {
    return this.db.transaction(scope, async (tx) => {
      const asOfSequence = await this.events.safeSequence(tx);
      const rows = await tx.rows<Stored>(
        `SELECT id, name, subject, severity, since, raised_at AS "raisedAt", last_seen_at AS "lastSeenAt",
                resolved_at AS "resolvedAt", measured
           FROM alerts WHERE raised_at IS NOT NULL AND ($1 OR resolved_at IS NULL)
          ORDER BY (resolved_at IS NULL) DESC, (resolved_at IS NULL AND severity = 'critical') DESC,
                   coalesce(resolved_at, raised_at) DESC, id LIMIT $2`,
        [state === 'recent', MOST],
      );
      const [round] = await tx.rows<{ at: Date }>(
        'SELECT evaluated_at AS at FROM alert_rounds WHERE source = $1',
        [SHARED],
      );
      return {
        items: rows.map(({ measured, ...row }) => ({
          ...row,
          since: row.since.toISOString(),
          raisedAt: row.raisedAt.toISOString(),
          lastSeenAt: row.lastSeenAt.toISOString(),
          resolvedAt: row.resolvedAt?.toISOString() ?? null,
          ...measured,
          unit: ALERTS[row.name].unit,
        })),
        evaluatedAt: round?.at.toISOString() ?? null,
        asOf: this.clock.now().toISOString(),
        asOfSequence,
      };
    });
  }
}
