import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';
import { EventLog } from '../../events';
import { EmailSuppressed } from '../../events/catalogue';
import {
  factSubject,
  identityFacts,
  type MailIdentity,
  seenBy,
} from '../sending/mail-facts.service';
import { STREAMS, type Stream } from '../sending/message.entity';
import type { SuppressionReason } from './suppression.entity';

const HOLD_BACK = `
  UPDATE email_messages m SET status = 'suppressed', reason = $4, settled_at = $3, retry_at = NULL
   WHERE m.to_hash = $1 AND m.stream = ANY ($2::text[]) AND m.status = 'queued'
  RETURNING m.id, m.subject_id AS "subjectId", m.about_kind AS "aboutKind", m.about_id AS "aboutId", m.stream,
            m.template_version_id AS "templateVersionId", m.simulated`;

/** Holds back what is queued for an address that must not be written to any more. */
@Injectable()
export class HeldBack {
  constructor(
    private readonly clock: Clock,
    private readonly events: EventLog,
  ) {}

  /**
   * The caller holds the locks of the contact, so that nothing of it is being handed over meanwhile.
   * @returns ids of the mails held back
   */
  async holdBack(
    tx: Tx,
    toHash: Buffer,
    { scope, reason }: { scope: Stream | 'all'; reason: SuppressionReason },
  ): Promise<string[]> {
    const now = this.clock.now();
    const streams = scope === 'all' ? STREAMS : [scope];
    const mails = await tx.rows<MailIdentity>(HOLD_BACK, [toHash, streams, now, reason]);
    await this.events.recordAll(
      tx,
      mails.flatMap((mail) =>
        seenBy(
          [
            {
              definition: EmailSuppressed,
              subject: factSubject(mail),
              simulated: mail.simulated,
              data: { ...identityFacts(mail, now), reason },
            },
          ],
          mail,
        ),
      ),
    );
    return mails.map(({ id }) => id);
  }
}
