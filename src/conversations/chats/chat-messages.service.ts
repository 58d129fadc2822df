import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';
import { Loops } from '../../core/loops';
import type { ButtonClicked, MessageReceived, MessageSent } from '../../events/catalogue';
import type { RecordedEvent } from '../../events/recorded-event';
import { type InboundMessage, WhatsAppQueries } from '../../whatsapp';
import { ANSWER_LOOP } from '../responder/answering.service';
import { saidByWhatsApp } from '../threads/earlier-messages.queries';
import { Desk } from '../threads/desk.service';
import { Threads } from '../threads/threads.service';
import { waitsForPerson } from '../threads/waiting.rules';
import { judged } from '../classification/judgement.rules';
import { ChatAnswers, type HeardChat } from './chat-answers.service';
import {
  heardOf,
  isFromMachine,
  asksToBeSeen,
  readingOf,
  type TextReading,
  wantsAnswer,
} from './chat.rules';
import { Senders } from './senders.service';

type Received = RecordedEvent<typeof MessageReceived>;
type Sent = RecordedEvent<typeof MessageSent>;

/** What goes to and fro by WhatsApp, put into its thread, in the order in which it happened. */
@Injectable()
export class ChatMessages {
  constructor(
    private readonly clock: Clock,
    private readonly loops: Loops,
    private readonly whatsapp: WhatsAppQueries,
    private readonly threads: Threads,
    private readonly desk: Desk,
    private readonly senders: Senders,
    private readonly answers: ChatAnswers,
  ) {}

  async hearAll(tx: Tx, events: readonly Received[]): Promise<void> {
    const messages = await this.whatsapp.inbound(
      tx,
      events.map(({ data }) => data.messageId),
    );
    let isAnswerDue = false;
    for (const event of events) {
      const message = messages.get(event.data.messageId);
      if (message) isAnswerDue = (await this.hear(tx, event, message)) || isAnswerDue;
    }
    if (isAnswerDue) tx.afterCommit(() => this.loops.wake(ANSWER_LOOP));
  }

  /** What we sent belongs to the thread that is open; what nobody has answered yet waits until somebody does. */
  async sayAll(tx: Tx, events: readonly Sent[]): Promise<void> {
    const messages = await this.whatsapp.outbound(
      tx,
      events.map(({ data }) => data.messageId),
    );
    for (const { data } of events) {
      const message = messages.get(data.messageId);
      const { leadId, contactId } = message ?? data;
      if (!message || leadId === null) continue;
      const said = saidByWhatsApp(message);
      const conversation = await this.threads.current(tx, {
        ...{ leadId, contactId, channel: 'whatsapp', occurredAt: said.occurredAt },
        whatsappContactId: message.whatsappContactId,
      });
      if (conversation) await this.threads.say(tx, conversation, said);
    }
  }

  /** "Call me" on a button wants a person. */
  async callAll(tx: Tx, events: readonly RecordedEvent<typeof ButtonClicked>[]): Promise<void> {
    for (const event of events) {
      if (event.data.button !== 'interested') continue;
      const conversationId = await this.threads.ofInbound(tx, 'whatsapp', event.data.messageId);
      const conversation = conversationId && (await this.desk.lock(tx, conversationId));
      if (conversation) await this.desk.escalate(tx, conversation, 'call_wanted', event);
    }
  }

  /** @returns whether it waits for an automatic answer */
  private async hear(tx: Tx, event: Received, message: InboundMessage): Promise<boolean> {
    const whose = await this.senders.whose(tx, event, message);
    if (!whose) return false;
    const reading = await this.reading(tx, message);
    const answered = wantsAnswer(message, reading, this.clock.now());
    const { conversation, fresh } = await this.threads.hear(tx, {
      ...heardOf(message, reading),
      ...{ ...whose, answered, cause: event },
    });
    if (!fresh || isFromMachine(message)) return false;
    await this.answers.take(tx, { event, message, whose, reading, conversation });
    await this.leave(tx, { event, message, whose, reading, conversation }, answered);
    return answered;
  }

  /**
   * What no program can settle waits for a person from the moment it was heard, so that a conversion closes nothing over
   * it: wishes and questions, words that came late, pictures, a form. A tap has its own consequences.
   */
  private async leave(
    tx: Tx,
    { event, message, reading, conversation }: HeardChat,
    answered: boolean,
  ): Promise<void> {
    const { text, occurredAt: at } = message;
    const said = reading && {
      ...{ text: text ?? '', intent: reading.intent, judgement: judged(reading.answer), at },
    };
    if (said && !answered) await this.desk.hear(tx, conversation, said, event);
    else if (said ? waitsForPerson(said, true) : asksToBeSeen(message))
      await this.desk.owe(tx, conversation, at);
  }

  /** What typed words say; a bare yes is as good as the question that it answers. */
  private async reading(tx: Tx, message: InboundMessage): Promise<TextReading | null> {
    const alone = readingOf(message, null);
    if (!alone?.isBareYes) return alone;
    return readingOf(message, await this.answers.questionBefore(tx, message));
  }
}
