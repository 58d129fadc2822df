import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, lockKeys, systemDbScope, type Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { EventLog } from '../../events';
import { EmailUnsubscribed } from '../../events/catalogue';
import {
  factSubject,
  identityFacts,
  type MailIdentity,
  seenBy,
} from '../sending/mail-facts.service';
import { Signatures, type UnsubscribeRight } from '../signatures.service';
import { HeldBack } from './held-back.service';
import { Suppressions } from './suppressions.service';

export type UnsubscribeMethod = 'ONE_CLICK' | 'PAGE' | 'MAIL' | 'PROVIDER';

type Target = MailIdentity & {
  readonly contactId: string | null;
  readonly toHash: Buffer;
  readonly contactKeys: string[];
  readonly locale: string;
};

/** What the page behind a link says; null for a link that is not ours. */
export interface LinkState {
  readonly locale: string;
  readonly unsubscribed: boolean;
}

const TARGET = `SELECT m.id, m.subject_id AS "subjectId", m.about_kind AS "aboutKind", m.about_id AS "aboutId", m.stream,
  m.template_version_id AS "templateVersionId", m.simulated, m.contact_id AS "contactId", m.to_hash AS "toHash",
  m.contact_keys AS "contactKeys", m.locale FROM email_messages m`;

/** Lets the holder of a link withdraw, and come back. */
@Injectable()
export class Unsubscribing {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly events: EventLog,
    private readonly signatures: Signatures,
    private readonly suppressions: Suppressions,
    private readonly heldBack: HeldBack,
  ) {}

  /** Changes nothing, however often it is asked. */
  async look(token: string): Promise<LinkState | null> {
    return this.holder(token, null, async (tx, target, { stream }) => {
      const reasons = await this.suppressions.reasons(tx, [target.toHash], [stream]);
      return { locale: target.locale, unsubscribed: reasons.size > 0 };
    });
  }

  /** Suppresses the stream at once, with what is queued on it. A second time finds it done. */
  async withdraw(
    token: string,
    method: UnsubscribeMethod,
    requestId: string | null,
  ): Promise<LinkState | null> {
    return this.holder(token, requestId, (tx, target, right) =>
      this.withdrawFrom(tx, target, right, { method, requestId }),
    );
  }

  /** The same for whoever wrote to a signed withdrawal address or told the provider, in the transaction that takes it in. */
  async withdrawReported(
    tx: Tx,
    messageId: string,
    method: Extract<UnsubscribeMethod, 'MAIL' | 'PROVIDER'>,
  ): Promise<void> {
    const [target] = await tx.rows<Target>(`${TARGET} WHERE m.id = $1`, [messageId]);
    if (target)
      await this.withdrawFrom(
        tx,
        target,
        { messageId, stream: target.stream },
        { method, requestId: null },
      );
  }

  private async withdrawFrom(
    tx: Tx,
    target: Target,
    { stream }: UnsubscribeRight,
    { method, requestId }: { method: UnsubscribeMethod; requestId: string | null },
  ): Promise<LinkState> {
    // A hand-over takes the same locks: whichever commits first wins, and the other sees it.
    await lockKeys(tx, target.contactKeys);
    const state = { locale: target.locale, unsubscribed: true };
    if (
      await this.suppressions.stands(tx, target.toHash, { scope: stream, reason: 'UNSUBSCRIBED' })
    )
      return state;
    const suppressionId = await this.suppressions.addHash(tx, target.toHash, {
      scope: stream,
      reason: 'UNSUBSCRIBED',
      messageId: target.id,
      addedBy: 'recipient',
    });
    await tx.rows('UPDATE email_messages SET unsubscribed_at = $2 WHERE id = $1', [
      target.id,
      this.clock.now(),
    ]);
    const unsubscriptionId = this.ids.uuid();
    await this.tell(tx, target, { method, unsubscriptionId });
    const cancelled = await this.heldBack.holdBack(tx, target.toHash, {
      scope: stream,
      reason: 'UNSUBSCRIBED',
    });
    const receipt = { method, stream, requestId, suppressionId, cancelled };
    await this.prove(tx, target, receipt, unsubscriptionId);
    return state;
  }

  /** Lifts what the recipient caused, and nothing else. */
  async undo(token: string, requestId: string | null): Promise<LinkState | null> {
    return this.holder(token, requestId, async (tx, target, { stream }) => {
      await lockKeys(tx, target.contactKeys);
      const rows = await tx.rows<{ id: string }>(
        `SELECT id FROM email_suppressions
          WHERE to_hash = $1 AND scope = $2 AND reason = 'UNSUBSCRIBED' AND removed_at IS NULL`,
        [target.toHash, stream],
      );
      for (const { id } of rows) {
        await this.suppressions.lift(tx, id, 'undone by the recipient', 'recipient');
        const receipt = { method: 'UNDO', stream, requestId, suppressionId: id } as const;
        await this.prove(tx, target, { ...receipt, cancelled: [] }, this.ids.uuid());
      }
      const left = await this.suppressions.reasons(tx, [target.toHash], [stream]);
      return { locale: target.locale, unsubscribed: left.size > 0 };
    });
  }

  private async holder<T>(
    token: string,
    requestId: string | null,
    act: (tx: Tx, target: Target, right: UnsubscribeRight) => Promise<T>,
  ): Promise<T | null> {
    const right = this.signatures.readUnsubscribeToken(token);
    if (!right) return null;
    return this.db.transaction(systemDbScope('email.unsubscribe', requestId), async (tx) => {
      const [target] = await tx.rows<Target>(`${TARGET} WHERE m.id = $1 AND m.stream = $2`, [
        right.messageId,
        right.stream,
      ]);
      return target ? act(tx, target, right) : null;
    });
  }

  private async prove(
    tx: Tx,
    target: Target,
    receipt: {
      method: UnsubscribeMethod | 'UNDO';
      stream: string;
      requestId: string | null;
      suppressionId: string;
      cancelled: readonly string[];
    },
    id: string,
  ): Promise<void> {
    await tx.rows(
      `INSERT INTO email_unsubscriptions (id, message_id, suppression_id, method, stream, asked_at, request_id,
                                          cancelled_message_ids) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        id,
        target.id,
        receipt.suppressionId,
        receipt.method,
        receipt.stream,
        this.clock.now(),
        receipt.requestId,
        receipt.cancelled,
      ],
    );
  }

  private async tell(
    tx: Tx,
    target: Target,
    { method, unsubscriptionId }: { method: UnsubscribeMethod; unsubscriptionId: string },
  ): Promise<void> {
    const data = {
      ...identityFacts(target, this.clock.now()),
      reason: 'UNSUBSCRIBED',
      method,
      unsubscriptionId,
      contactId: target.contactId,
    };
    const { simulated } = target;
    const fact = { definition: EmailUnsubscribed, subject: factSubject(target), simulated, data };
    await this.events.recordAll(tx, seenBy([fact], target));
  }
}
