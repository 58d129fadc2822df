import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, type Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { Audit, type Scope } from '../../identity';
import { LeadContact } from '../lead-contact.entity';
import { defined, searchTextOf } from '../lead-record.rules';
import { LeadRecords } from '../lead-records.service';
import type { Lead } from '../lead.entity';
import type { LeadView, NewContact } from '../leads.dto';
import { ContactNotFound } from '../leads.problems';
import { LeadsQueries } from '../leads.queries';
import { tidyContacts } from '../registration.rules';
import { ContactLocks } from './contact-locks.service';
import type { AddContact, ChangeContact } from './contacts.dto';
import { IdentityClaims } from './identity-claims.service';

/** The people at a lead. Every change is a new version of the lead. */
@Injectable()
export class ContactsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly audit: Audit,
    private readonly queries: LeadsQueries,
    private readonly records: LeadRecords,
    private readonly identities: IdentityClaims,
    private readonly locks: ContactLocks,
  ) {}

  /** @throws LeadAlreadyRegistered when another lead has the address or number */
  async add(scope: Scope, leadId: string, { override, ...input }: AddContact): Promise<LeadView> {
    return this.db.transaction(scope, async (tx) => {
      const lead = await this.records.lockForWork(tx, leadId);
      const others = await tx.manager.countBy(LeadContact, { leadId });
      const isPrimary = others === 0 || input.primary === true;
      if (isPrimary) await this.clearPrimary(tx, leadId);
      const { id, ownerId, teamId, territory } = lead;
      await tx.manager.insert(LeadContact, {
        ...columnsOf(input, lead.country),
        id: this.ids.uuid(),
        leadId: id,
        subjectId: id,
        ownerId,
        teamId,
        territory,
        isPrimary,
      });
      return this.finish(tx, lead, override?.reason);
    });
  }

  /** Saves the fields given, if `ifMatch` names the version of the lead that stands. */
  async change(
    scope: Scope,
    leadId: string,
    contactId: string,
    ifMatch: string | undefined,
    { override, primary, ...input }: ChangeContact,
  ): Promise<LeadView> {
    return this.db.transaction(scope, async (tx) => {
      const lead = await this.records.lockForWork(tx, leadId);
      this.records.requireVersion(lead, ifMatch);
      const contact = await this.find(tx, leadId, contactId);
      if (primary && !contact.isPrimary) await this.clearPrimary(tx, leadId);
      const merged = { ...contactOf(contact), ...defined(input) };
      await tx.manager.update(LeadContact, contactId, {
        ...columnsOf(merged, lead.country),
        isPrimary: contact.isPrimary || primary === true,
      });
      return this.finish(tx, lead, override?.reason);
    });
  }

  /** Removes a person; the first of the others becomes the primary one if need be. */
  async remove(
    scope: Scope,
    leadId: string,
    contactId: string,
    ifMatch: string | undefined,
  ): Promise<LeadView> {
    return this.db.transaction(scope, async (tx) => {
      // Addresses before the lead, as everywhere: two orders would wait for each other.
      await this.locks.lock(tx, leadId);
      const lead = await this.records.lockForWork(tx, leadId);
      this.records.requireVersion(lead, ifMatch);
      const contact = await this.find(tx, leadId, contactId);
      await tx.manager.delete(LeadContact, contactId);
      const [next] = await tx.manager.find(LeadContact, {
        where: { leadId },
        order: { id: 'ASC' },
      });
      if (contact.isPrimary && next)
        await tx.manager.update(LeadContact, next.id, { isPrimary: true });
      return this.finish(tx, lead, undefined);
    });
  }

  /** Keeps everybody and everything from writing to a person, or lets them again. */
  async block(
    scope: Scope,
    leadId: string,
    contactId: string,
    blocked: boolean,
    reason: string,
  ): Promise<LeadView> {
    return this.db.transaction(scope, async (tx) => {
      await this.locks.lock(tx, leadId);
      const lead = await this.records.lockForWork(tx, leadId);
      const contact = await this.find(tx, leadId, contactId);
      if ((contact.blockedAt !== null) === blocked) return this.queries.view(tx, leadId);
      const blockedAt = blocked ? this.clock.now() : null;
      await tx.manager.update(LeadContact, contactId, { blockedAt });
      await this.records.saveFields(tx, lead, {}, ['contacts.blocked']);
      const act = blocked ? 'leads.contact.block' : 'leads.contact.unblock';
      await this.audit.write(tx, { act, subjectId: leadId, after: { contactId }, why: reason });
      return this.queries.view(tx, leadId);
    });
  }

  private async find(tx: Tx, leadId: string, id: string): Promise<LeadContact> {
    const contact = await tx.manager.findOneBy(LeadContact, { id, leadId });
    if (!contact) throw new ContactNotFound();
    return contact;
  }

  private async clearPrimary(tx: Tx, leadId: string): Promise<void> {
    await tx.manager.update(LeadContact, { leadId, isPrimary: true }, { isPrimary: false });
  }

  /** What follows from any change of the people: addresses taken and given up, stage, search text, version, event. */
  private async finish(tx: Tx<Scope>, lead: Lead, reason: string | undefined): Promise<LeadView> {
    const contacts = await tx.manager.findBy(LeadContact, { leadId: lead.id });
    await this.identities.settle(tx, lead, contacts, reason);
    const stage = Math.max(lead.stage, Math.min(1, contacts.length));
    const fields = stage === lead.stage ? ['contacts'] : ['contacts', 'stage'];
    const patch = { search: searchTextOf(lead, contacts), stage };
    await this.records.saveFields(tx, lead, patch, fields);
    return this.queries.view(tx, lead.id);
  }
}

type Fields = Omit<NewContact, 'primary'>;

/** Addresses normalised, numbers in E.164 where readable. */
function columnsOf(input: Fields, country: string): Fields {
  const tidied = tidyContacts([input], country);
  return tidied.map(({ primary: _, ...columns }) => columns)[0] ?? input;
}

function contactOf(row: LeadContact): Fields {
  const { salutation, title, firstName, lastName, position, role, email, phone, mobile } = row;
  const { locale, timeZone } = row;
  const kept = { salutation, title, firstName, lastName, position, role, email, phone, mobile };
  return { ...kept, locale, timeZone } as Fields;
}
