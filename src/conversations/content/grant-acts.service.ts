import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, type Tx } from '../../core/database';
import { Audit, type Scope, Settings } from '../../identity';
import { LeadsQueries } from '../../leads';
import { WhatsAppQueries } from '../../whatsapp';
import {
  ContentContactNotFound,
  ContentNotApproved,
  ContentTemplateUnusable,
  ContentWindowClosed,
  GrantNotFound,
  GrantNotOpen,
  NoWhatsAppNumber,
  NoWhatsAppOptIn,
} from '../conversations.problems';
import { Announcements } from './announcements.service';
import { ContentGrant } from './content-grant.entity';
import { GrantDays } from './content-settings.rules';
import { Grants } from './grants.service';
import type { MakeGrant } from './grants.dto';
import { PackagesQueries } from './packages.queries';
import { RecipientsQueries } from './recipients.queries';
import { obstacleTo, type Recipient } from './recipients.rules';

const DAY_MS = 86_400_000;

/** What people do with kept content. */
@Injectable()
export class GrantActs {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly settings: Settings,
    private readonly grants: Grants,
    private readonly packages: PackagesQueries,
    private readonly recipients: RecipientsQueries,
    private readonly announcements: Announcements,
    private readonly leads: LeadsQueries,
    private readonly channel: WhatsAppQueries,
  ) {}

  /**
   * Keeps content for a contact, and tells them of it if a template is named.
   * @returns the id of the grant
   * @throws ContentNotApproved, ContentContactNotFound, NoWhatsAppOptIn, NoWhatsAppNumber, ContentTemplateUnusable
   */
  async make(scope: Scope, input: MakeGrant): Promise<string> {
    return this.db.transaction(scope, async (tx) => {
      const { leadId, contactId, packageKey, templateKey } = input;
      await this.leads.requireVisible(tx, leadId);
      const recipient = (await this.recipients.of(tx, [leadId])).get(contactId);
      if (!recipient) throw new ContentContactNotFound();
      const content = (await this.packages.approved(tx, [packageKey])).get(packageKey);
      if (!content) throw new ContentNotApproved();
      if (templateKey !== undefined) requireReachable(recipient);
      const days = input.days ?? (await this.settings.get(GrantDays));
      const [grantId = ''] = await this.grants.make(tx, [
        {
          ...{ leadId, contactId, packageKey, origin: 'user', campaignId: null },
          expiresAt: new Date(this.clock.now().getTime() + days * DAY_MS),
          ...{ zone: recipient.zone, simulated: recipient.simulated },
        },
      ]);
      if (templateKey !== undefined) {
        const templates = await this.announcements.templates(tx, [templateKey]);
        const { bodies } = content.version;
        const telling = { grantId, recipient, templateKey, bodies };
        const why = this.announcements.obstacle(templates, telling);
        if (why) throw new ContentTemplateUnusable(undefined, { members: { why } });
        await this.announcements.tell(tx, [telling], templates);
      }
      await this.audit.write(tx, { act: 'grants.make', subjectId: leadId, after: input });
      return grantId;
    });
  }

  /** Sends at once what is kept, for a contact who asked in another way. @throws ContentWindowClosed, GrantNotOpen */
  async unlock(scope: Scope, id: string): Promise<void> {
    await this.db.transaction(scope, async (tx) => {
      const { subjectId: leadId, contactId } = await this.grant(tx, id);
      const phone = (await this.recipients.of(tx, [leadId])).get(contactId)?.phone;
      if (!phone) throw new NoWhatsAppNumber();
      const reach = (await this.channel.reach(tx, [phone])).get(phone);
      const whatsappContactId = reach?.whatsappContactId ?? null;
      if (!reach?.windowUntil || whatsappContactId === null) throw new ContentWindowClosed();
      const { kind } = await this.grants.unlock(tx, {
        ...{ leadId, contactId, whatsappContactId, which: { grantId: id } },
        ...{ via: 'user', messageId: null, askedAt: this.clock.now() },
      });
      if (kind === 'closed') throw new ContentWindowClosed();
      if (kind === 'unavailable') throw new ContentNotApproved();
      if (kind !== 'unlocked') throw new GrantNotOpen();
      await this.audit.write(tx, { act: 'grants.unlock', subjectId: leadId, after: { id } });
    });
  }

  /** Takes back what is kept, and what is still in the queue of it. @throws GrantNotOpen */
  async expire(scope: Scope, id: string, why: string): Promise<void> {
    await this.db.transaction(scope, async (tx) => {
      const { subjectId } = await this.grant(tx, id);
      const taken = await this.grants.takeBack(tx, { grantId: id }, 'taken_back');
      if (taken === 0) throw new GrantNotOpen();
      await this.audit.write(tx, { act: 'grants.expire', subjectId, after: { id }, why });
    });
  }

  private async grant(tx: Tx, id: string): Promise<ContentGrant> {
    const found = await tx.manager.findOneBy(ContentGrant, { id });
    if (!found) throw new GrantNotFound();
    return found;
  }
}

function requireReachable(recipient: Recipient): void {
  const obstacle = obstacleTo(recipient);
  if (obstacle === 'NO_OPT_IN') throw new NoWhatsAppOptIn();
  if (obstacle) throw new NoWhatsAppNumber(undefined, { members: { why: obstacle } });
}
