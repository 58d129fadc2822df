import { Injectable } from '@nestjs/common';
import { lockKeys, type Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { EventLog } from '../../events';
import { ConversationOpened } from '../../events/catalogue';
import type { RecordedEvent } from '../../events/recorded-event';

/** A message as a channel brings it. */
export interface ThreadMessage {
  readonly leadId: string;
  readonly contactId: string | null;
  readonly channel: 'email' | 'whatsapp';
  readonly channelMessageId: string;
  readonly occurredAt: Date;
  readonly simulated: boolean;
  readonly cause: RecordedEvent;
}

/** Who talks with whom, over all channels. */
@Injectable()
export class Threads {
  constructor(
    private readonly ids: Ids,
    private readonly events: EventLog,
  ) {}

  /**
   * Adds what came in to the open conversation of its contact, or opens one.
   * @returns the id of the conversation
   */
  async add(tx: Tx, message: ThreadMessage): Promise<string> {
    const { leadId, contactId, channel, channelMessageId, occurredAt, simulated } = message;
    // Two answers of one lead at once must not open two conversations.
    await lockKeys(tx, [`conversation:${leadId}`]);
    const conversationId = (await this.find(tx, message)) ?? (await this.open(tx, message));
    await tx.rows(
      `INSERT INTO conversation_messages (id, conversation_id, subject_id, simulated, direction, author, channel,
                                          channel_message_id, occurred_at)
       VALUES ($1, $2, $3, $4, 'inbound', 'contact', $5, $6, $7)
       ON CONFLICT (channel, direction, channel_message_id) DO NOTHING`,
      [this.ids.uuid(), conversationId, leadId, simulated, channel, channelMessageId, occurredAt],
      'threads.message',
    );
    await tx.rows(
      `UPDATE conversations SET last_inbound_at = greatest(last_inbound_at, $2),
              contact_id = coalesce(contact_id, $3) WHERE id = $1`,
      [conversationId, occurredAt, contactId],
      'threads.touch',
    );
    return conversationId;
  }

  private async find(
    tx: Tx,
    { leadId, contactId, channel }: ThreadMessage,
  ): Promise<string | null> {
    const [found] = await tx.rows<{ id: string }>(
      `SELECT id FROM conversations WHERE subject_id = $1 AND channel = $2 AND state <> 'closed'
          AND contact_id IS NOT DISTINCT FROM $3 ORDER BY opened_at DESC, id DESC LIMIT 1`,
      [leadId, channel, contactId],
      'threads.find',
    );
    return found?.id ?? null;
  }

  private async open(tx: Tx, message: ThreadMessage): Promise<string> {
    const { leadId, contactId, channel, occurredAt, simulated, cause } = message;
    const id = this.ids.uuid();
    await tx.rows(
      `INSERT INTO conversations (id, subject_id, simulated, contact_id, channel, opened_at)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [id, leadId, simulated, contactId, channel, occurredAt],
      'threads.open',
    );
    const facts = { conversationId: id, leadId, contactId, channel };
    await this.events.record(tx, ConversationOpened, id, facts, { cause, simulated });
    return id;
  }
}
