import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import { UsersQueries } from '../../identity';
import { LeadsQueries } from '../../leads';
import { WhatsAppQueries } from '../../whatsapp';
import type { Language } from '../classification/pattern.rules';
import { classify } from '../classification/classify.rules';
import { intentOf } from '../intents/intents.rules';
import type { Conversation } from '../threads/conversation.entity';
import type { Said, Turn } from './responder.provider';

/** So many turns are remembered; what was said before is not read again. */
const TURNS = 10;

interface Row {
  readonly id: string;
  readonly direction: 'inbound' | 'outbound';
  readonly author: Said['author'];
  readonly occurredAt: Date;
}

/** What an answer rests on: the last turns of one conversation and the facts of its one contact. */
@Injectable()
export class Memory {
  constructor(
    private readonly users: UsersQueries,
    private readonly leads: LeadsQueries,
    private readonly whatsapp: WhatsAppQueries,
  ) {}

  /** @returns null when the message or its lead is gone */
  async turnOf(tx: Tx, conversation: Conversation, channelMessageId: string): Promise<Turn | null> {
    const lead = (await this.leads.forFollowUps(tx, [conversation.subjectId])).get(
      conversation.subjectId,
    );
    const message = (await this.whatsapp.inbound(tx, [channelMessageId])).get(channelMessageId);
    if (!lead || !message?.text) return null;
    const contact = lead.contacts.find(({ id }) => id === conversation.contactId);
    const names = await this.users.names(tx, [lead.ownerId]);
    const reading = intentOf(message.text, classify(message.text));
    return {
      text: message.text,
      language:
        languageIn(contact?.locale) ??
        reading.language ??
        conversation.language ??
        (await this.marketLanguage(tx, conversation.territory)),
      ...{ reading, doubts: conversation.doubts },
      memory: await this.saidIn(tx, conversation.id),
      facts: {
        contactName:
          [contact?.firstName, contact?.lastName].filter(Boolean).join(' ') || conversation.sender,
        ...{ company: lead.company, city: lead.city, businessType: lead.businessType },
        ownerName: lead.ownerId === null ? null : (names.get(lead.ownerId) ?? null),
      },
    };
  }

  private async saidIn(tx: Tx, conversationId: string): Promise<Said[]> {
    const rows = await tx.rows<Row>(
      `SELECT channel_message_id AS id, direction, author, occurred_at AS "occurredAt" FROM conversation_messages
        WHERE conversation_id = $1 ORDER BY occurred_at DESC, id DESC LIMIT ${String(TURNS)}`,
      [conversationId],
      'memory.turns',
    );
    const idsOf = (direction: Row['direction']) =>
      rows.filter((row) => row.direction === direction).map(({ id }) => id);
    const [theirs, ours] = [
      await this.whatsapp.inbound(tx, idsOf('inbound')),
      await this.whatsapp.outbound(tx, idsOf('outbound')),
    ];
    return rows.toReversed().map(({ id, author, occurredAt }) => ({
      ...{ author, occurredAt },
      text: theirs.get(id)?.text ?? ours.get(id)?.text ?? '',
    }));
  }

  private async marketLanguage(tx: Tx, territory: string): Promise<Language> {
    return languageIn((await this.users.markets(tx)).get(territory)?.locale) ?? 'de';
  }
}

function languageIn(locale: string | null | undefined): Language | null {
  if (locale?.startsWith('de')) return 'de';
  return locale?.startsWith('en') ? 'en' : null;
}
