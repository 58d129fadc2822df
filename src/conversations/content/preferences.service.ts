import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import type { ConsentChanged, MessagePreferenceChanged } from '../../events/catalogue';
import type { RecordedEvent } from '../../events/recorded-event';
import { LeadsService } from '../../leads';
import { WhatsAppQueries, WhatsAppService } from '../../whatsapp';
import { Grants } from './grants.service';
import { RecipientsQueries } from './recipients.queries';

/** Keeps what a contact said to WhatsApp and what they said to us of one mind. */
@Injectable()
export class Preferences {
  constructor(
    private readonly leads: LeadsService,
    private readonly grants: Grants,
    private readonly recipients: RecipientsQueries,
    private readonly channel: WhatsAppQueries,
    private readonly whatsapp: WhatsAppService,
  ) {}

  /** Whoever stops advertising takes the opt-in back. To let it come again is no opt-in: that needs a word of its own. */
  async followAll(
    tx: Tx,
    events: readonly RecordedEvent<typeof MessagePreferenceChanged>[],
  ): Promise<void> {
    // The locks of all come before any row.
    for (const { data } of events)
      if (data.marketing === 'stopped' && data.leadId !== null)
        await this.leads.holdMessages(tx, data.leadId);
    for (const { data } of events) {
      const { leadId, contactId, marketing, occurredAt, whatsappContactId } = data;
      if (marketing !== 'stopped' || leadId === null || contactId === null) continue;
      const standing = (await this.recipients.of(tx, [leadId])).get(contactId);
      if (!standing) continue;
      await this.grants.takeBack(tx, { contactId }, 'opted_out');
      if (standing.consentId === null) continue;
      await this.leads.recordConsents(tx, [
        {
          ...{ leadId, contactId, channel: 'whatsapp', purpose: 'advertising' },
          ...{ state: 'revoked', basis: null, source: 'WhatsApp', recordedBy: null },
          proof: { whatsappContactId },
          givenAt: new Date(occurredAt),
        },
      ]);
    }
  }

  async openAll(tx: Tx, events: readonly RecordedEvent<typeof ConsentChanged>[]): Promise<void> {
    const given = events.filter(
      ({ data }) => data.channel === 'whatsapp' && data.state === 'given',
    );
    if (given.length === 0) return;
    const recipients = await this.recipients.of(
      tx,
      given.map(({ data }) => data.leadId),
    );
    const phones = given.flatMap(({ data }) => recipients.get(data.contactId)?.phone ?? []);
    for (const { whatsappContactId, optedOutAt } of (await this.channel.reach(tx, phones)).values())
      if (whatsappContactId !== null && optedOutAt !== null)
        await this.whatsapp.optOut(tx, whatsappContactId, null);
  }
}
