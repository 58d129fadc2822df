import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, lockKeys, type Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { Suppressions } from '../../email';
import { type Scope, systemScope } from '../../identity';
import { ContactLocks } from '../contacts/contact-locks.service';
import { ContactsService } from '../contacts/contacts.service';
import { LeadContact } from '../lead-contact.entity';
import { LeadRecords } from '../lead-records.service';
import { ConsentLog } from '../privacy/consent-log.service';
import { FormPeople, type Reached } from './form-people.queries';
import { OptInMails } from './opt-in-mails.service';
import type { ShownOptIn } from './opt-in-page.rules';
import { OptIn } from './opt-in.entity';
import { keptUntil, reminderDue, stateOf } from './opt-in.rules';
import { sourceOf, type WebForm, wordingVersion } from './web-forms.rules';
import type { WebLead } from './web-leads.dto';

/** Who ticked a box where. */
export type Ticked = Pick<WebLead, 'email' | 'name' | 'language'> & {
  readonly reached: Reached;
  readonly from: { readonly url: string; readonly address: string };
};

/** Double opt-in: a ticked box counts once whoever has the address says so. */
@Injectable()
export class OptIns {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly suppressions: Suppressions,
    private readonly people: FormPeople,
    private readonly contacts: ContactsService,
    private readonly locks: ContactLocks,
    private readonly records: LeadRecords,
    private readonly consents: ConsentLog,
    private readonly mails: OptInMails,
  ) {}

  /**
   * Asks for the confirmation by mail, in the caller's transaction. Once while a link is good, so that nobody fills the
   * letterbox of somebody else; not at all who has confirmed before or takes no mail.
   */
  async ask(tx: Tx, form: WebForm, ticked: Ticked): Promise<void> {
    const { email, name, language, reached, from } = ticked;
    const { contact, leadId } = reached;
    if (contact && (contact.blocked || contact.basis === 'OPT_IN_DOUBLE')) return;
    if ((await this.suppressions.find(tx, [email], 'transactional')).size > 0) return;
    const wording = form[language].consent;
    const version = wordingVersion(form.key, language, wording);
    if (await this.isAsked(tx, email, version)) return;
    const askedAt = this.clock.now();
    const optIn: OptIn = {
      ...{ id: this.ids.uuid(), leadId, contactId: contact?.id ?? null, email, name, language },
      ...{ formKey: form.key, formTitle: form[language].title, ...from },
      ...{ wording, wordingVersion: version, askedAt, dueAt: reminderDue(askedAt) },
      ...{ mailId: null, remindedAt: null, confirmedAt: null },
    };
    await tx.manager.insert(OptIn, optIn);
    const mailId = await this.mails.send(tx, optIn, 'OPT_IN_CONFIRMATION', reached.simulated);
    await tx.manager.update(OptIn, optIn.id, { mailId });
  }

  /** Changes nothing, however often it is asked. */
  async look(token: string): Promise<ShownOptIn | null> {
    const id = this.mails.idOf(token);
    if (id === null) return null;
    return this.db.transaction(systemScope('leads.opt-in'), async (tx) => {
      const optIn = await tx.manager.findOneBy(OptIn, { id });
      return optIn && this.shown(optIn);
    });
  }

  /** Makes the consent, with everything that proves it. A second time finds it made, and makes none. */
  async confirm(token: string, address: string, requestId: string): Promise<ShownOptIn | null> {
    const id = this.mails.idOf(token);
    if (id === null) return null;
    return this.db.transaction(systemScope('leads.opt-in', requestId), async (tx) => {
      const before = await tx.manager.findOneBy(OptIn, { id });
      if (!before) return null;
      // Addresses before rows, as everywhere.
      await this.locks.lock(tx, before.leadId);
      await lockKeys(tx, this.suppressions.contactKeys([before.email]));
      const optIn = await this.lock(tx, id);
      if (!optIn) return null;
      if (this.shown(optIn).state !== 'asking') return this.shown(optIn);
      const confirmedAt = this.clock.now();
      await this.record(tx, optIn, confirmedAt, address);
      const dueAt = keptUntil(optIn.askedAt);
      await tx.manager.update(OptIn, id, { confirmedAt, dueAt });
      return this.shown({ ...optIn, confirmedAt });
    });
  }

  /** For whoever holds the locks of its addresses. */
  lock(tx: Tx, id: string): Promise<OptIn | null> {
    return tx.manager.findOne(OptIn, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }

  private async record(tx: Tx<Scope>, optIn: OptIn, at: Date, address: string): Promise<void> {
    const { email, formKey, url, wording, mailId, askedAt, language, formTitle } = optIn;
    const { leadId, contactId } = await this.whose(tx, optIn);
    // They take their withdrawal back themselves, as by the link in a mail.
    await this.suppressions.liftWithdrawals(tx, email, 'confirmed a new consent');
    await this.consents.recordAll(tx, [
      {
        ...{ leadId, contactId, channel: 'email', purpose: 'advertising' },
        ...{ state: 'given', basis: 'OPT_IN_DOUBLE', wordingVersion: optIn.wordingVersion },
        source: sourceOf(formTitle, language),
        address,
        proof: {
          ...{ form: formKey, url, wording, askedAt: askedAt.toISOString() },
          ...{ askedFrom: optIn.address, confirmedAt: at.toISOString() },
          ...(mailId !== null && { mailId }),
        },
        givenAt: at,
        recordedBy: null,
      },
    ]);
  }

  /** Whoever has the address by now; the lead that was asked learns of them when nobody has. */
  private async whose(
    tx: Tx<Scope>,
    { leadId, contactId, email, name, language }: OptIn,
  ): Promise<{ leadId: string; contactId: string }> {
    const asked = contactId && (await tx.manager.findOneBy(LeadContact, { id: contactId, email }));
    if (asked) return { leadId: asked.leadId, contactId: asked.id };
    const reached = await this.people.reached(tx, [{ kind: 'email', value: email }]);
    if (reached?.contact) return { leadId: reached.leadId, contactId: reached.contact.id };
    const lead = await this.records.lockForWork(tx, leadId);
    const person = { role: 'OTHER' as const, lastName: name, email, locale: language };
    return { leadId, contactId: (await this.contacts.enter(tx, lead, person)).contactId };
  }

  private async isAsked(tx: Tx, email: string, version: string): Promise<boolean> {
    const open = await tx.manager.findBy(OptIn, { email, wordingVersion: version });
    return open.some((optIn) => this.shown(optIn).state === 'asking');
  }

  private shown(optIn: OptIn): ShownOptIn {
    const { language, formTitle, wording, email } = optIn;
    return { state: stateOf(optIn, this.clock.now()), language, formTitle, wording, email };
  }
}
