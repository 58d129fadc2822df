import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { InvalidRequest } from '../../core/core.problems';
import { Database, type Tx } from '../../core/database';
import { fieldTextOf } from '../../core/field-text';
import { Ids } from '../../core/ids';
import { EmailService } from '../../email';
import { Audit, type Scope } from '../../identity';
import { LeadContact } from '../lead-contact.entity';
import { defined, searchTextOf } from '../lead-record.rules';
import { LeadRecords } from '../lead-records.service';
import type { Lead } from '../lead.entity';
import { isSomebody, type LeadView, type NewContact, NOBODY } from '../leads.dto';
import { ContactNotFound } from '../leads.problems';
import { LeadsQueries } from '../leads.queries';
import { normaliseEmail } from '../normalisation.rules';
import { tidyContacts } from '../registration.rules';
import { Scores } from '../scoring/scores.service';
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
    private readonly scores: Scores,
    private readonly emails: EmailService,
  ) {}

  /** @throws LeadAlreadyRegistered when another lead has the address or number */
  async add(scope: Scope, leadId: string, { override, ...input }: AddContact): Promise<LeadView> {
    return this.db.transaction(scope, async (tx) => {
      const lead = await this.records.lockForWork(tx, leadId);
      const { view } = await this.enter(tx, lead, input, override?.reason);
      return view;
    });
  }

  /** As {@link add}, to a lead that the caller's transaction has locked. */
  async enter(
    tx: Tx<Scope>,
    lead: Lead,
    input: NewContact,
    reason?: string,
  ): Promise<{ contactId: string; view: LeadView }> {
    const { id: leadId, ownerId, teamId, territory } = lead;
    const others = await tx.manager.countBy(LeadContact, { leadId });
    const isPrimary = others === 0 || input.primary === true;
    if (isPrimary) await this.clearPrimary(tx, leadId);
    const contactId = this.ids.uuid();
    await tx.manager.insert(LeadContact, {
      ...columnsOf(input, lead.country),
      id: contactId,
      leadId,
      subjectId: leadId,
      ownerId,
      teamId,
      territory,
      isPrimary,
    });
    return { contactId, view: await this.finish(tx, lead, reason) };
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
      // Addresses before the lead, as everywhere: a mail to the old one has left, or is withdrawn below.
      await this.locks.lock(tx, leadId);
      const lead = await this.records.lockForWork(tx, leadId);
      this.records.requireVersion(lead, ifMatch);
      const contact = await this.find(tx, leadId, contactId);
      if (primary && !contact.isPrimary) await this.clearPrimary(tx, leadId);
      const merged = { ...contactOf(contact), ...defined(input) };
      requireSomebody(merged);
      await tx.manager.update(LeadContact, contactId, {
        ...columnsOf(merged, lead.country),
        isPrimary: contact.isPrimary || primary === true,
      });
      await this.withdraw(tx, contact, merged.email ?? null);
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
      await this.withdraw(tx, contact, null);
      await this.emails.endTracking(tx, leadId, [contactId]);
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

  /** What is queued to an address that the person does not have any more stays here, unless another one has it. */
  private async withdraw(
    tx: Tx,
    { leadId, email: before }: LeadContact,
    after: string | null,
  ): Promise<void> {
    if (before === null || (after !== null && normaliseEmail(after) === before)) return;
    const others = await tx.manager.countBy(LeadContact, { leadId, email: before });
    if (others === 0) await this.emails.withdrawTo(tx, leadId, before, 'ADDRESS_CHANGED');
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
    await this.scores.refresh(tx, [lead.id]);
    return this.queries.view(tx, lead.id);
  }
}

type Fields = Omit<NewContact, 'primary'>;

/** What is left after a change may be nobody, where no field alone is at fault. */
function requireSomebody(contact: Fields): void {
  if (isSomebody(contact)) return;
  const detail = fieldTextOf(NOBODY, contact);
  throw new InvalidRequest(undefined, {
    errors: [{ pointer: `#/${NOBODY.path.join('/')}`, detail }],
  });
}

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
