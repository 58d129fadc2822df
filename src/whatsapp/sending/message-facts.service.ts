import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import { EventLog } from '../../events';
import { MessageSent, MessageStatusChanged } from '../../events/catalogue';
import type { Fact } from '../../events/event-log';
import { factSubject } from '../facts.rules';
import type { MessageIdentity } from './message.rules';

export type ToldStatus =
  'sent' | 'delivered' | 'read' | 'failed' | 'unknown' | 'cancelled' | 'suppressed';

/** Tells the log how far messages came. */
@Injectable()
export class MessageFacts {
  constructor(private readonly events: EventLog) {}

  async accepted(tx: Tx, message: MessageIdentity, at: Date): Promise<void> {
    const { kind, purpose, author, templateKey, wamid } = message;
    await this.record(tx, message, {
      definition: MessageSent,
      data: {
        ...common(message),
        wamid,
        kind,
        purpose,
        author,
        templateKey,
        occurredAt: at.toISOString(),
      },
    });
  }

  async changed(
    tx: Tx,
    message: MessageIdentity & {
      readonly reason: string | null;
      readonly errorCode: number | null;
    },
    { status, at }: { status: ToldStatus; at: Date },
  ): Promise<void> {
    const { purpose, templateKey, wamid, reason, errorCode } = message;
    await this.record(tx, message, {
      definition: MessageStatusChanged,
      data: {
        ...common(message),
        wamid,
        status,
        purpose,
        templateKey,
        errorCode,
        reason,
        occurredAt: at.toISOString(),
      },
    });
  }

  private async record(
    tx: Tx,
    { subjectId, whatsappContactId, simulated }: MessageIdentity,
    fact: Pick<Fact, 'definition' | 'data'>,
  ): Promise<void> {
    const subject = factSubject(subjectId, whatsappContactId);
    await this.events.recordAll(tx, [{ ...fact, subject, simulated }]);
  }
}

function common(message: MessageIdentity) {
  return {
    messageId: message.id,
    whatsappContactId: message.whatsappContactId,
    leadId: message.subjectId,
    contactId: message.contactId,
    about: { kind: message.aboutKind, id: message.aboutId },
  };
}
