import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import type { EmailSent } from '../../events/catalogue';
import type { RecordedEvent } from '../../events/recorded-event';
import { EmailQueries } from '../../email';
import { LeadsService } from '../../leads';
import { WRITTEN_IN } from './mail-reading.rules';
import { Threads } from '../threads/threads.service';

/** Mails of ours, put into the thread that is open with their reader. */
@Injectable()
export class MailMessages {
  constructor(
    private readonly email: EmailQueries,
    private readonly threads: Threads,
    private readonly leads: LeadsService,
  ) {}

  /** What a colleague wrote has left: that is contact, as a mail from their own program would be. */
  async logAll(tx: Tx, events: readonly RecordedEvent<typeof EmailSent>[]): Promise<void> {
    const written = events.filter(({ data }) => data.about.kind === WRITTEN_IN);
    const mails = await this.email.outbound(
      tx,
      written.map(({ data }) => data.messageId),
    );
    const letters = await this.email.states(tx, [...mails.keys()]);
    for (const { id, leadId, senderUserId, sentAt } of mails.values()) {
      if (leadId === null || sentAt === null) continue;
      await this.leads.logActivity(tx, {
        ...{ leadId, kind: 'EMAIL', occurredAt: sentAt, by: senderUserId },
        ...{ text: letters.get(id)?.letter?.text ?? null, origin: `mail:${id}` },
      });
    }
  }

  /** Most mails go to people who have not answered: one question says that there is no thread for them. */
  async sayAll(tx: Tx, events: readonly RecordedEvent<typeof EmailSent>[]): Promise<void> {
    const talking = await this.threads.talkingByMail(
      tx,
      events.flatMap(({ data }) => data.leadId ?? []),
    );
    const ids = events.filter(({ data }) => talking.has(data.leadId ?? ''));
    const mails = await this.email.outbound(
      tx,
      ids.map(({ data }) => data.messageId),
    );
    for (const { data, simulated } of ids) {
      const mail = mails.get(data.messageId);
      if (!mail || mail.leadId === null) continue;
      const { leadId, contactId, about } = mail;
      const occurredAt = mail.sentAt ?? new Date(data.occurredAt);
      const conversation = await this.threads.current(tx, {
        ...{ leadId, contactId, channel: 'email', occurredAt },
      });
      if (!conversation) continue;
      await this.threads.say(tx, conversation, {
        ...{ channel: 'email', channelMessageId: mail.id, author: 'system', kind: 'mail' },
        ...{ senderUserId: mail.senderUserId, templateKey: mail.templateKey, repliesToId: null },
        ...{ text: mail.plain, about, occurredAt, simulated },
      });
    }
  }
}
