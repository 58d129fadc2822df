import { Injectable } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter } from 'prom-client';
import { Clock } from '../../core/clock';
import { Database, systemDbScope, type Tx } from '../../core/database';
import { Log } from '../../core/log';
import { Settings } from '../../identity';
import { WhatsAppService } from '../../whatsapp';
import { classify } from '../classification/classify.rules';
import { judged } from '../classification/judgement.rules';
import { Grants } from '../content/grants.service';
import { AutomaticAnswers } from '../inbox/settings.rules';
import { Conversation, type WaitingReason } from '../threads/conversation.entity';
import { Desk } from '../threads/desk.service';
import { isWindowOpen } from '../threads/states.rules';
import { replyWithin } from './budget.rules';
import { Memory } from './memory.queries';
import { Responder, type Turn } from './responder.provider';
import { UNDERSTOOD_FROM } from '../intents/intents.rules';

export const ANSWER_LOOP = 'conversations.answer';

/** A language model has so long; then a person goes on. */
const BUDGET_MS = 5_000;
const LEASE_SECONDS = 60;
const BATCH = 20;
const MINUTE_MS = 60_000;
/** The sixth automatic answer in ten minutes is a person's: two machines may have found each other. */
const MOST_ANSWERS = 5;
const IN_MINUTES = 10;

const CLAIM = `
  UPDATE conversation_messages m SET answer_lease_until = now() + make_interval(secs => ${String(LEASE_SECONDS)})
   WHERE m.id IN (
     SELECT id FROM conversation_messages WHERE answer_state = 'due' AND answer_due_at <= $1
        AND (answer_lease_until IS NULL OR answer_lease_until < now())
      ORDER BY answer_due_at, id LIMIT ${String(BATCH)} FOR UPDATE SKIP LOCKED)
  RETURNING m.id, m.conversation_id AS "conversationId", m.channel_message_id AS "channelMessageId",
            m.occurred_at AS "occurredAt"`;

interface Due {
  readonly id: string;
  readonly conversationId: string;
  readonly channelMessageId: string;
  readonly occurredAt: Date;
}

interface Outcome {
  readonly state: 'answered' | 'silent' | 'handed_off';
  readonly reason: string | null;
}

