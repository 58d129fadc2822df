import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';
import { NOT_CALLED } from '../providers/crowd.provider';
import { QueueQueries } from './queue.queries';

const DAY_MS = 86_400_000;
const RECENT_MS = 600_000;

/** An attempt that was written down and whose call was never made says nothing of the provider. */
const CALLED = `code IS DISTINCT FROM '${NOT_CALLED}'`;
const FAILED = `state IN ('transient', 'throttled', 'not_accepted', 'ambiguous') AND ${CALLED}`;

/** How calls of one provider went in one hour; what it refused says something about the mail, not about the provider. */
export interface RouteHour {
  readonly route: string;
  readonly hour: Date;
  readonly accepted: number;
  readonly refused: number;
  readonly failed: number;
  /** Of the last ten minutes. */
  readonly recent: number;
  readonly lastAcceptedAt: Date | null;
}

export interface RouteFailure {
  readonly route: string;
  readonly at: Date;
  readonly code: string | null;
  readonly response: string | null;
}

export interface Leaving {
  /** Of the last 24 hours; hours without a call are missing. */
  readonly hours: readonly RouteHour[];
  /** The last one of each route in 24 hours. */
  readonly failures: readonly RouteFailure[];
  readonly queued: number;
  readonly unknown: number;
  /** How late the first of those is that wait; 0 when none is. */
  readonly lateSeconds: number;
}

/** How mail leaves, provider by provider; needs the rights of who sees all. */
@Injectable()
export class MailRoutes {
  constructor(
    private readonly clock: Clock,
    private readonly queue: QueueQueries,
  ) {}

  async leaving(tx: Tx): Promise<Leaving> {
    const now = this.clock.now();
    const since = new Date(now.getTime() - DAY_MS);
    const hours = await tx.rows<RouteHour>(
      `SELECT provider AS route, date_trunc('hour', handed_at, 'UTC') AS hour,
              count(*) FILTER (WHERE state = 'accepted')::int AS accepted,
              count(*) FILTER (WHERE state = 'permanent')::int AS refused,
              count(*) FILTER (WHERE ${FAILED})::int AS failed,
              count(*) FILTER (WHERE handed_at > $2 AND ${CALLED})::int AS recent,
              max(handed_at) FILTER (WHERE state = 'accepted') AS "lastAcceptedAt"
         FROM email_attempts WHERE handed_at > $1 GROUP BY 1, 2 ORDER BY 1, 2`,
      [since, new Date(now.getTime() - RECENT_MS)],
      'email.route-hours',
    );
    const failures = await tx.rows<RouteFailure>(
      `SELECT DISTINCT ON (provider) provider AS route, handed_at AS at, coalesce(enhanced, code) AS code, response
         FROM email_attempts
        WHERE handed_at > $1 AND ${FAILED}
        ORDER BY provider, handed_at DESC`,
      [since],
      'email.route-failures',
    );
    const depths = await this.queue.depths(tx, now);
    const sum = (...statuses: string[]) =>
      depths
        .filter(({ status }) => statuses.includes(status))
        .reduce((total, { mails }) => total + mails, 0);
    const waiting = depths.filter(({ status }) => status === 'queued');
    return {
      hours,
      failures,
      queued: sum('queued', 'claimed'),
      unknown: sum('unknown'),
      lateSeconds: Math.max(0, ...waiting.map(({ lag }) => lag)),
    };
  }
}
