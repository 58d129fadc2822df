import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import type { ResponseClassified } from '../../events/catalogue';
import type { RecordedEvent } from '../../events/recorded-event';
import { EmailQueries, type InboundMail, Suppressions } from '../../email';
import { LeadsService } from '../../leads';
import { WhatsAppQueries, WhatsAppService } from '../../whatsapp';
import { ACTS_FROM } from '../classification/classify.rules';
import { readingOfMail } from './mail-reading.rules';
import { Response } from '../responses/response.entity';

/** Advertising of every kind; whoever threatens with the law gets nothing at all. */
const ADVERTISING = ['followup', 'marketing'] as const;

/** Whoever says that they want to hear no more is not written to any more, whoever found that out. */
@Injectable()
export class Withdrawals {
  constructor(
    private readonly email: EmailQueries,
    private readonly suppressions: Suppressions,
    private readonly leads: LeadsService,
    private readonly chats: WhatsAppQueries,
    private readonly whatsapp: WhatsAppService,
  ) {}

  /** Needs the rights of the system: a sales user who decides an answer may not touch the list itself. */
  async followAll(
    tx: Tx,
    events: readonly RecordedEvent<typeof ResponseClassified>[],
  ): Promise<void> {
    const leaving = events.filter(
      ({ data }) => data.class === 'UNSUBSCRIBE' && data.state === 'decided',
    );
    for (const { data } of leaving) {
      const response = await tx.manager.findOneBy(Response, { id: data.responseId });
      if (response?.sourceKind === 'message') await this.leaveChat(tx, response);
      if (response?.sourceKind !== 'mail') continue;
      const mail = (await this.email.inbound(tx, [response.sourceId])).get(response.sourceId);
      if (!mail) continue;
      const isLegal = response.evidence.some(({ rule }) => rule.includes('.legal.'));
      await this.suppress(tx, mail, isLegal);
      await this.takeBack(tx, mail, response.subjectId);
    }
  }

  /** No more advertising to that number, whoever it is; a contact takes the consent back as well. */
  private async leaveChat(tx: Tx, response: Response): Promise<void> {
    const { sourceId, subjectId: leadId, contactId, receivedAt } = response;
    const message = (await this.chats.inbound(tx, [sourceId])).get(sourceId);
    if (message) await this.whatsapp.optOut(tx, message.whatsappContactId, receivedAt);
    if (contactId === null) return;
    await this.leads.recordConsents(tx, [
      {
        ...{ leadId, contactId, channel: 'whatsapp', purpose: 'advertising', state: 'revoked' },
        ...{ basis: null, source: 'whatsapp', proof: { note: `message ${sourceId}` } },
        ...{ givenAt: receivedAt, recordedBy: null },
      },
    ]);
  }

  /** A mail that belongs to no lead may still be a wish to hear no more. */
  async hearStranger(tx: Tx, mail: InboundMail): Promise<void> {
    const { class: found, confidence, evidence } = readingOfMail(mail);
    if (found !== 'UNSUBSCRIBE' || (confidence ?? 0) < ACTS_FROM) return;
    await this.suppress(
      tx,
      mail,
      evidence.some(({ rule }) => rule.includes('.legal.')),
    );
  }

  private async suppress(tx: Tx, mail: InboundMail, isLegal: boolean): Promise<void> {
    const ours = mail.messageId === null ? [] : [mail.messageId];
    const sent = [...(await this.email.outbound(tx, ours)).values()];
    const addresses = [mail.from.address, ...sent.map(({ toAddress }) => toAddress)];
    for (const address of new Set(addresses))
      for (const scope of isLegal ? (['all'] as const) : ADVERTISING)
        await this.suppressions.add(tx, address, {
          ...{ scope, reason: 'UNSUBSCRIBED', messageId: mail.messageId },
          note: `reply ${mail.id}`,
        });
  }

  /** Somebody else's word takes back no consent: only who gave it can. */
  private async takeBack(tx: Tx, mail: InboundMail, leadId: string): Promise<void> {
    const { contactId, otherSender, receivedAt } = mail;
    if (contactId === null || otherSender) return;
    await this.leads.recordConsents(tx, [
      {
        ...{ leadId, contactId, channel: 'email', purpose: 'advertising', state: 'revoked' },
        ...{ basis: null, source: 'reply', proof: { note: `mail ${mail.id}` } },
        ...{ givenAt: receivedAt, recordedBy: null },
      },
    ]);
  }
}
