import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Tx } from '../../core/database';
import type { MessageReceived } from '../../events/catalogue';
import type { RecordedEvent } from '../../events/recorded-event';
import { Settings } from '../../identity';
import { LeadsQueries, LeadsService } from '../../leads';
import { type InboundMessage, WhatsAppService } from '../../whatsapp';
import { classify } from '../classification/classify.rules';
import { UnknownSenders } from '../inbox/settings.rules';

/** Whose a message is. */
export interface Whose {
  readonly leadId: string;
  readonly contactId: string | null;
}

/** Kinds by which nobody asks for anything. */
const SILENT = ['reaction', 'system', 'unsupported'];

/** Finds whose a chat is: a contact by the number, or a new lead for somebody whom nobody knows. */
@Injectable()
export class Senders implements OnModuleInit {
  constructor(
    private readonly settings: Settings,
    private readonly queries: LeadsQueries,
    private readonly leads: LeadsService,
    private readonly whatsapp: WhatsAppService,
  ) {}

  onModuleInit(): void {
    this.whatsapp.registerOwners((tx, phones) => this.queries.byPhone(tx, phones));
  }

  /** @returns null when it stays with the channel */
  async whose(
    tx: Tx,
    event: RecordedEvent<typeof MessageReceived>,
    message: InboundMessage,
  ): Promise<Whose | null> {
    const { leadId, contactId, whatsappContactId, phone } = message;
    if (leadId !== null) return { leadId, contactId };
    const known = phone === null ? null : (await this.queries.byPhone(tx, [phone])).get(phone);
    const whose = known ?? (await this.stranger(tx, event, message));
    if (whose)
      await this.whatsapp.link(tx, whatsappContactId, {
        subjectId: whose.leadId,
        contactId: whose.contactId,
      });
    return whose;
  }

  private async stranger(
    tx: Tx,
    cause: RecordedEvent<typeof MessageReceived>,
    message: InboundMessage,
  ): Promise<Whose | null> {
    if (SILENT.includes(message.kind)) return null;
    const reading = classify(message.text ?? '');
    if (reading.class === 'UNSUBSCRIBE') {
      await this.whatsapp.optOut(tx, message.whatsappContactId, message.occurredAt);
      return null;
    }
    if ((await this.settings.getFresh(tx, UnknownSenders)) !== 'lead') return null;
    const { phone, profileName, referral, simulated } = message;
    return this.leads.registerInquiry(tx, {
      ...{ phone, name: profileName, simulated, cause },
      campaign: referral ? (referral.headline ?? referral.sourceId) : null,
      locale: reading.evidence.length > 0 ? reading.language : null,
    });
  }
}
