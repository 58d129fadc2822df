import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';
import { EventLog } from '../../events';
import { EmailSent } from '../../events/catalogue';
import { factSubject, identityFacts, seenBy } from '../sending/mail-facts.service';
import type { Target } from './matching.queries';

const PROVE = `
  WITH attempt AS (
    UPDATE email_attempts a SET state = 'accepted', finished_at = coalesce(a.finished_at, clock_timestamp())
      FROM email_messages m
     WHERE m.id = $1 AND a.message_id = m.id AND a.claim_epoch = m.claim_epoch AND a.state IN ('in_flight', 'ambiguous')
       AND m.status IN ('unknown', 'claimed', 'queued', 'failed')
    RETURNING a.message_id, a.claim_epoch, a.provider, a.handed_at
  )
  UPDATE email_messages m SET status = 'sent', reason = NULL, provider = a.provider, sent_at = a.handed_at,
         settled_at = $2, retry_at = NULL, lease_until = NULL, claimed_by = NULL
    FROM attempt a WHERE m.id = a.message_id RETURNING a.claim_epoch AS claim, a.provider, a.handed_at AS "handedAt"`;

/** What comes back proves that a mail of which nobody knew has left: late evidence wins over every guess. */
@Injectable()
export class Evidence {
  constructor(
    private readonly clock: Clock,
    private readonly events: EventLog,
  ) {}

  async proveSent(tx: Tx, target: Target): Promise<void> {
    const [proven] = await tx.rows<{ claim: number; provider: string; handedAt: Date }>(PROVE, [
      target.id,
      this.clock.now(),
    ]);
    if (!proven) return;
    const { claim, provider, handedAt } = proven;
    const data = { ...identityFacts(target, handedAt), provider, claim };
    const { simulated } = target;
    const fact = { definition: EmailSent, subject: factSubject(target), simulated, data };
    await this.events.recordAll(tx, seenBy([fact], target));
  }
}
