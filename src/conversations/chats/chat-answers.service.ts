import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import type { MessageReceived } from '../../events/catalogue';
import type { RecordedEvent } from '../../events/recorded-event';
import { UsersQueries } from '../../identity';
import { LeadsService } from '../../leads';
import { type InboundMessage, WhatsAppQueries } from '../../whatsapp';
import { ACTS_FROM } from '../classification/classify.rules';
import { judged } from '../classification/judgement.rules';
import { pauseOf } from '../responses/pause.rules';
import { Responses } from '../responses/responses.service';
import type { Conversation } from '../threads/conversation.entity';
import { isTap, type TextReading } from './chat.rules';
import type { Whose } from './senders.service';

/** A message that stands in its thread. */
export interface HeardChat {
  readonly event: RecordedEvent<typeof MessageReceived>;
  readonly message: InboundMessage;
  readonly whose: Whose;
  /** Null for what was not typed. */
  readonly reading: TextReading | null;
  readonly conversation: Conversation;
}

const HOUR_MS = 3_600_000;
/** A yes that quotes nothing answers what we asked within so many hours. */
const ANSWERS_WITHIN_HOURS = 72;

/** What typed words mean for the lead. Taps are read where the button is known. */
@Injectable()
export class ChatAnswers {
  constructor(
    private readonly users: UsersQueries,
    private readonly leads: LeadsService,
    private readonly whatsapp: WhatsAppQueries,
    private readonly responses: Responses,
  ) {}

  async take(tx: Tx, { event, message, whose, reading, conversation }: HeardChat): Promise<void> {
    if (reading) {
      const { leadId, contactId } = whose;
      const { about, occurredAt: receivedAt } = message;
      const isAway = reading.answer.class === 'AUTO_REPLY';
      await this.responses.take(tx, {
        ...{ leadId, contactId, conversationId: conversation.id, channel: 'whatsapp' },
        source: { kind: 'message', id: message.id },
        ...{ about, receivedAt, cause: event, judgement: judged(reading.answer) },
        pauseUntilOn: isAway ? await this.awayUntil(tx, conversation, receivedAt) : null,
      });
      await this.noteConsent(tx, message, whose, reading);
      if (isAway) return;
    }
    if (isTap(message)) return;
    await this.leads.logActivity(tx, {
      ...{ leadId: whose.leadId, kind: 'ANSWER', occurredAt: message.occurredAt },
      origin: `message:${message.id}`,
    });
  }

  /** What we had written: the message that was quoted, else the last one. */
  async questionBefore(tx: Tx, message: InboundMessage): Promise<string | null> {
    const { repliesTo, whatsappContactId, occurredAt } = message;
    if (repliesTo !== null)
      return (await this.whatsapp.outbound(tx, [repliesTo])).get(repliesTo)?.text ?? null;
    const since = new Date(occurredAt.getTime() - ANSWERS_WITHIN_HOURS * HOUR_MS);
    const recent = await this.whatsapp.recentTo(tx, whatsappContactId, since);
    return recent.findLast(({ queuedAt }) => queuedAt < occurredAt)?.text ?? null;
  }

  /** Whoever asks in so many words to hear from us has said so; a yes to a question never means that. */
  private async noteConsent(
    tx: Tx,
    message: InboundMessage,
    { leadId, contactId }: Whose,
    { intent, answer }: TextReading,
  ): Promise<void> {
    const isAsked = intent.intent === 'opt_in' && intent.confidence >= ACTS_FROM;
    if (!isAsked || contactId === null || answer.class === 'UNSUBSCRIBE') return;
    await this.leads.recordConsents(tx, [
      {
        ...{ leadId, contactId, channel: 'whatsapp', purpose: 'advertising', state: 'given' },
        ...{ basis: 'OPT_IN', source: 'whatsapp', proof: { note: `message ${message.id}` } },
        ...{ givenAt: message.occurredAt, recordedBy: null },
      },
    ]);
  }

  private async awayUntil(
    tx: Tx,
    { territory }: Conversation,
    receivedAt: Date,
  ): Promise<string | null> {
    const zone = (await this.users.markets(tx)).get(territory)?.timeZone ?? 'utc';
    return pauseOf(receivedAt, zone);
  }
}
