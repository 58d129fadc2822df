import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';
import type { FollowUpProcessed } from '../../events/catalogue';
import type { RecordedEvent } from '../../events/recorded-event';
import { Settings } from '../../identity';
import { WhatsAppQueries } from '../../whatsapp';
import { GrantDays } from './content-settings.rules';
import { type GrantWish, Grants } from './grants.service';
import { RecipientsQueries } from './recipients.queries';

const DAY_MS = 86_400_000;

/** Keeps what the button of a follow-up promises, under the id of the follow-up. */
@Injectable()
export class FollowUpGrants {
  constructor(
    private readonly clock: Clock,
    private readonly settings: Settings,
    private readonly channel: WhatsAppQueries,
    private readonly recipients: RecipientsQueries,
    private readonly grants: Grants,
  ) {}

  async keepAll(tx: Tx, events: readonly RecordedEvent<typeof FollowUpProcessed>[]): Promise<void> {
    const promised = events.filter(
      ({ data }) =>
        data.outcome === 'queued' && data.channel === 'whatsapp' && Boolean(data.packageKey),
    );
    if (promised.length === 0) return;
    const messages = await this.channel.outbound(
      tx,
      promised.flatMap(({ data }) => data.messageId ?? []),
    );
    const recipients = await this.recipients.of(
      tx,
      promised.map(({ data }) => data.leadId),
    );
    const days = await this.settings.get(GrantDays);
    const expiresAt = new Date(this.clock.now().getTime() + days * DAY_MS);
    const wishes = promised.flatMap(({ data, simulated }): GrantWish[] => {
      const { followUpId: id, leadId, packageKey, messageId } = data;
      const contactId = messages.get(messageId ?? '')?.contactId;
      const zone = recipients.get(contactId ?? '')?.zone;
      if (!packageKey || !contactId || zone === undefined) return [];
      const origin = 'follow-up';
      return [
        {
          ...{ id, leadId, contactId, packageKey, origin, zone, expiresAt },
          campaignId: null,
          simulated,
        },
      ];
    });
    // Two of one lead and package in one batch take each other's place in their order.
    for (const wish of wishes) await this.grants.make(tx, [wish]);
  }
}
