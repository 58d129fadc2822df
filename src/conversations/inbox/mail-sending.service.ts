import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, type Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { EmailService } from '../../email';
import { type Scope, type Signatory, systemScope, UsersQueries } from '../../identity';
import { LeadsQueries } from '../../leads';
import {
  ChannelCannotSend,
  ConversationNotFound,
  RecipientSuppressed,
} from '../conversations.problems';
import { Correspondents } from '../mails/correspondents.queries';
import { WRITTEN_IN } from '../mails/mail-reading.rules';
import type { Conversation } from '../threads/conversation.entity';
import { Desk } from '../threads/desk.service';
import { Threads } from '../threads/threads.service';
import { ConversationsQueries } from './conversations.queries';
import type { ThreadMessage } from './inbox.dto';

/** What people answer by mail. */
@Injectable()
export class MailSending {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly users: UsersQueries,
    private readonly leads: LeadsQueries,
    private readonly email: EmailService,
    private readonly correspondents: Correspondents,
    private readonly threads: Threads,
    private readonly desk: Desk,
    private readonly queries: ConversationsQueries,
  ) {}

  /**
   * Answers whoever wrote last; whoever writes answers from then on. Mail, thread and desk commit together.
   * @throws ChannelCannotSend in a chat, or where nobody wrote by mail
   * @throws RecipientSuppressed for an address that gets no mail at all
   */
  async send(scope: Scope, id: string, text: string): Promise<ThreadMessage> {
    const sender = await this.signatory(scope);
    return this.db.transaction(scope, async (tx) => {
      const found = await this.desk.lock(tx, id);
      if (!found) throw new ConversationNotFound();
      if (found.channel !== 'email') throw new ChannelCannotSend();
      const now = this.clock.now();
      const conversation = await this.threads.forWriting(tx, found, now);
      const about = { kind: WRITTEN_IN, id: conversation.id };
      const mail = await this.queue(tx, conversation, text, sender);
      const { messageId: channelMessageId, subject, templateKey } = mail;
      await this.threads.say(tx, conversation, {
        ...{ channel: 'email', channelMessageId, kind: 'mail', templateKey, about },
        ...{ author: 'user', senderUserId: scope.userId, repliesToId: mail.answersId },
        ...{ text: `${subject}\n${text}`, occurredAt: now, simulated: found.simulated },
      });
      await this.desk.takeUp(tx, conversation, scope.userId);
      return this.queries.message(tx, channelMessageId);
    });
  }

  private async queue(
    tx: Tx,
    { id, subjectId: leadId, contactId, language, simulated }: Conversation,
    text: string,
    sender: Signatory | null,
  ) {
    const { mail: to, because } = await this.correspondents.last(tx, leadId, contactId);
    if (because === 'suppressed') throw new RecipientSuppressed();
    if (to === null) throw new ChannelCannotSend();
    const lead = (await this.leads.forFollowUps(tx, [leadId])).get(leadId);
    const contact = lead?.contacts.find((one) => one.id === contactId);
    const queued = await this.email.answer(tx, {
      ...{ idempotencyKey: `inbox:${this.ids.uuid()}`, to, text, sender, leadId, contactId },
      alsoReachedAt: [contact?.email, contact?.phone, contact?.mobile].flatMap((at) => at ?? []),
      locales: [language, contact?.locale].flatMap((locale) => locale ?? []),
      ...{ threadKey: `conversation:${id}`, about: { kind: WRITTEN_IN, id }, simulated },
    });
    return { ...queued, answersId: to.id };
  }

  /** Who signs is asked with the rights of the system: the signature is in every mail that leaves. */
  private async signatory({ userId }: Scope): Promise<Signatory | null> {
    if (userId === null) return null;
    const people = await this.db.transaction(systemScope('conversations.letter'), (tx) =>
      this.users.signatories(tx, [userId]),
    );
    return people.get(userId) ?? null;
  }
}
