import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, type Tx } from '../../core/database';
import type { Scope } from '../../identity';
import { WebhookDoors } from './webhook-doors.service';
import type { MailWebhooks } from './webhook-figures.dto';
import { REPORTERS, type Reporter } from './webhook.rules';

const DAY_MS = 86_400_000;

type Figures = Omit<MailWebhooks['items'][number], 'open' | 'lastEventAt'> & {
  readonly lastEventAt: Date | null;
};

const LAG = `coalesce(extract(epoch FROM $1::timestamptz - min(e.received_at)), 0)::float8`;
/** What names a mail that nobody knows yet is not late: it may never be ours. */
const WAITS = `e.state = 'pending' AND (e.attempts = 0 OR e.error IS NOT NULL)`;

/** What can be said of reports in numbers. */
@Injectable()
export class WebhookFiguresQueries {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly doors: WebhookDoors,
  ) {}

  async list(scope: Scope): Promise<MailWebhooks> {
    const figures = await this.db.transaction(scope, (tx) => this.read(tx));
    return {
      asOf: this.clock.now().toISOString(),
      items: figures.map(({ lastEventAt, ...rest }) => ({
        ...rest,
        open: this.doors.isOpen(rest.provider),
        lastEventAt: lastEventAt?.toISOString() ?? null,
      })),
    };
  }

  async lags(tx: Tx): Promise<{ provider: Reporter; lag: number }[]> {
    const rows = await tx.rows<{ provider: Reporter; lag: number }>(
      `SELECT e.provider, ${LAG} AS lag FROM email_provider_events e WHERE ${WAITS} GROUP BY e.provider`,
      [this.clock.now()],
      'email.webhook.lags',
    );
    return REPORTERS.map((provider) => ({
      provider,
      lag: rows.find((row) => row.provider === provider)?.lag ?? 0,
    }));
  }

  private read(tx: Tx): Promise<Figures[]> {
    const now = this.clock.now();
    return tx.rows<Figures>(
      `SELECT p.provider,
              (SELECT max(e.received_at) FROM email_provider_events e WHERE e.provider = p.provider) AS "lastEventAt",
              d.events AS "eventsLastDay", d.orphans AS "orphansLastDay",
              (SELECT coalesce(sum(h.rejected), 0)::int FROM email_webhook_hours h
                WHERE h.provider = p.provider AND h.hour > $2) AS "rejectedLastDay",
              (SELECT count(*)::int FROM email_provider_events e
                WHERE e.provider = p.provider AND e.state = 'dead') AS dead,
              (SELECT ${LAG} FROM email_provider_events e WHERE e.provider = p.provider AND ${WAITS}) AS "lagSeconds"
         FROM unnest($3::text[]) AS p(provider)
         CROSS JOIN LATERAL (
           SELECT count(*)::int AS events, count(*) FILTER (WHERE e.state = 'orphan')::int AS orphans
             FROM email_provider_events e WHERE e.provider = p.provider AND e.received_at > $2) d`,
      [now, new Date(now.getTime() - DAY_MS), REPORTERS],
      'email.webhook.figures',
    );
  }
}
