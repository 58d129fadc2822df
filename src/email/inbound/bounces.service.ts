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
import { type BounceClass, SOFT_BOUNCES } from './bounce.rules';
import type { Target } from './matching.queries';
import type { Complaint, DeliveryReport } from './report.rules';

const DAY_MS = 86_400_000;

/** Days on which mail to this address came back, since it last took one or its person last wrote. */
const SOFT_DAYS = `
  SELECT count(DISTINCT (i.received_at AT TIME ZONE 'UTC')::date)::int AS days FROM email_inbound i
   WHERE i.about_hash = $1 AND i.bounce_class = 'soft' AND i.received_at > $2
     AND i.received_at > coalesce((SELECT max(greatest(m.delivered_at, m.replied_at)) FROM email_messages m
                                    WHERE m.to_hash = $1), '-infinity')`;

/** What servers say later about a mail that they had accepted, and what follows for its address. */
@Injectable()
export class Bounces {
  constructor(
    private readonly clock: Clock,
    private readonly events: EventLog,
    private readonly suppressions: Suppressions,
    private readonly heldBack: HeldBack,
  ) {}

  async bounced(
    tx: Tx,
    target: Target,
    {
      inboundId,
      report,
      bounce,
    }: { inboundId: string; report: DeliveryReport; bounce: BounceClass },
  ): Promise<void> {
    const now = this.clock.now();
    const [row] = await tx.rows<{ claim: number }>(
      `UPDATE email_messages SET bounced_at = CASE WHEN $3 THEN bounced_at ELSE coalesce(bounced_at, $2) END
        WHERE id = $1 RETURNING claim_epoch AS claim`,
      [target.id, now, bounce === 'delayed'],
    );
    const reasons = { hard: 'HARD_BOUNCE', soft: 'SOFT_BOUNCE', delayed: 'DELAYED' } as const;
    await this.tell(tx, target, {
      definition: EmailBounced,
      data: {
        inboundId,
        claim: row?.claim ?? 0,
        class: bounce === 'hard' ? 'hard' : 'soft',
        code: report.status,
        reason: reasons[bounce],
      },
    });
    if (bounce === 'hard')
      await this.suppress(tx, target, { reason: 'HARD_BOUNCE', note: report.status });
    if (bounce === 'soft' && (await this.keepsBouncing(tx, target, now)))
      await this.suppress(tx, target, {
        reason: 'SOFT_BOUNCE',
        note: report.status,
        expiresAt: new Date(now.getTime() + SOFT_BOUNCES.pauseDays * DAY_MS),
      });
  }

  async complained(
    tx: Tx,
    target: Target,
    { inboundId, complaint }: { inboundId: string; complaint: Complaint },
  ): Promise<void> {
    await tx.rows(
      'UPDATE email_messages SET complained_at = coalesce(complained_at, $2) WHERE id = $1',
      [target.id, this.clock.now()],
    );
    const { feedbackType } = complaint;
    await this.tell(tx, target, {
      definition: EmailComplained,
      data: { inboundId, feedbackType, reason: 'COMPLAINT' },
    });
    await this.suppress(tx, target, { reason: 'COMPLAINT', note: feedbackType });
  }

  async delivered(tx: Tx, target: Target, inboundId: string): Promise<void> {
    await tx.rows(
      'UPDATE email_messages SET delivered_at = coalesce(delivered_at, $2) WHERE id = $1',
      [target.id, this.clock.now()],
    );
    await this.tell(tx, target, { definition: EmailDelivered, data: { inboundId } });
  }

  private async keepsBouncing(tx: Tx, { toHash }: Target, now: Date): Promise<boolean> {
    const since = new Date(now.getTime() - SOFT_BOUNCES.withinDays * DAY_MS);
    const [row] = await tx.rows<{ days: number }>(SOFT_DAYS, [toHash, since]);
    return (row?.days ?? 0) >= SOFT_BOUNCES.days;
  }

  private async suppress(
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
    { definition, data: more }: { definition: EventDefinition; data: Record<string, unknown> },
  ): Promise<void> {
    const data = { ...identityFacts(target, this.clock.now()), ...more };
    const { simulated } = target;
    const fact = { definition, subject: factSubject(target), simulated, data };
    await this.events.recordAll(tx, seenBy([fact], target));
  }
}