/** Answers chats until a person takes over: at most once a message, and never into a closed window. */
@Injectable()
export class Answering {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly settings: Settings,
    private readonly memory: Memory,
    private readonly responder: Responder,
    private readonly desk: Desk,
    private readonly whatsapp: WhatsAppService,
    private readonly grants: Grants,
    @InjectMetric('crm_conversation_answers_total') private readonly answers: Counter,
  ) {}

  /** One step of the loop. @returns whether there may be more */
  async step(): Promise<boolean> {
    const due = await this.db.transaction(systemDbScope(ANSWER_LOOP), (tx) =>
      tx.rows<Due>(CLAIM, [this.clock.now()], 'answering.claim'),
    );
    for (const message of due.toSorted((a, b) => a.occurredAt.getTime() - b.occurredAt.getTime()))
      await this.answer(message);
    return due.length > 0;
  }

  private async answer(due: Due): Promise<void> {
    const turn = await this.db.transaction(systemDbScope(ANSWER_LOOP), async (tx) => {
      const conversation = await this.desk.lock(tx, due.conversationId);
      if (!conversation) return null;
      const silence = await this.silence(tx, conversation, due);
      if (silence === 'settled') return null;
      const found = await this.memory.turnOf(tx, conversation, due.channelMessageId);
      if (silence === null && found) return found;
      if (found) await this.desk.hear(tx, conversation, saidIn(found, due));
      await this.settle(tx, due, { state: 'silent', reason: silence ?? 'gone' });
      return null;
    });
    if (!turn) return;
    // Outside of any transaction, since a model may take its time.
    const found = await replyWithin(
      (asked, signal) => this.responder.answer(asked, signal),
      turn,
      BUDGET_MS,
    );
    if (found.failure)
      this.log.warn('conversations.responder.failed', {
        failure: found.failure,
        conversation: due.conversationId,
      });
    await this.db.transaction(systemDbScope(ANSWER_LOOP), (tx) =>
      this.give(tx, due, turn, found.reply.text, found.reply.handOff),
    );
  }

  /** The row of the conversation decides between us and a person who takes it in the meantime. */
  private async give(
    tx: Tx,
    due: Due,
    turn: Turn,
    text: string | null,
    handOff: WaitingReason | null,
  ): Promise<void> {
    const conversation = await this.desk.lock(tx, due.conversationId);
    const silence = conversation ? await this.silence(tx, conversation, due) : 'gone';
    if (!conversation || silence)
      return this.settle(tx, due, { state: 'silent', reason: silence ?? 'gone' });
    const many = (await this.answersLately(tx, conversation)) >= MOST_ANSWERS;
    if (many) {
      await this.desk.escalate(tx, conversation, 'too_many_answers');
      return this.settle(tx, due, { state: 'handed_off', reason: 'too_many_answers' });
    }
    const isBrought = await this.brings(tx, conversation, due, turn);
    if (text !== null && !isBrought) await this.send(tx, conversation, due, text);
    const doubts = isUnderstood(turn) ? 0 : conversation.doubts + 1;
    await tx.manager.update(Conversation, { id: conversation.id }, { doubts });
    if (handOff !== null) await this.desk.escalate(tx, conversation, handOff);
    // Whoever got what they asked for waits for it no more.
    else if (isBrought && (conversation.waitingSince ?? 0) >= due.occurredAt)
      await this.desk.settle(tx, conversation, due.occurredAt);
    const state = handOff === null ? 'answered' : 'handed_off';
    await this.settle(tx, due, { state, reason: handOff });
  }

  /** Whoever asks in words for what is kept for them gets it, and that is the answer. */
  private async brings(
    tx: Tx,
    { subjectId: leadId, contactId, whatsappContactId }: Conversation,
    { channelMessageId: messageId, occurredAt: askedAt }: Due,
    { reading }: Turn,
  ): Promise<boolean> {
    if (reading.intent !== 'content' || whatsappContactId === null) return false;
    const { kind } = await this.grants.unlock(tx, {
      ...{ leadId, contactId, whatsappContactId, which: 'all', via: 'text', messageId, askedAt },
    });
    return kind === 'unlocked' || kind === 'repeated';
  }

  private async send(tx: Tx, conversation: Conversation, due: Due, body: string): Promise<void> {
    const { id, subjectId, contactId, whatsappContactId, cswExpiresAt, simulated } = conversation;
    if (whatsappContactId === null) throw new Error('A chat has nobody whom to answer.');
    await this.whatsapp.enqueueAll(tx, [
      {
        ...{ idempotencyKey: `answer:${due.id}`, purpose: 'service', to: { whatsappContactId } },
        ...{ subjectId, contactId, content: { kind: 'text', body }, author: 'bot' },
        ...{ senderUserId: null, about: { kind: 'conversation', id }, consentId: null },
        ...{ dueAt: this.clock.now(), notAfter: cswExpiresAt ?? this.clock.now(), simulated },
      },
    ]);
  }

  /** Why nothing is said by itself; null when something may be. What must be answered by a person must be all the same. */
  private async silence(tx: Tx, conversation: Conversation, due: Due): Promise<string | null> {
    const [row] = await tx.rows<{ state: string }>(
      'SELECT answer_state AS state FROM conversation_messages WHERE id = $1',
      [due.id],
      'answering.state',
    );
    if (row?.state !== 'due') return 'settled';
    if (conversation.assigneeId !== null) return 'assigned';
    if (conversation.state === 'pending_agent') return 'waiting';
    if (!isWindowOpen(conversation.cswExpiresAt, this.clock.now())) return 'window_closed';
    const isOn = (await this.settings.getFresh(tx, AutomaticAnswers)) === 'on';
    return isOn ? null : 'switched_off';
  }

  /** Counted by what was decided, since what is still queued is an answer too. */
  private async answersLately(tx: Tx, { id }: Conversation): Promise<number> {
    const since = new Date(this.clock.now().getTime() - IN_MINUTES * MINUTE_MS);
    const [row] = await tx.rows<{ n: number }>(
      `SELECT count(*)::int AS n FROM conversation_messages
        WHERE conversation_id = $1 AND answer_state IN ('answered', 'handed_off') AND answer_due_at > $2`,
      [id, since],
      'answering.lately',
    );
    return row?.n ?? 0;
  }

  private async settle(tx: Tx, { id }: Due, { state, reason }: Outcome): Promise<void> {
    const settled = await tx.rows(
      `UPDATE conversation_messages SET answer_state = $2, answer_reason = $3, answer_lease_until = NULL
        WHERE id = $1 AND answer_state = 'due' RETURNING id`,
      [id, state, reason],
      'answering.settle',
    );
    if (settled.length === 0) return;
    tx.afterCommit(() => {
      this.answers.inc({ outcome: state });
    });
  }
}

function isUnderstood({ reading }: Turn): boolean {
  return reading.intent !== 'unknown' && reading.confidence >= UNDERSTOOD_FROM;
}

/** Where nothing is said by itself, a person has to know. */
function saidIn({ text, reading: intent }: Turn, { occurredAt: at }: Due) {
  return { text, intent, judgement: judged(classify(text)), at };
}
