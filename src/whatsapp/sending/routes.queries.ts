import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';

const DAY_MS = 86_400_000;
const RECENT_MS = 600_000;
const ROUTE = 'whatsapp';

/** How calls of WhatsApp went in one hour; what it refused says something about the message, not about the way there. */
export interface CallHour {
  readonly route: string;
  readonly hour: Date;
  readonly accepted: number;
  readonly refused: number;
  readonly failed: number;
  /** Of the last ten minutes. */
  readonly recent: number;
  readonly lastAcceptedAt: Date | null;
}

export interface MessagesLeaving {
  /** Of the last 24 hours; hours without a call are missing. */
  readonly hours: readonly CallHour[];
  /** The last failure in 24 hours; none or one. */
  readonly failures: readonly {
    readonly route: string;
    readonly at: Date;
    readonly code: string | null;
    readonly response: string | null;
  }[];
  readonly queued: number;
  readonly unknown: number;
  /** How late the first of those is that wait; 0 when none is. */
  readonly lateSeconds: number;
}

export interface MessageDepth {
  readonly state: string;
  readonly n: number;
  readonly lag: number;
}

/** How messages leave; needs the rights of who sees all. */
@Injectable()
export class MessageRoutes {
  constructor(private readonly clock: Clock) {}

  /** What waits, by state; `lag` is how many seconds the first of them is late. */
  depths(tx: Tx): Promise<MessageDepth[]> {
    return tx.rows<MessageDepth>(
      `SELECT state, count(*)::int AS n, greatest(0, extract(epoch FROM $1 - min(due_at)))::float8 AS lag
         FROM whatsapp_messages WHERE state IN ('queued', 'claimed', 'unknown') GROUP BY state`,
      [this.clock.now()],
      'whatsapp.depth',
    );
  }

  async leaving(tx: Tx): Promise<MessagesLeaving> {
    const now = this.clock.now();
    const since = new Date(now.getTime() - DAY_MS);
    const hours = await tx.rows<CallHour>(
      `SELECT $3 AS route, date_trunc('hour', handed_at, 'UTC') AS hour,
              count(*) FILTER (WHERE state = 'accepted')::int AS accepted,
              count(*) FILTER (WHERE state = 'refused')::int AS refused,
              count(*) FILTER (WHERE state IN ('not_sent', 'unanswered'))::int AS failed,
              count(*) FILTER (WHERE handed_at > $2)::int AS recent,
              max(handed_at) FILTER (WHERE state = 'accepted') AS "lastAcceptedAt"
         FROM whatsapp_attempts WHERE handed_at > $1 GROUP BY 2 ORDER BY 2`,
      [since, new Date(now.getTime() - RECENT_MS), ROUTE],
      'whatsapp.route-hours',
    );
    const failures = await tx.rows<MessagesLeaving['failures'][number]>(
      `SELECT $2 AS route, handed_at AS at, coalesce(error_code, http_status)::text AS code, response
         FROM whatsapp_attempts WHERE handed_at > $1 AND state IN ('not_sent', 'unanswered')
        ORDER BY handed_at DESC LIMIT 1`,
      [since, ROUTE],
      'whatsapp.route-failures',
    );
    const depths = await this.depths(tx);
    const of = (state: string) => depths.find((depth) => depth.state === state);
    return {
      hours,
      failures,
      queued: (of('queued')?.n ?? 0) + (of('claimed')?.n ?? 0),
      unknown: of('unknown')?.n ?? 0,
      lateSeconds: of('queued')?.lag ?? 0,
    };
  }
}
