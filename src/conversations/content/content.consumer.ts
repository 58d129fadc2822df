import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import { Consume } from '../../events';
import {
  ButtonClicked,
  ConsentChanged,
  FollowUpProcessed,
  MessagePreferenceChanged,
  MessageSent,
  MessageStatusChanged,
  ResponseClassified,
} from '../../events/catalogue';
import type { RecordedEvent } from '../../events/recorded-event';
import { Taps } from '../taps/taps.service';
import { FollowUpGrants } from './follow-up-grants.service';
import { Grants } from './grants.service';
import { Preferences } from './preferences.service';
import { Receipts } from './receipts.service';

/** Facts from elsewhere that matter to kept content. */
@Injectable()
export class ContentConsumer {
  constructor(
    private readonly taps: Taps,
    private readonly receipts: Receipts,
    private readonly followUps: FollowUpGrants,
    private readonly grants: Grants,
    private readonly preferences: Preferences,
  ) {}

  /** What a tap does, and what it means. */
  @Consume('conversations.taps', [ButtonClicked], { from: 'now' })
  tapped(tx: Tx, events: readonly RecordedEvent<typeof ButtonClicked>[]): Promise<void> {
    return this.taps.followAll(tx, events);
  }

  /** How far announcements and items came. */
  @Consume('conversations.content', [MessageSent, MessageStatusChanged], { from: 'now' })
  moved(
    tx: Tx,
    events: readonly RecordedEvent<typeof MessageSent | typeof MessageStatusChanged>[],
  ): Promise<void> {
    return this.receipts.take(tx, events);
  }

  /** What the buttons of follow-ups promise. */
  @Consume('conversations.follow-up-content', [FollowUpProcessed], { from: 'now' })
  promised(tx: Tx, events: readonly RecordedEvent<typeof FollowUpProcessed>[]): Promise<void> {
    return this.followUps.keepAll(tx, events);
  }

  /** Whoever wants to hear no more gets nothing of what was kept for them. */
  @Consume('conversations.content-withdrawals', [ResponseClassified], { from: 'now' })
  async left(tx: Tx, events: readonly RecordedEvent<typeof ResponseClassified>[]): Promise<void> {
    for (const { data } of events) {
      const { class: found, state, channel, contactId } = data;
      if (found !== 'UNSUBSCRIBE' || state !== 'decided' || channel !== 'whatsapp') continue;
      if (contactId !== null) await this.grants.takeBack(tx, { contactId }, 'opted_out');
    }
  }

  /** What people tell WhatsApp about our messages is a word to us too. */
  @Consume('conversations.preferences', [MessagePreferenceChanged], { from: 'now' })
  preferred(
    tx: Tx,
    events: readonly RecordedEvent<typeof MessagePreferenceChanged>[],
  ): Promise<void> {
    return this.preferences.followAll(tx, events);
  }

  /** Whoever agrees anew may be written to anew. */
  @Consume('conversations.opt-ins', [ConsentChanged], { from: 'now' })
  agreed(tx: Tx, events: readonly RecordedEvent<typeof ConsentChanged>[]): Promise<void> {
    return this.preferences.openAll(tx, events);
  }
}
