import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import type { ButtonClicked } from '../../events/catalogue';
import type { RecordedEvent } from '../../events/recorded-event';
import { LeadsService } from '../../leads';
import { type InboundMessage, WhatsAppQueries, WhatsAppService } from '../../whatsapp';
import { heardOf } from '../chats/chat.rules';
import { sayDay, sayHour, word } from '../content/content-words.rules';
import { Grants, type Unlocking } from '../content/grants.service';
import { RecipientsQueries } from '../content/recipients.queries';
import type { Recipient } from '../content/recipients.rules';
import { Retellings } from '../content/retellings.service';
import { Responses } from '../responses/responses.service';
import type { Conversation } from '../threads/conversation.entity';
import { Threads } from '../threads/threads.service';
import { TapAnswers } from './tap-answers.service';
import { aboutOf, pauseAfter, readingOfTap, whichOf } from './taps.rules';

type Clicked = RecordedEvent<typeof ButtonClicked>;

/** A tap of somebody at a lead that we know. */
interface Tap {
  readonly event: Clicked;
  readonly leadId: string;
  readonly recipient: Recipient | null;
  readonly receivedAt: Date;
  readonly conversation: Conversation;
}

/** What a tap does, and what it means for the lead. */
@Injectable()
export class Taps {
  constructor(
    private readonly channel: WhatsAppQueries,
    private readonly recipients: RecipientsQueries,
    private readonly grants: Grants,
    private readonly retellings: Retellings,
    private readonly threads: Threads,
    private readonly responses: Responses,
    private readonly answers: TapAnswers,
    private readonly leads: LeadsService,
    private readonly whatsapp: WhatsAppService,
  ) {}

  /** In the order in which they came. Who belongs to no lead has nothing that was kept, and is no answer of a lead. */
  async followAll(tx: Tx, events: readonly Clicked[]): Promise<void> {
    for (const { data } of events)
      if (data.leadId === null && data.button === 'optout')
        await this.whatsapp.optOut(tx, data.whatsappContactId, new Date(data.occurredAt));
    const known = events.filter(({ data }) => data.leadId !== null);
    if (known.length === 0) return;
    const [messages, recipients] = await Promise.all([
      this.channel.inbound(
        tx,
        known.map(({ data }) => data.messageId),
      ),
      this.recipients.of(
        tx,
        known.flatMap(({ data }) => data.leadId ?? []),
      ),
    ]);
    for (const event of known) {
      const { leadId, contactId, messageId } = event.data;
      const message = messages.get(messageId);
      if (leadId === null || !message) continue;
      const recipient = recipients.get(contactId ?? '') ?? null;
      const conversation = await this.threadOf(tx, event, leadId, message);
      const { receivedAt } = message;
      await this.follow(tx, { event, leadId, recipient, receivedAt, conversation });
    }
  }

  /** Whoever comes first puts the tap into its thread: this, or whoever hears all messages. */
  private async threadOf(
    tx: Tx,
    event: Clicked,
    leadId: string,
    message: InboundMessage,
  ): Promise<Conversation> {
    const { contactId } = event.data;
    const heard = { ...heardOf(message, null), leadId, contactId, answered: false, cause: event };
    return (await this.threads.hear(tx, heard)).conversation;
  }

  private async follow(tx: Tx, tap: Tap): Promise<void> {
    const { button } = tap.event.data;
    switch (button) {
      case 'unlock': {
        const unlocking = await this.unlock(tx, tap);
        // A second tap in the same minutes is a click and no second answer.
        if (unlocking.kind !== 'repeated') await this.hear(tx, tap);
        return;
      }
      case 'interested':
        // Said although the talk has just been given to a person: that is what they are told.
        await this.answers.say(tx, tap.event, {
          kind: 'text',
          body: word('interested', languageOf(tap)),
        });
        return this.hear(tx, tap);
      case 'later': {
        const until = pauseAfter(new Date(tap.event.data.occurredAt), zoneOf(tap));
        const on = sayDay(until ?? '', languageOf(tap));
        await this.say(tx, tap, word('later', languageOf(tap), { on }));
        return this.hear(tx, tap, until);
      }
      case 'optout':
        await this.whatsapp.optOut(tx, tap.event.data.whatsappContactId, tap.receivedAt);
        await this.say(tx, tap, word('optout', languageOf(tap)));
        return this.hear(tx, tap);
      case 'menu':
      case 'unknown':
        return this.isPersons(tap) ? undefined : this.answers.menu(tx, tap.event, languageOf(tap));
    }
  }

  private async unlock(tx: Tx, tap: Tap): Promise<Unlocking> {
    const { event, leadId, receivedAt } = tap;
    const { contactId, whatsappContactId, messageId } = event.data;
    const which = whichOf(event.data);
    await this.grants.count(tx, { leadId, contactId, whatsappContactId, which });
    const unlocking = await this.grants.unlock(tx, {
      ...{ leadId, contactId, whatsappContactId, which, messageId },
      ...{ via: 'button', askedAt: receivedAt, cause: event },
    });
    if (unlocking.kind === 'closed') await this.retellings.tell(tx, unlocking.grantIds, event);
    if (unlocking.kind === 'unavailable')
      await this.say(tx, tap, word('unavailable', languageOf(tap)));
    if (unlocking.kind === 'nothing') {
      const at = sayHour(unlocking.nextAt, zoneOf(tap), languageOf(tap));
      await this.say(tx, tap, word('nothing', languageOf(tap), { at }));
    }
    return unlocking;
  }

  /** Writes the tap down as what the lead answered. "Not now" is an answer that asks for another day, not for an end. */
  private async hear(tx: Tx, tap: Tap, pauseUntilOn: string | null = null): Promise<void> {
    const { event, leadId, receivedAt } = tap;
    const reading = readingOfTap(event.data);
    if (!reading) return;
    const { contactId, messageId, occurredAt, button } = event.data;
    const fresh = await this.responses.take(tx, {
      ...{ leadId, contactId, conversationId: tap.conversation.id, channel: 'whatsapp' },
      source: { kind: 'message', id: messageId },
      ...{ about: aboutOf(event.data), receivedAt, pauseUntilOn, cause: event },
      // A tap leaves nothing to read: its confidence says what it is worth, not how sure the reading is.
      judgement: { ...reading, state: 'decided' },
    });
    if (fresh && (button === 'unlock' || button === 'interested'))
      await this.leads.logActivity(tx, {
        ...{ leadId, kind: 'ANSWER', occurredAt: new Date(occurredAt) },
        origin: `message:${messageId}`,
      });
  }

  private async say(tx: Tx, tap: Tap, body: string): Promise<void> {
    if (!this.isPersons(tap)) await this.answers.say(tx, tap.event, { kind: 'text', body });
  }

  /** A person answers there, so nothing is said automatically; what was kept is brought all the same. */
  private isPersons({ conversation }: Tap): boolean {
    return conversation.assigneeId !== null;
  }
}

function languageOf({ recipient }: Tap): 'de' | 'en' {
  return recipient?.language ?? 'de';
}

function zoneOf({ recipient }: Tap): string {
  return recipient?.zone ?? 'Europe/Berlin';
}
