import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';
import { EventLog } from '../../events';
import { EmailBounced, EmailComplained, EmailDelivered } from '../../events/catalogue';
import type { EventDefinition } from '../../events/catalogue';
import { factSubject, identityFacts, seenBy } from '../sending/mail-facts.service';
import { HeldBack } from '../suppression/held-back.service';
import type { SuppressionReason } from '../suppression/suppression.entity';
import { Suppressions } from '../suppression/suppressions.service';
import { type ReturnClass, SOFT_BOUNCES } from './bounce.rules';
import type { Target } from './matching.queries';

const DAY_MS = 86_400_000;

/** Days on which mail to this address came back, since it last took one or its person last wrote. */
const SOFT_DAYS = `
  SELECT count(DISTINCT (r.at AT TIME ZONE 'UTC')::date)::int AS days
    FROM (SELECT received_at AS at FROM email_inbound
           WHERE about_hash = $1 AND bounce_class = 'soft' AND received_at > $2
           UNION ALL
          SELECT occurred_at FROM email_provider_events
           WHERE about_hash = $1 AND bounce_class = 'soft' AND occurred_at > $2) r
   WHERE r.at > coalesce((SELECT max(greatest(m.delivered_at, m.replied_at)) FROM email_messages m
                           WHERE m.to_hash = $1), '-infinity')`;

/** What says so: a mail that came in, or an event of the provider. Its id makes each told once. */
interface Report {
  readonly inboundId: string;
  readonly at: Date;
}

export interface Returned extends Report {
  readonly bounce: ReturnClass;
  /** RFC 3463. */
  readonly code: string | null;
  /** Why the provider did not even try; else the reason goes with the class. */
  readonly reason?: string | null;
}

const REASONS = {
  hard: 'HARD_BOUNCE',
  soft: 'SOFT_BOUNCE',
  delayed: 'DELAYED',
  blocked: 'BLOCKED',
} as const;

/** What servers say later about a mail that they had accepted, and what follows for its address. */
@Injectable()
export class Bounces {
  constructor(
    private readonly clock: Clock,
    private readonly events: EventLog,
    private readonly suppressions: Suppressions,
    private readonly heldBack: HeldBack,
  ) {}

  /** Facts about a mail are the earliest that is known of them: reports come in any order, and again. */
  async bounced(tx: Tx, target: Target, returned: Returned): Promise<void> {
    const { inboundId, at, bounce, code, reason = null } = returned;
    const now = this.clock.now();
    const [row] = await tx.rows<{ claim: number }>(
      `UPDATE email_messages SET bounced_at = CASE WHEN $3 THEN bounced_at ELSE least(bounced_at, $2) END
        WHERE id = $1 RETURNING claim_epoch AS claim`,
      [target.id, at, bounce === 'delayed'],
    );
    await this.tell(tx, target, {
      definition: EmailBounced,
      at,
      data: {
        inboundId,
        claim: row?.claim ?? 0,
        class: bounce === 'hard' ? 'hard' : 'soft',
        code,
        reason: reason ?? REASONS[bounce],
      },
    });
    if (bounce === 'hard') await this.suppress(tx, target, { reason: 'HARD_BOUNCE', note: code });
    if (bounce === 'soft' && (await this.keepsBouncing(tx, target, now)))
      await this.suppress(tx, target, {
        reason: 'SOFT_BOUNCE',
        note: code,
        expiresAt: new Date(now.getTime() + SOFT_BOUNCES.pauseDays * DAY_MS),
      });
  }

  async complained(
    tx: Tx,
    target: Target,
    { inboundId, at, feedbackType }: Report & { readonly feedbackType: string },
  ): Promise<void> {
    await tx.rows(
      'UPDATE email_messages SET complained_at = least(complained_at, $2) WHERE id = $1',
      [target.id, at],
    );
    await this.tell(tx, target, {
      definition: EmailComplained,
      at,
      data: { inboundId, feedbackType, reason: 'COMPLAINT' },
    });
    await this.suppress(tx, target, { reason: 'COMPLAINT', note: feedbackType });
  }

  async delivered(tx: Tx, target: Target, { inboundId, at }: Report): Promise<void> {
    await tx.rows(
      'UPDATE email_messages SET delivered_at = least(delivered_at, $2) WHERE id = $1',
      [target.id, at],
    );
    await this.tell(tx, target, { definition: EmailDelivered, at, data: { inboundId } });
  }

  private async keepsBouncing(tx: Tx, { toHash }: Target, now: Date): Promise<boolean> {
    const since = new Date(now.getTime() - SOFT_BOUNCES.withinDays * DAY_MS);
    const [row] = await tx.rows<{ days: number }>(SOFT_DAYS, [toHash, since]);
    return (row?.days ?? 0) >= SOFT_BOUNCES.days;
  }

  /** Nothing more to this address, and nothing of what is queued for it. */
  async suppress(
    tx: Tx,
    target: Target,
    why: { reason: SuppressionReason; note: string | null; expiresAt?: Date },
  ): Promise<void> {
    await this.suppressions.addHash(tx, target.toHash, {
      ...why,
      scope: 'all',
      messageId: target.id,
    });
    await this.heldBack.holdBack(tx, target.toHash, { scope: 'all', reason: why.reason });
  }

  private async tell(
    tx: Tx,
    target: Target,
    {
      definition,
      at,
      data: more,
    }: { definition: EventDefinition; at: Date; data: Record<string, unknown> },
  ): Promise<void> {
    const data = { ...identityFacts(target, at), ...more };
    const { simulated } = target;
    const fact = { definition, subject: factSubject(target), simulated, data };
    await this.events.recordAll(tx, seenBy([fact], target));
  }
}
