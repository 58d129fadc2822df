import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';
import type { ButtonClicked } from '../../events/catalogue';
import type { RecordedEvent } from '../../events/recorded-event';
import { type MessageContent, WhatsAppQueries, WhatsAppService } from '../../whatsapp';
import { word } from '../content/content-words.rules';
import type { Language } from '../content/items.rules';

type Clicked = RecordedEvent<typeof ButtonClicked>;

/** What we say to a tap: at most one message each, and only while the window is open. */
@Injectable()
export class TapAnswers {
  constructor(
    private readonly clock: Clock,
    private readonly channel: WhatsAppQueries,
    private readonly whatsapp: WhatsAppService,
  ) {}

  /** What else there is to tap, for a button that we do not know. */
  menu(tx: Tx, event: Clicked, language: Language): Promise<void> {
    return this.say(tx, event, {
      kind: 'buttons',
      body: word('menu', language),
      buttons: [
        { id: 'v1:unlock:all', title: word('unlock', language) },
        { id: 'v1:callback', title: word('call', language) },
        { id: 'v1:optout', title: word('leave', language) },
      ],
    });
  }

  /** Nothing for a tap that came too late to be answered freely. */
  async say(tx: Tx, event: Clicked, content: MessageContent): Promise<void> {
    const { whatsappContactId, leadId, contactId, messageId } = event.data;
    if (leadId === null) return;
    const until = (await this.channel.windows(tx, [whatsappContactId])).get(whatsappContactId);
    const now = this.clock.now();
    if (!until || until <= now) return;
    await this.whatsapp.enqueueAll(tx, [
      {
        idempotencyKey: `tap:${messageId}`,
        purpose: 'service',
        to: { whatsappContactId },
        ...{ subjectId: leadId, contactId, content, author: 'bot', senderUserId: null },
        about: { kind: 'message', id: messageId },
        ...{ dueAt: now, notAfter: until, consentId: null },
        simulated: event.simulated,
        cause: event,
      },
    ]);
  }
}
