import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import type {
  ConversionUndone,
  LeadActivityLogged,
  LeadAssigned,
  LeadConverted,
  LeadPseudonymised,
  ResponseClassified,
  UserDeactivated,
} from '../../events/catalogue';
import type { RecordedEvent } from '../../events/recorded-event';
import { Response } from '../responses/response.entity';
import { Conversation } from './conversation.entity';
import { Desk } from './desk.service';

/** Activities in which a colleague and the lead spoke with each other. */
const TALKS = ['CALL', 'QUALIFIED_CALL', 'EMAIL', 'MEETING', 'DEMO', 'ROI_PRESENTATION'];

/** What happens to leads and people ends conversations, or gives them to somebody else. */
@Injectable()
export class Endings {
  constructor(private readonly desk: Desk) {}

  /** Whoever wants to hear no more has said the last word on that channel. */
  async optOut(tx: Tx, events: readonly RecordedEvent<typeof ResponseClassified>[]): Promise<void> {
    for (const event of events) {
      if (event.data.class !== 'UNSUBSCRIBE' || event.data.state !== 'decided') continue;
      const response = await tx.manager.findOneBy(Response, { id: event.data.responseId });
      if (!response) continue;
      const { subjectId, contactId, channel } = response;
      for (const conversation of await this.ofLead(tx, subjectId))
        if (conversation.channel === channel && conversation.contactId === contactId)
          await this.desk.close(tx, conversation, 'opted_out', event);
    }
  }

  /** A lead that became a customer has been talked to with success; who waits for an answer goes on waiting. */
  async convert(tx: Tx, events: readonly RecordedEvent<typeof LeadConverted>[]): Promise<void> {
    for (const event of events) {
      const { leadId, customerId } = event.data;
      await tx.manager.update(Conversation, { subjectId: leadId }, { customerId });
      for (const conversation of await this.ofLead(tx, leadId))
        if (conversation.waitingSince === null)
          await this.desk.close(tx, conversation, 'converted', event);
    }
  }

  /** Whoever was spoken to waits for no answer to what they wrote before. */
  async talk(tx: Tx, events: readonly RecordedEvent<typeof LeadActivityLogged>[]): Promise<void> {
    for (const { data } of events)
      if (TALKS.includes(data.kind) && data.outcome !== 'NO_ANSWER')
        for (const conversation of await this.ofLead(tx, data.leadId))
          await this.desk.settle(tx, conversation, new Date(data.occurredAt));
  }

  async undo(tx: Tx, events: readonly RecordedEvent<typeof ConversionUndone>[]): Promise<void> {
    for (const { data } of events)
      await tx.manager.update(Conversation, { subjectId: data.leadId }, { customerId: null });
  }

  /** What the former owner answered goes along with the lead. */
  async passOn(tx: Tx, events: readonly RecordedEvent<typeof LeadAssigned>[]): Promise<void> {
    for (const { data } of events) {
      if (data.from === null) continue;
      for (const conversation of await this.ofLead(tx, data.leadId))
        if (conversation.assigneeId === data.from && conversation.state !== 'closed')
          await this.desk.assign(tx, conversation, data.to);
    }
  }

  /** Who leaves answers nothing any more, nor does who answered for somebody else. */
  async succeed(tx: Tx, events: readonly RecordedEvent<typeof UserDeactivated>[]): Promise<void> {
    for (const { data } of events) {
      const theirs = await tx.manager.find(Conversation, {
        where: { assigneeId: data.userId },
        order: { id: 'ASC' },
      });
      for (const conversation of theirs)
        if (conversation.state !== 'closed')
          await this.desk.assign(tx, conversation, data.successorId);
    }
  }

  /** People who are not named any more are not found by their words either. */
  async forget(tx: Tx, events: readonly RecordedEvent<typeof LeadPseudonymised>[]): Promise<void> {
    const leadIds = events.map(({ data }) => data.leadId);
    await tx.rows(
      `UPDATE conversation_messages SET search = '' WHERE subject_id = ANY ($1::uuid[]) AND search <> ''`,
      [leadIds],
    );
    await tx.rows(
      'UPDATE conversations SET sender = NULL WHERE subject_id = ANY ($1::uuid[]) AND sender IS NOT NULL',
      [leadIds],
    );
  }

  private ofLead(tx: Tx, subjectId: string): Promise<Conversation[]> {
    return tx.manager.find(Conversation, {
      where: { subjectId },
      order: { id: 'ASC' },
      lock: { mode: 'for_no_key_update' },
    });
  }
}
