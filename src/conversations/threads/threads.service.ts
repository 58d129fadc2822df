import { Injectable } from '@nestjs/common';
import { lockKeys, type Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { EventLog } from '../../events';
import { ConversationOpened } from '../../events/catalogue';
import { Conversation } from './conversation.entity';
import { EarlierMessages } from './earlier-messages.queries';
import { reopens, stateColumns, stateHearing, windowAfter } from './states.rules';
import {
  type HeardMessage,
  type NewThread,
  rowOfHeard,
  rowOfSaid,
  type SaidMessage,
  type ThreadPlace,
} from './thread-message.rules';

export interface Heard {
  readonly conversation: Conversation;
  readonly messageId: string;
  /** False when it had been heard before. */
  readonly fresh: boolean;
}

const INSERT = `
  INSERT INTO conversation_messages (id, conversation_id, subject_id, simulated, direction, author, channel,
    channel_message_id, occurred_at, kind, sender_user_id, replies_to_id, template_key, about_kind, about_id, intent,
    intent_confidence, answer_state, answer_due_at, search)
  SELECT r.id, $2::uuid, $3::uuid, r.simulated, r.direction, r.author, r.channel, r.channel_message_id, r.occurred_at, r.kind,
         r.sender_user_id, r.replies_to_id, r.template_key, r.about_kind, r.about_id, r.intent, r.intent_confidence,
         r.answer_state, r.answer_due_at, r.search
    FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, simulated boolean, direction text, author text, channel text,
      channel_message_id uuid, occurred_at timestamptz, kind text, sender_user_id uuid, replies_to_id uuid,
      template_key text, about_kind text, about_id uuid, intent text, intent_confidence double precision,
      answer_state text, answer_due_at timestamptz, search text)
  ON CONFLICT (channel, direction, channel_message_id) DO NOTHING RETURNING id`;

const HEARD = `
  UPDATE conversations SET last_inbound_at = greatest(last_inbound_at, $2),
         last_message_at = greatest(last_message_at, $2), contact_id = coalesce(contact_id, $3),
         whatsapp_contact_id = coalesce(whatsapp_contact_id, $4), sender = coalesce($5, sender),
         language = coalesce($6, language), csw_expires_at = greatest(csw_expires_at, $7), unread = unread + $8,
         topics = coalesce((SELECT array_agg(t ORDER BY nr) FROM (SELECT t, min(nr) AS nr
                     FROM unnest(topics || $9::text[]) WITH ORDINALITY AS u(t, nr) GROUP BY t) touched), '{}')
   WHERE id = $1`;

/** Who talks with whom, over all channels. */
@Injectable()
export class Threads {
  constructor(
    private readonly ids: Ids,
    private readonly events: EventLog,
    private readonly earlier: EarlierMessages,
  ) {}

  /**
   * Adds what came in to the conversation of its contact: the open one, or one closed less than 24 hours ago; else one
   * begins. Hearing the same message again changes nothing.
   */
  async hear(tx: Tx, message: HeardMessage): Promise<Heard> {
    const { leadId, channel, channelMessageId } = message;
    // Two answers of one lead at once must not open two conversations.
    await lockKeys(tx, [`conversation:${leadId}`]);
    const known = await this.known(tx, 'inbound', channel, channelMessageId);
    if (known) return { ...known, fresh: false };
    const found = await this.current(tx, message);
    const conversation = found ?? (await this.open(tx, message));
    const messageId = this.ids.uuid();
    const row = { ...rowOfHeard(message), id: messageId };
    await tx.rows(INSERT, [JSON.stringify([row]), conversation.id, leadId], 'threads.insert');
    if (!message.quiet) await this.wake(tx, conversation);
    await tx.rows(
      HEARD,
      [
        ...[conversation.id, message.occurredAt, message.contactId],
        ...[message.whatsappContactId ?? null, message.sender, message.language],
        channel === 'whatsapp' && !message.quiet ? windowAfter(message.occurredAt) : null,
        ...[message.quiet ? 0 : 1, message.topics],
      ],
      'threads.heard',
    );
    return { conversation: await this.get(tx, conversation.id), messageId, fresh: true };
  }

  /** Adds what we wrote to a conversation. @returns false when it was there */
  async say(tx: Tx, conversation: Conversation, message: SaidMessage): Promise<boolean> {
    const row = { ...rowOfSaid(message), id: this.ids.uuid() };
    const values = [JSON.stringify([row]), conversation.id, conversation.subjectId];
    const fresh = await tx.rows(INSERT, values, 'threads.insert');
    await tx.rows(
      `UPDATE conversations SET last_outbound_at = greatest(last_outbound_at, $2),
              last_message_at = greatest(last_message_at, $2) WHERE id = $1`,
      [conversation.id, message.occurredAt],
      'threads.said',
    );
    return fresh.length > 0;
  }

  /** The conversation that a message of a contact stands in. */
  async ofInbound(
    tx: Tx,
    channel: HeardMessage['channel'],
    channelMessageId: string,
  ): Promise<string | null> {
    const known = await this.known(tx, 'inbound', channel, channelMessageId);
    return known?.conversation.id ?? null;
  }

  /** Which leads have a conversation by mail that is not closed. */
  async talkingByMail(tx: Tx, leadIds: readonly string[]): Promise<ReadonlySet<string>> {
    if (leadIds.length === 0) return new Set();
    const rows = await tx.rows<{ id: string }>(
      `SELECT DISTINCT subject_id AS id FROM conversations
        WHERE subject_id = ANY ($1::uuid[]) AND channel = 'email' AND state <> 'closed'`,
      [leadIds],
      'threads.talking',
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** Where words of ours to a contact belong now; for a talk that is over another begins. */
  async forWriting(tx: Tx, like: Conversation, now: Date): Promise<Conversation> {
    const { subjectId: leadId, contactId, channel, whatsappContactId } = like;
    const place = { leadId, contactId, channel, whatsappContactId, occurredAt: now };
    const current = await this.current(tx, place);
    if (current) return current;
    return this.insert(tx, {
      ...{ leadId: like.subjectId, contactId: like.contactId, channel: like.channel },
      ...{ whatsappContactId: like.whatsappContactId, sender: like.sender },
      ...{ language: like.language, occurredAt: now, simulated: like.simulated },
    });
  }

  async get(tx: Tx, id: string): Promise<Conversation> {
    return tx.manager.findOneByOrFail(Conversation, { id });
  }

  private async known(tx: Tx, direction: string, channel: string, channelMessageId: string) {
    const [row] = await tx.rows<{ id: string; conversationId: string }>(
      `SELECT id, conversation_id AS "conversationId" FROM conversation_messages
        WHERE channel = $1 AND direction = $2 AND channel_message_id = $3`,
      [channel, direction, channelMessageId],
      'threads.known',
    );
    if (!row) return null;
    return { conversation: await this.get(tx, row.conversationId), messageId: row.id };
  }

  /** The conversation to which a message belongs now; null when none is open or was lately. */
  async current(tx: Tx, place: ThreadPlace): Promise<Conversation | null> {
    const [found] = await tx.rows<{ id: string }>(
      `SELECT id FROM conversations WHERE subject_id = $1 AND channel = $2
          AND CASE WHEN $4::uuid IS NULL OR whatsapp_contact_id IS NULL THEN contact_id IS NOT DISTINCT FROM $3
                   ELSE whatsapp_contact_id = $4 END
        ORDER BY (state <> 'closed') DESC, opened_at DESC, id DESC LIMIT 1`,
      [place.leadId, place.channel, place.contactId, place.whatsappContactId ?? null],
      'threads.find',
    );
    if (!found) return null;
    const conversation = await this.get(tx, found.id);
    return reopens(conversation.closedAt, place.occurredAt) ? conversation : null;
  }

  private async wake(tx: Tx, { id, state, version }: Conversation): Promise<void> {
    if (stateHearing(state) === state) return;
    await tx.manager.update(
      Conversation,
      { id },
      { ...stateColumns('open'), version: version + 1 },
    );
  }

  /** A conversation begins with an answer; what we had written before is drawn into it. */
  private async open(tx: Tx, message: HeardMessage): Promise<Conversation> {
    const conversation = await this.insert(tx, message);
    for (const said of await this.earlier.to(tx, message)) await this.say(tx, conversation, said);
    return conversation;
  }

  private async insert(tx: Tx, message: NewThread): Promise<Conversation> {
    const { leadId, contactId, channel, occurredAt, simulated, cause } = message;
    const id = this.ids.uuid();
    await tx.rows(
      `INSERT INTO conversations (id, subject_id, simulated, contact_id, channel, whatsapp_contact_id, sender, language,
                                  opened_at, last_message_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)`,
      [
        ...[id, leadId, simulated, contactId, channel, message.whatsappContactId ?? null],
        ...[message.sender, message.language, occurredAt],
      ],
      'threads.open',
    );
    const facts = { conversationId: id, leadId, contactId, channel };
    await this.events.record(tx, ConversationOpened, id, facts, {
      simulated,
      ...(cause && { cause }),
    });
    return this.get(tx, id);
  }
}
