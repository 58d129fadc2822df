import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import { EventLog } from '../../events';
import { EmailReceived } from '../../events/catalogue';
import { seenBy } from '../sending/mail-facts.service';
import { Unsubscribing } from '../suppression/unsubscribe.service';
import type { Arrival, Placement } from './arrival.rules';
import { bounceClassOf } from './bounce.rules';
import { Bounces } from './bounces.service';
import { Evidence } from './evidence.service';
import { FIRM_PERCENT, type Target } from './matching.queries';

interface Entered {
  readonly inboundId: string;
  readonly arrival: Arrival;
  readonly placement: Placement;
}

/** What follows from a mail that came in, by its kind; a mere suggestion has no consequences. */
@Injectable()
export class Consequences {
  constructor(
    private readonly events: EventLog,
    private readonly evidence: Evidence,
    private readonly bounces: Bounces,
    private readonly unsubscribing: Unsubscribing,
  ) {}

  async follow(tx: Tx, entered: Entered): Promise<void> {
    const { match } = entered.placement;
    if (match && match.percent >= FIRM_PERCENT) {
      await this.evidence.proveSent(tx, match.target);
      await this.touch(tx, match.target, entered);
    }
    await this.tell(tx, entered);
  }

  private async touch(tx: Tx, target: Target, { inboundId, arrival }: Entered): Promise<void> {
    const { kind, report, complaint } = arrival.detected;
    const told = { inboundId, at: arrival.receivedAt };
    switch (kind) {
      case 'HUMAN':
        await tx.rows(
          'UPDATE email_messages SET replied_at = coalesce(replied_at, $2) WHERE id = $1',
          [target.id, arrival.receivedAt],
        );
        return;
      case 'UNSUBSCRIBE':
        await this.unsubscribing.withdrawReported(
          tx,
          arrival.signals.withdraws[0] ?? target.id,
          'MAIL',
        );
        return;
      case 'BOUNCE': {
        const bounce = report && bounceClassOf(report);
        if (bounce)
          await this.bounces.bounced(tx, target, { ...told, bounce, code: report.status });
        return;
      }
      case 'COMPLAINT':
        if (complaint && complaint.feedbackType !== 'not-spam')
          await this.bounces.complained(tx, target, {
            ...told,
            feedbackType: complaint.feedbackType,
          });
        return;
      case 'RECEIPT':
        if (report?.action === 'delivered') await this.bounces.delivered(tx, target, told);
        return;
      case 'AUTO_REPLY':
      case 'LIST':
    }
  }

  private async tell(tx: Tx, { inboundId, arrival, placement }: Entered): Promise<void> {
    const { match, subjectId, contactId, otherSender } = placement;
    const { detected, receivedAt } = arrival;
    const target = match?.target ?? null;
    const data = {
      inboundId,
      sha256: arrival.sha256.toString('hex'),
      kind: detected.kind,
      leadId: subjectId,
      contactId,
      about: target && { kind: target.aboutKind, id: target.aboutId },
      messageId: target?.id ?? null,
      matchedBy: match?.by ?? (subjectId === null ? null : 'SENDER'),
      confidence: match ? match.percent / 100 : null,
      otherSender,
      awayUntil: detected.awayUntil,
      contactLeft: detected.contactLeft,
      occurredAt: receivedAt.toISOString(),
    };
    const fact = {
      definition: EmailReceived,
      subject: subjectId ?? inboundId,
      data,
      ...(target && { simulated: target.simulated }),
    };
    await this.events.recordAll(tx, seenBy([fact], { subjectId }));
  }
}
