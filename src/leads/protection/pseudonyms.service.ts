import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';
import { Sealing } from '../../core/sealing';
import { EmailService } from '../../email';
import { EventLog } from '../../events';
import { LeadPseudonymised } from '../../events/catalogue';
import { LeadContact } from '../lead-contact.entity';
import { searchTextOf } from '../lead-record.rules';
import type { Lead } from '../lead.entity';
import { LeadRecords } from '../lead-records.service';

export const PSEUDONYM_PURPOSE = 'leads.pseudonym';

/** A contact without its person. */
export const NAMELESS = {
  salutation: null,
  title: null,
  firstName: null,
  lastName: null,
  position: null,
  email: null,
  phone: null,
  mobile: null,
} as const;

/** Takes the persons out of a lead that nobody wanted: a keyed digest says later only that it is the same one again. */
@Injectable()
export class Pseudonyms {
  constructor(
    private readonly clock: Clock,
    private readonly sealing: Sealing,
    private readonly events: EventLog,
    private readonly records: LeadRecords,
    private readonly emails: EmailService,
  ) {}

  /** In the transaction that has the lead and its addresses locked. */
  async take(tx: Tx, lead: Lead): Promise<void> {
    const { id: leadId } = lead;
    const contacts = await tx.manager.findBy(LeadContact, { leadId });
    for (const contact of contacts)
      await tx.manager.update(LeadContact, contact.id, {
        ...NAMELESS,
        pseudonym: this.sealing.pseudonym(PSEUDONYM_PURPOSE, personOf(contact)),
      });
    await this.emails.endTracking(
      tx,
      leadId,
      contacts.map(({ id }) => id),
    );
    await tx.rows('DELETE FROM lead_identities WHERE lead_id = $1', [leadId]);
    await tx.rows(
      'UPDATE activities SET text = NULL, next_action = NULL WHERE subject_id = $1 AND num_nonnulls(text, next_action) > 0',
      [leadId],
    );
    await tx.rows('UPDATE tasks SET text = NULL WHERE subject_id = $1 AND text IS NOT NULL', [
      leadId,
    ]);
    await tx.rows(
      `UPDATE lead_import_rows SET cells = '{}', email = NULL, phone = NULL, mobile = NULL WHERE lead_id = $1`,
      [leadId],
    );
    const version = await this.records.save(tx, lead, {
      firstContactNote: null,
      competitor: null,
      painNotes: null,
      search: searchTextOf(lead, []),
      protectionDueAt: null,
      pseudonymisedAt: this.clock.now(),
    });
    await this.events.record(tx, LeadPseudonymised, leadId, { leadId, version });
  }
}

/** What makes two rows the same person: the address, else the number, else the name. */
export function personOf({ email, phone, mobile, firstName, lastName }: LeadContact): string {
  return email ?? mobile ?? phone ?? `${firstName ?? ''} ${lastName ?? ''}`.trim().toLowerCase();
}
