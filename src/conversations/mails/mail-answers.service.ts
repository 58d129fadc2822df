import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import type { EmailReceived } from '../../events/catalogue';
import type { RecordedEvent } from '../../events/recorded-event';
import { EmailQueries, type InboundMail } from '../../email';
import { UsersQueries } from '../../identity';
import { type LeadForFollowUp, LeadsQueries, LeadsService } from '../../leads';
import { answersQuestion, judged } from '../classification/judgement.rules';
import { intentOf } from '../intents/intents.rules';
import { readingOfMail } from './mail-reading.rules';
import { Consequences } from '../responses/consequences.service';
import { pauseOf } from '../responses/pause.rules';
import { Responses } from '../responses/responses.service';
import { Desk } from '../threads/desk.service';
import { Threads } from '../threads/threads.service';
import { Withdrawals } from './withdrawals.service';

type Received = RecordedEvent<typeof EmailReceived>;

/** The sender alone, or with a subject like ours, is a suggestion. */
const BY_SENDER = 0.8;
const FIRM = 0.9;
const LEFT_HOURS = 72;

/** Answers that come by mail: put into their thread, read, and judged. */
@Injectable()
export class MailAnswers {
  constructor(
    private readonly email: EmailQueries,
    private readonly users: UsersQueries,
    private readonly queries: LeadsQueries,
    private readonly leads: LeadsService,
    private readonly threads: Threads,
    private readonly responses: Responses,
    private readonly consequences: Consequences,
    private readonly withdrawals: Withdrawals,
    private readonly desk: Desk,
  ) {}

  /** In the order in which they came. What is no answer (returned mail, receipts, lists) is passed over. */
  async hearAll(tx: Tx, events: readonly Received[]): Promise<void> {
    const answers = events.filter(({ data }) => ['HUMAN', 'AUTO_REPLY'].includes(data.kind));
    const mails = await this.email.inbound(
      tx,
      answers.map(({ data }) => data.inboundId),
    );
    const leads = await this.queries.forFollowUps(
      tx,
      answers.flatMap(({ data }) => data.leadId ?? []),
    );
    for (const event of answers) {
      const mail = mails.get(event.data.inboundId);
      const lead = leads.get(event.data.leadId ?? '');
      if (!mail) continue;
      if (lead) await this.hear(tx, event, mail, lead);
      else if (mail.kind === 'HUMAN') await this.withdrawals.hearStranger(tx, mail);
    }
  }

  private async hear(
    tx: Tx,
    event: Received,
    mail: InboundMail,
    lead: LeadForFollowUp,
  ): Promise<void> {
    const { leadId } = lead;
    const { contactId, about, receivedAt, confidence } = mail;
    const match = confidence ?? BY_SENDER;
    const reading = answersQuestion(readingOfMail(mail), await this.ourText(tx, mail));
    const judgement = judged(reading, match);
    const isAway = reading.class === 'AUTO_REPLY';
    const intent = isAway ? null : intentOf(mail.visibleText);
    const { conversation } = await this.threads.hear(tx, {
      ...{ leadId, contactId, channel: 'email', channelMessageId: mail.id, kind: 'mail' },
      sender: mail.from.name ?? mail.from.address,
      text: `${mail.subject}\n${mail.visibleText}`,
      ...{ repliesToId: mail.messageId, about, language: reading.language },
      topics: intent?.topics ?? [],
      intent: intent && { name: intent.intent, confidence: intent.confidence },
      ...{ quiet: isAway, answered: false },
      ...{ occurredAt: receivedAt, simulated: event.simulated, cause: event },
    });
    const conversationId = conversation.id;
    const fresh = await this.responses.take(tx, {
      ...{ leadId, contactId, conversationId, channel: 'email' },
      source: { kind: 'mail', id: mail.id },
      ...{ about, receivedAt, cause: event },
      pauseUntilOn: isAway ? await this.awayUntil(tx, mail, lead) : null,
      judgement,
    });
    if (!fresh) return;
    if (intent)
      await this.desk.hear(
        tx,
        conversation,
        { text: mail.visibleText, intent, judgement, at: receivedAt },
        event,
      );
    if (mail.contactLeft)
      await this.consequences.ask(
        tx,
        { id: mail.id, subjectId: leadId },
        'CONTACT_LEFT',
        LEFT_HOURS,
      );
    if (!isAway && match >= FIRM)
      await this.leads.logActivity(tx, {
        ...{ leadId, kind: 'ANSWER', occurredAt: receivedAt },
        origin: `mail:${mail.id}`,
      });
  }

  /** What we had written, for an answer that is nothing but a yes. */
  private async ourText(tx: Tx, { messageId }: InboundMail): Promise<string | null> {
    if (messageId === null) return null;
    return (await this.email.outbound(tx, [messageId])).get(messageId)?.plain ?? null;
  }

  private async awayUntil(
    tx: Tx,
    { awayUntil, receivedAt }: InboundMail,
    { territory }: LeadForFollowUp,
  ): Promise<string | null> {
    if (awayUntil !== null) return awayUntil;
    const zone = (await this.users.markets(tx)).get(territory)?.timeZone ?? 'utc';
    return pauseOf(receivedAt, zone);
  }
}
