import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';
import { EventLog } from '../../events';
import { EmailSent } from '../../events/catalogue';
import {
  factSubject,
  identityFacts,
  type MailIdentity,
  measuredFact,
  seenBy,
} from '../sending/mail-facts.service';
import { MEASURED } from '../sending/claimed-mail.rules';
import type { Fact } from '../tracking/machine.rules';

/**
 * A provider that says it has the mail beats what it answered when it was called; what leaves by SMTP may leave through it
 * as well, where a reply is a definite word.
 */
const PROVE = `
  WITH attempt AS (
    UPDATE email_attempts a SET state = 'accepted', finished_at = coalesce(a.finished_at, clock_timestamp())
      FROM email_messages m
     WHERE m.id = $1 AND a.message_id = m.id AND a.claim_epoch = m.claim_epoch
       AND m.status IN ('unknown', 'claimed', 'queued', 'failed')
       AND (a.state IN ('in_flight', 'ambiguous') AND ($3::text IS NULL OR a.provider IN ($3, 'smtp'))
            OR a.state <> 'accepted' AND a.provider = $3)
    RETURNING a.message_id, a.claim_epoch, a.provider, a.handed_at
  )
  UPDATE email_messages m SET status = 'sent', reason = NULL, provider = a.provider, sent_at = a.handed_at,
         settled_at = $2, retry_at = NULL, lease_until = NULL, claimed_by = NULL
    FROM attempt a WHERE m.id = a.message_id RETURNING a.claim_epoch AS claim, a.provider, a.handed_at AS "handedAt", ${MEASURED}`;

/** What the answer of the provider would have said, or what it put onto the wire in place of ours. */
const NAME = `
  UPDATE email_messages SET provider_message_id = coalesce(provider_message_id, $3),
         wire_message_id = coalesce(wire_message_id, $4)
   WHERE id = $1 AND provider IN ($2, 'smtp')
     AND (provider_message_id IS NULL AND $3::text IS NOT NULL OR wire_message_id IS NULL AND $4::text IS NOT NULL)`;

/** Who says that it has the mail, and its names for it. */
export interface Witness {
  readonly provider: string;
  readonly providerMessageId: string | null;
  readonly wireMessageId: string | null;
}

/** What comes back proves that a mail of which nobody knew has left: late evidence wins over every guess. */
@Injectable()
export class Evidence {
  constructor(
    private readonly clock: Clock,
    private readonly events: EventLog,
  ) {}

  /** @param witness when a provider says so itself: then nobody else's attempt is proven, and its ids are kept */
  async proveSent(tx: Tx, target: MailIdentity, witness: Witness | null = null): Promise<void> {
    await this.prove(tx, target, witness?.provider ?? null);
    if (!witness) return;
    const { provider, providerMessageId, wireMessageId } = witness;
    await tx.rows(NAME, [target.id, provider, providerMessageId, wireMessageId], 'email.name');
  }

  private async prove(tx: Tx, target: MailIdentity, witness: string | null): Promise<void> {
    const [proven] = await tx.rows<{
      claim: number;
      provider: string;
      handedAt: Date;
      measured: Fact[] | null;
    }>(PROVE, [target.id, this.clock.now(), witness]);
    if (!proven) return;
    const { claim, provider, handedAt } = proven;
    const data = { ...identityFacts(target, handedAt), ...measuredFact(proven), provider, claim };
    const { simulated } = target;
    const fact = { definition: EmailSent, subject: factSubject(target), simulated, data };
    await this.events.recordAll(tx, seenBy([fact], target));
  }
}
