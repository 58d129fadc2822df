import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';
import { EventsQueries } from '../../events';
import { MESSAGING } from './messaging.consumer';

/** Which part of the channel is asked about. */
export interface MessagingAsk {
  /** Days up to today, unless `from` says where it begins. */
  readonly days: number;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly tz: string;
  readonly owners: readonly string[] | null;
  readonly button: string | null;
}

/** The same with its ends as instants, the second one outside. */
export interface MessagingPeriod {
  readonly from: string;
  readonly to: string;
  readonly days: number;
  readonly tz: string;
  readonly since: Date;
  readonly until: Date;
  /** For every statement: since, until, owners, button, tz. */
  readonly values: readonly unknown[];
}

const DAY_MS = 86_400_000;

/** Opens every question about the channel. */
@Injectable()
export class ChannelPeriodsQueries {
  constructor(
    private readonly clock: Clock,
    private readonly events: EventsQueries,
  ) {}

  async period(tx: Tx, { days, from, to, tz, owners, button }: MessagingAsk) {
    const [row] = await tx.rows<Omit<MessagingPeriod, 'tz' | 'values'>>(
      `WITH p AS (
         SELECT coalesce($2::date, coalesce($3::date, t.today) - $4::int + 1) AS first, coalesce($3::date, t.today) AS last
           FROM (SELECT ($5::timestamptz AT TIME ZONE $1)::date AS today) t)
       SELECT first::text AS from, last::text AS to, (last - first + 1)::int AS days,
              first::timestamp AT TIME ZONE $1 AS since, (last + 1)::timestamp AT TIME ZONE $1 AS until FROM p`,
      [tz, from ?? null, to ?? null, days, this.clock.now()],
      'messaging.period',
    );
    if (!row) throw new Error('A period always has one row.');
    return { ...row, tz, values: [row.since, row.until, owners, button, tz] };
  }

  /** From one instant to another, the second one outside; days are those of UTC. */
  between(since: Date, until: Date): MessagingPeriod {
    const tz = 'UTC';
    const [from = '', to = ''] = [since, until].map((at) => at.toISOString().slice(0, 10));
    const days = Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS) + 1;
    return { from, to, days, tz, since, until, values: [since, until, null, null, tz] };
  }

  /** Up to where answers are good: the consumer's place. */
  async place(tx: Tx): Promise<string> {
    return (await this.events.place(tx, MESSAGING)) ?? this.events.safeSequence(tx);
  }
}
