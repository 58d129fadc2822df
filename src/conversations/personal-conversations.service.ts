import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Tx } from '../core/database';
import {
  type Holdings,
  type KnownPerson,
  PERSON,
  PersonalData,
  type PersonalPart,
} from '../identity';
import { Conversation } from './threads/conversation.entity';
import { Desk } from './threads/desk.service';

const THREADS = `SELECT c.id FROM ${PERSON} JOIN conversations c ON c.contact_id = p.contact ORDER BY c.id`;

const ANSWERS = `
  SELECT r.id FROM ${PERSON} JOIN conversation_responses r
      ON r.contact_id = p.contact OR r.conversation_id = ANY ($2::uuid[])`;

/** The rules that decided stay; the words that they found go. */
const WORDLESS = `(SELECT coalesce(jsonb_agg(e || '{"words": ""}'), '[]') FROM jsonb_array_elements(evidence) AS e)`;

const FORGET_ANSWERS: Readonly<Record<string, string>> = {
  conversation_responses: `
    UPDATE conversation_responses SET evidence = ${WORDLESS} WHERE id = ANY ($1::uuid[]) RETURNING id`,
  response_decisions: `
    UPDATE response_decisions SET evidence = ${WORDLESS} WHERE response_id = ANY ($1::uuid[]) RETURNING response_id`,
};

/** What a person and we said to each other; the texts themselves are with the channels. */
@Injectable()
export class PersonalConversations implements PersonalPart, OnModuleInit {
  readonly module = 'conversations';
  readonly holds = {
    conversations: ['sender'],
    conversation_messages: ['search'],
    conversation_responses: ['evidence'],
    response_decisions: ['evidence'],
  };

  constructor(
    private readonly personalData: PersonalData,
    private readonly desk: Desk,
  ) {}

  onModuleInit(): void {
    this.personalData.register(this);
  }

  async export(tx: Tx, person: KnownPerson): Promise<Holdings> {
    const threads = await this.threads(tx, person);
    return {
      conversations: await tx.rows(
        `SELECT id, channel, sender, state, opened_at AS "openedAt", last_message_at AS "lastMessageAt"
           FROM conversations WHERE id = ANY ($1::uuid[]) ORDER BY id`,
        [threads],
      ),
      conversation_responses: await tx.rows(
        `SELECT id, class, confidence, evidence, received_at AS "receivedAt" FROM conversation_responses
          WHERE id = ANY ($1::uuid[]) ORDER BY id`,
        [await this.answers(tx, person, threads)],
      ),
    };
  }

  async stop(tx: Tx, person: KnownPerson): Promise<void> {
    for (const id of await this.threads(tx, person)) {
      const lock = { mode: 'for_no_key_update' } as const;
      const conversation = await tx.manager.findOne(Conversation, { where: { id }, lock });
      if (conversation) await this.desk.close(tx, conversation, 'opted_out');
    }
  }

  async erase(tx: Tx, person: KnownPerson): Promise<Record<string, number>> {
    const threads = await this.threads(tx, person);
    const answers = await this.answers(tx, person, threads);
    const rows: Record<string, number> = {};
    for (const [table, sql] of Object.entries(FORGET_ANSWERS))
      rows[table] = (await tx.rows(sql, [answers])).length;
    const messages = await tx.rows(
      `UPDATE conversation_messages SET search = '',
              -- What was not answered yet is not answered any more.
              answer_state = CASE WHEN answer_state = 'due' THEN 'silent' ELSE answer_state END
        WHERE conversation_id = ANY ($1::uuid[]) RETURNING id`,
      [threads],
    );
    const changed = await tx.rows(
      'UPDATE conversations SET sender = NULL WHERE id = ANY ($1::uuid[]) RETURNING id',
      [threads],
    );
    return { ...rows, conversation_messages: messages.length, conversations: changed.length };
  }

  private async threads(tx: Tx, person: KnownPerson): Promise<string[]> {
    return (await tx.rows<{ id: string }>(THREADS, [this.personalData.row(person)])).map(
      ({ id }) => id,
    );
  }

  private async answers(tx: Tx, person: KnownPerson, threads: string[]): Promise<string[]> {
    const rows = await tx.rows<{ id: string }>(ANSWERS, [this.personalData.row(person), threads]);
    return rows.map(({ id }) => id);
  }
}
