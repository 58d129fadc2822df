import { Injectable } from '@nestjs/common';
import type { Tx } from '../core/database';
import { Consume } from '../events';
import { LeadActivityLogged } from '../events/catalogue';
import type { RecordedEvent } from '../events/recorded-event';
import { judged } from './classification/judgement.rules';
import { readingOfOutcome } from './classification/outcome.rules';
import { Responses } from './responses/responses.service';

/** Facts from elsewhere that are answers. */
@Injectable()
export class ConversationsConsumer {
  constructor(private readonly responses: Responses) {}

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
