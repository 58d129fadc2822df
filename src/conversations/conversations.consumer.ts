import { Injectable } from '@nestjs/common';
import type { Tx } from '../core/database';
import { Consume } from '../events';
import { EmailReceived, LeadActivityLogged, ResponseClassified } from '../events/catalogue';
import type { RecordedEvent } from '../events/recorded-event';
import { judged } from './classification/judgement.rules';
import { readingOfOutcome } from './classification/outcome.rules';
import { MailAnswers } from './mails/mail-answers.service';
import { Withdrawals } from './mails/withdrawals.service';
import { Responses } from './responses/responses.service';

/** Facts from elsewhere that are answers. */
@Injectable()
export class ConversationsConsumer {
  constructor(
    private readonly responses: Responses,
    private readonly mails: MailAnswers,
    private readonly withdrawals: Withdrawals,
  ) {}

  /** Mails are read where they came in; what they mean is decided here. */
  @Consume('conversations.mails', [EmailReceived], { from: 'now' })
  hearMails(tx: Tx, events: readonly RecordedEvent<typeof EmailReceived>[]): Promise<void> {
    return this.mails.hearAll(tx, events);
  }

  /** Whoever wants to hear no more is not written to any more. */
  @Consume('conversations.withdrawals', [ResponseClassified], { from: 'now' })
  withdraw(tx: Tx, events: readonly RecordedEvent<typeof ResponseClassified>[]): Promise<void> {
    return this.withdrawals.followAll(tx, events);
  }

  /** What a colleague reports of a talk is an answer too. */
  @Consume('conversations.outcomes', [LeadActivityLogged], { from: 'now' })
  async hearOutcomes(
    tx: Tx,
    events: readonly RecordedEvent<typeof LeadActivityLogged>[],
  ): Promise<void> {
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
