import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import type { ProviderId } from '../providers/email.provider';
import { EmailProviders } from '../providers/email-providers.service';
import type { CircuitReason, CircuitState } from './circuit.entity';
import type { CircuitView } from './circuits.dto';
import { shareOf } from './routing.rules';

interface Row {
  readonly provider: ProviderId;
  readonly state: CircuitState;
  readonly reason: CircuitReason | null;
  readonly response: string | null;
  readonly openedAt: Date | null;
  readonly retryAt: Date | null;
  readonly closedSeconds: number | null;
  readonly perSecond: number | null;
  readonly blockedUntil: Date | null;
}

const VIEW = `
  SELECT p.id AS provider, coalesce(c.state, 'closed') AS state, c.reason, c.response, c.opened_at AS "openedAt",
         c.retry_at AS "retryAt", extract(epoch FROM clock_timestamp() - c.closed_at)::float8 AS "closedSeconds",
         1 / b.emission_seconds AS "perSecond",
         CASE WHEN b.blocked_until > clock_timestamp() THEN b.blocked_until END AS "blockedUntil"
    FROM unnest($1::text[]) WITH ORDINALITY AS p(id, place)
    LEFT JOIN email_circuits c ON c.provider = p.id
    LEFT JOIN email_limit_buckets b ON b.key = 'p:' || p.id
   ORDER BY p.place`;

/** How the providers of mail stand; needs the rights of who sees all. */
@Injectable()
export class CircuitQueries {
  constructor(private readonly providers: EmailProviders) {}

  /** Of those by which mail leaves, the preferred one first. */
  all(tx: Tx): Promise<CircuitView[]> {
    return this.of(tx, this.providers.ids);
  }

  async one(tx: Tx, provider: ProviderId): Promise<CircuitView> {
    const [view] = await this.of(tx, [provider]);
    if (!view) throw new Error('A provider that is asked for has one row.');
    return view;
  }

  private async of(tx: Tx, providers: readonly ProviderId[]): Promise<CircuitView[]> {
    const rows = await tx.rows<Row>(VIEW, [providers]);
    return rows.map(({ openedAt, retryAt, closedSeconds, blockedUntil, ...row }) => ({
      ...row,
      since: openedAt?.toISOString() ?? null,
      retryAt: retryAt?.toISOString() ?? null,
      share: row.state === 'closed' ? shareOf({ closedSeconds }) : 0,
      blockedUntil: blockedUntil?.toISOString() ?? null,
    }));
  }
}
