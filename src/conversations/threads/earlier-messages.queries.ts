import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import { EmailQueries } from '../../email';
import { type OutboundMessage, WhatsAppQueries } from '../../whatsapp';
import type { HeardMessage, SaidMessage } from './thread-message.rules';

const DAY_MS = 86_400_000;
/** What we wrote longer ago belongs to another talk. */
const DAYS_BACK = 30;

/** What we had written to a contact before they said anything. */
@Injectable()
export class EarlierMessages {
  constructor(
    private readonly email: EmailQueries,
    private readonly whatsapp: WhatsAppQueries,
  ) {}

  /** The oldest first. */
  async to(tx: Tx, message: HeardMessage): Promise<SaidMessage[]> {
    const since = new Date(message.occurredAt.getTime() - DAYS_BACK * DAY_MS);
    if (message.channel === 'email') return this.mails(tx, message, since);
    if (!message.whatsappContactId) return [];
    const found = await this.whatsapp.recentTo(tx, message.whatsappContactId, since);
    return found.map(saidByWhatsApp);
  }

  private async mails(
    tx: Tx,
    { leadId, contactId }: HeardMessage,
    since: Date,
  ): Promise<SaidMessage[]> {
    const found = await this.email.recentTo(tx, leadId, contactId, since);
    const texts = await this.email.outbound(
      tx,
      found.map(({ id }) => id),
    );
    return found.map((mail) => ({
      ...{ channel: 'email', channelMessageId: mail.id, kind: 'mail', author: 'system' },
      ...{ senderUserId: mail.senderUserId, templateKey: mail.templateKey, repliesToId: null },
      text: texts.get(mail.id)?.plain ?? null,
      ...{ about: mail.about, occurredAt: mail.sentAt, simulated: mail.simulated },
    }));
  }
}

export function saidByWhatsApp(message: OutboundMessage): SaidMessage {
  const { id, author, senderUserId, kind, templateKey, text, about, simulated } = message;
  const occurredAt = message.acceptedAt ?? message.queuedAt;
  return {
    ...{ channel: 'whatsapp', channelMessageId: id, author, senderUserId, kind, templateKey },
    ...{ text, about, repliesToId: null, occurredAt, simulated },
  };
}
