import { Injectable } from '@nestjs/common';
import type { Tx } from '../core/database';
import { Consume } from '../events';
import {
  ButtonClicked,
  ConversionUndone,
  EmailReceived,
  EmailSent,
  LeadActivityLogged,
  LeadAssigned,
  LeadConverted,
  LeadPseudonymised,
  MessageReceived,
  MessageSent,
  ResponseClassified,
  UserDeactivated,
} from '../events/catalogue';
import type { EventDefinition } from '../events/catalogue';
import type { RecordedEvent } from '../events/recorded-event';
import { ChatMessages } from './chats/chat-messages.service';
import { judged } from './classification/judgement.rules';
import { readingOfOutcome } from './classification/outcome.rules';
import { MailAnswers } from './mails/mail-answers.service';
import { MailMessages } from './mails/mail-messages.service';
import { Withdrawals } from './mails/withdrawals.service';
import { Responses } from './responses/responses.service';
import { Endings } from './threads/endings.service';

/** Facts from elsewhere that are answers, belong to a conversation, or end one. */
@Injectable()
export class ConversationsConsumer {
  constructor(
    private readonly responses: Responses,
    private readonly mails: MailAnswers,
    private readonly mailMessages: MailMessages,
    private readonly chats: ChatMessages,
    private readonly withdrawals: Withdrawals,
    private readonly endings: Endings,
  ) {}

  /** Mails are read where they came in; what they mean is decided here. */
  @Consume('conversations.mails', [EmailReceived], { from: 'now' })
  hearMails(tx: Tx, events: readonly RecordedEvent<typeof EmailReceived>[]): Promise<void> {
    return this.mails.hearAll(tx, events);
  }

  @Consume('conversations.mails-sent', [EmailSent], { from: 'now' })
  async addMails(tx: Tx, events: readonly RecordedEvent<typeof EmailSent>[]): Promise<void> {
    await this.mailMessages.sayAll(tx, events);
    await this.mailMessages.logAll(tx, events);
  }

  /** Chats in both directions, and taps that want a person. */
  @Consume('conversations.chats', [MessageReceived, MessageSent, ButtonClicked], { from: 'now' })
  async talk(tx: Tx, events: readonly RecordedEvent[]): Promise<void> {
    await this.chats.hearAll(tx, only(events, MessageReceived));
    await this.chats.sayAll(tx, only(events, MessageSent));
    await this.chats.callAll(tx, only(events, ButtonClicked));
  }

  /** Whoever wants to hear no more is not written to any more. */
  @Consume('conversations.withdrawals', [ResponseClassified], { from: 'now' })
  async withdraw(
    tx: Tx,
    events: readonly RecordedEvent<typeof ResponseClassified>[],
  ): Promise<void> {
    await this.withdrawals.followAll(tx, events);
    await this.endings.optOut(tx, events);
  }

  @Consume('conversations.conversions', [LeadConverted, ConversionUndone], { from: 'now' })
  async followConversions(tx: Tx, events: readonly RecordedEvent[]): Promise<void> {
    await this.endings.convert(tx, only(events, LeadConverted));
    await this.endings.undo(tx, only(events, ConversionUndone));
  }

  @Consume('conversations.people', [LeadAssigned, UserDeactivated], { from: 'now' })
  async followPeople(tx: Tx, events: readonly RecordedEvent[]): Promise<void> {
    await this.endings.passOn(tx, only(events, LeadAssigned));
    await this.endings.succeed(tx, only(events, UserDeactivated));
  }

  @Consume('conversations.pseudonyms', [LeadPseudonymised], { from: 'now' })
  forget(tx: Tx, events: readonly RecordedEvent<typeof LeadPseudonymised>[]): Promise<void> {
    return this.endings.forget(tx, events);
  }

  /** What a colleague reports of a talk is an answer too, and answers what was waiting. */
  @Consume('conversations.outcomes', [LeadActivityLogged], { from: 'now' })
  async hearOutcomes(
    tx: Tx,
    events: readonly RecordedEvent<typeof LeadActivityLogged>[],
  ): Promise<void> {
    await this.endings.talk(tx, events);
    for (const event of events) {
      const { leadId, activityId, outcome, occurredAt } = event.data;
      const reading = readingOfOutcome(outcome);
      if (!reading) continue;
      await this.responses.take(tx, {
        leadId,
        contactId: null,
        conversationId: null,
        channel: 'person',
        source: { kind: 'activity', id: activityId },
        about: null,
        receivedAt: new Date(occurredAt),
        pauseUntilOn: null,
        judgement: judged(reading),
        cause: event,
      });
    }
  }
}

/** Those of one kind; the runner has parsed them by their definitions. */
function only<E extends EventDefinition>(
  events: readonly RecordedEvent[],
  { type }: E,
): RecordedEvent<E>[] {
  return events.filter((event) => event.type === type);
}
