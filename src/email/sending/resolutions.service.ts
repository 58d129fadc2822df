import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, type Tx } from '../../core/database';
import { Audit, type Scope } from '../../identity';
import { MailNotFound, MailNotOpen } from '../email.problems';
import { MailFacts } from './mail-facts.service';
import { CLAIMED_COLUMNS, type ClaimedMail } from './claimed-mail.rules';
import type { MessageStatus } from './message.entity';
import type { ResolveMessage } from './messages.dto';
import { type Settlement, waits } from './settlement.rules';

type Open = ClaimedMail & {
  readonly status: MessageStatus;
  readonly accepted: boolean;
  readonly handedAt: Date | null;
  readonly provider: string | null;
};

/** A person decides what the machine could not: about an unknown mail, or a failed one that may be sent again. */
@Injectable()
export class Resolutions {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly facts: MailFacts,
  ) {}

  /** @throws MailNotFound, MailNotOpen when nothing waits for a decision, or when it was accepted and would go twice */
  async resolve(scope: Scope, id: string, { outcome, reason }: ResolveMessage): Promise<void> {
    await this.db.transaction(scope, async (tx) => {
      const mail = await this.open(tx, id, outcome);
      await tx.rows(
        `UPDATE email_messages SET status = $2, reason = $3, sent_at = $4, settled_at = $5, retry_at = NULL,
                attempts = CASE $2 WHEN 'queued' THEN 0 ELSE attempts END WHERE id = $1`,
        [
          id,
          outcome,
          outcome === 'failed' ? 'RESOLVED_BY_HAND' : null,
          outcome === 'sent' ? (mail.handedAt ?? this.clock.now()) : null,
          outcome === 'queued' ? null : this.clock.now(),
        ],
      );
      await this.audit.write(tx, {
        act: 'emails.resolve',
        subjectId: id,
        before: { status: mail.status },
        after: { status: outcome },
        why: reason,
      });
      const settlement: Settlement = {
        ...waits(mail, null),
        status: outcome,
        reason: outcome === 'failed' ? 'RESOLVED_BY_HAND' : null,
        handedAt: mail.handedAt,
        provider: mail.provider,
      };
      await this.facts.record(tx, [settlement]);
    });
  }

  private async open(tx: Tx, id: string, outcome: ResolveMessage['outcome']): Promise<Open> {
    const [mail] = await tx.rows<Open>(
      `SELECT ${CLAIMED_COLUMNS}, m.status, a.handed_at AS "handedAt", a.provider,
              EXISTS (SELECT FROM email_attempts b WHERE b.message_id = m.id AND b.state = 'accepted') AS accepted
         FROM email_messages m
         LEFT JOIN email_attempts a ON a.message_id = m.id AND a.claim_epoch = m.claim_epoch
        WHERE m.id = $1 FOR UPDATE OF m`,
      [id],
    );
    if (!mail) throw new MailNotFound();
    const isOpen = mail.status === 'unknown' || (mail.status === 'failed' && outcome === 'queued');
    if (!isOpen || mail.accepted) throw new MailNotOpen();
    return mail;
  }
}
