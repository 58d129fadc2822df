import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';
import { Sealing } from '../../core/sealing';
import { EmailService } from '../../email';
import {
  type Holdings,
  type KnownPerson,
  PERSON,
  PersonalData,
  type PersonalPart,
} from '../../identity';
import { LeadContact } from '../lead-contact.entity';
import { searchTextOf } from '../lead-record.rules';
import { LeadRecords } from '../lead-records.service';
import { NAMELESS, personOf, PSEUDONYM_PURPOSE } from '../protection/pseudonyms.service';
import { Scores } from '../scoring/scores.service';
import { SavedView } from '../views/saved-view.entity';
import type { ConsentProof } from './consents.dto';
import { LEAD_EXPORTS, LEAD_HOLDS, LEAD_NOTES, LEAD_SEARCHES } from './personal-leads.rules';

const IMPORT_ROWS = `
  UPDATE lead_import_rows r SET cells = '{}', email = NULL, phone = NULL, mobile = NULL,
         -- Nothing is made of an empty row any more: its company is missing.
         outcome = CASE WHEN r.outcome = 'create' AND r.lead_id IS NULL THEN 'fail' ELSE r.outcome END,
         reason = CASE WHEN r.outcome = 'create' AND r.lead_id IS NULL THEN 'missing_company' ELSE r.reason END
    FROM ${PERSON}
   WHERE (r.lead_id = p.lead AND p.alone) OR r.email = ANY (p.addresses) OR r.phone = ANY (p.numbers)
      OR r.mobile = ANY (p.numbers) RETURNING r.row`;

/** What was confirmed is proven by the consent. */
const OPT_INS = `
  DELETE FROM lead_opt_ins o USING ${PERSON} WHERE o.contact_id = p.contact OR o.email = ANY (p.addresses) RETURNING o.id`;

/** Values of a proof that tell of a person without naming them. */
const TELLING: readonly string[] = ['askedFrom'];

const IDENTITIES = `
  DELETE FROM lead_identities i WHERE i.lead_id = $1
     AND NOT EXISTS (SELECT FROM lead_contacts c WHERE c.lead_id = $1 AND i.value IN (c.email, c.phone, c.mobile))
  RETURNING i.id`;

const NEXT_PRIMARY = `
  UPDATE lead_contacts SET is_primary = true WHERE id = (
    SELECT id FROM lead_contacts WHERE lead_id = $1 AND pseudonym IS NULL ORDER BY id LIMIT 1)`;

/** The lead `$1` and those that are part of it: their people are its people. */
const WITH_PARTS = `IN (WITH RECURSIVE parts AS (
  SELECT $1::uuid AS id UNION SELECT l.id FROM leads l JOIN parts p ON l.merged_into_id = p.id) SELECT id FROM parts)`;

/** What a merge keeps of how things were may name the person too: then only the way back of those fields is lost. */
const MERGE_TRACES = `
  UPDATE lead_merges SET before = before || '{"survivor": {}}' WHERE id = ANY ($1::uuid[]) RETURNING id`;
/** A row that was changed for the person is not the one that went along. */
const MERGE_DIGESTS = `
  UPDATE lead_merge_rows SET digest = '' WHERE merge_id IN (SELECT id FROM lead_merges WHERE lead_id ${WITH_PARTS})
     AND (row_key = $2::text OR table_name IN ('activities', 'tasks', 'lead_samples'))`;

/** Columns of free text of a lead; `$1` is the lead. */
const TEXTS = [
  { table: 'activities', column: 'text', where: 'subject_id = $1', blank: null },
  { table: 'activities', column: 'next_action', where: 'subject_id = $1', blank: null },
  { table: 'tasks', column: 'text', where: 'subject_id = $1', blank: null },
  { table: 'lead_clock_stops', column: 'reason', where: `lead_id ${WITH_PARTS}`, blank: '[…]' },
  { table: 'lead_clock_stops', column: 'decided_why', where: `lead_id ${WITH_PARTS}`, blank: null },
  { table: 'lead_samples', column: 'feedback_notes', where: 'lead_id = $1', blank: null },
  { table: 'lead_merges', column: 'reason', where: `lead_id ${WITH_PARTS}`, blank: '[…]' },
  { table: 'leads', column: 'first_contact_note', where: `id ${WITH_PARTS}`, blank: null },
  { table: 'leads', column: 'competitor', where: `id ${WITH_PARTS}`, blank: null },
  { table: 'leads', column: 'pain_notes', where: `id ${WITH_PARTS}`, blank: null },
  { table: 'leads', column: 'lost_reason', where: `id ${WITH_PARTS}`, blank: null },
  {
    table: 'lead_bulk_acts',
    column: 'reason',
    where: 'id IN (SELECT bulk_id FROM lead_bulk_rows WHERE lead_id = $1)',
    blank: '[…]',
  },
  // Whoever is looked for stands in no row yet.
  { table: 'lead_bulk_acts', column: 'words', where: '$1::uuid IS NOT NULL', blank: null },
  { table: 'lead_bulk_rows', column: 'lost_reason', where: 'lead_id = $1', blank: null },
] as const;

/** What leads know of a person: the contact, what was written down, imported and consented. */
@Injectable()
export class PersonalLeads implements PersonalPart, OnModuleInit {
  readonly module = 'leads';
  readonly holds = LEAD_HOLDS;

  constructor(
    private readonly clock: Clock,
    private readonly sealing: Sealing,
    private readonly personalData: PersonalData,
    private readonly records: LeadRecords,
    private readonly scores: Scores,
    private readonly emails: EmailService,
  ) {}

  onModuleInit(): void {
    this.personalData.register(this);
  }

  async export(tx: Tx, person: KnownPerson): Promise<Holdings> {
    const held: Record<string, object[]> = {};
    for (const [table, sql] of Object.entries(LEAD_EXPORTS)) {
      const rows = await tx.rows(sql, [this.personalData.row(person)]);
      const asksForName =
        LEAD_SEARCHES.includes(table) || (LEAD_NOTES.includes(table) && !person.alone);
      held[table] = asksForName ? rows.filter((row) => this.isNamed(row, person)) : rows;
    }
    return held;
  }

  async erase(tx: Tx, person: KnownPerson): Promise<Record<string, number>> {
    const { leadId } = person;
    const imported = await tx.rows(IMPORT_ROWS, [this.personalData.row(person)]);
    const asked = await tx.rows(OPT_INS, [this.personalData.row(person)]);
    const rows: Record<string, number> = {
      lead_import_rows: imported.length,
      lead_opt_ins: asked.length,
      lead_views: await this.forgetSearches(tx, person),
    };
    if (leadId === null) return rows;
    for (const column of TEXTS) {
      const changed = await this.personalData.forgetTexts(tx, { ...column, id: leadId }, person);
      rows[column.table] = (rows[column.table] ?? 0) + changed;
    }
    rows['lead_merges'] = (rows['lead_merges'] ?? 0) + (await this.forgetMerges(tx, person));
    rows['lead_contacts'] = await this.forgetContact(tx, person, leadId);
    rows['lead_identities'] = (await tx.rows(IDENTITIES, [leadId])).length;
    rows['lead_consents'] = await this.trimConsents(tx, person);
    await this.renew(tx, leadId);
    return rows;
  }

  /** Colleagues keep their views, without the name in them. */
  private async forgetSearches(tx: Tx, person: KnownPerson): Promise<number> {
    const views = await tx.manager.find(SavedView, {
      select: { id: true, name: true, words: true },
    });
    let changed = 0;
    for (const { id, name, words } of views) {
      const isCalled = this.personalData.redacted(name, person) !== name;
      const isSearch = words !== null && this.personalData.redacted(words, person) !== words;
      if (!isCalled && !isSearch) continue;
      changed += 1;
      await tx.manager.update(SavedView, id, {
        version: () => 'version + 1',
        // Names of one owner stay different ones.
        ...(isCalled && { name: `[…] ${id.slice(-6)}` }),
        ...(isSearch && { words: null }),
      });
    }
    return changed;
  }

  private async forgetMerges(tx: Tx, person: KnownPerson): Promise<number> {
    const merges = await tx.rows<{ id: string; before: string }>(
      `SELECT id, before::text FROM lead_merges WHERE lead_id ${WITH_PARTS}`,
      [person.leadId],
    );
    if (merges.length === 0) return 0;
    await tx.rows(MERGE_DIGESTS, [person.leadId, person.contactId]);
    const naming = merges.filter(
      ({ before }) => this.personalData.redacted(before, person) !== before,
    );
    const forgotten = await tx.rows(MERGE_TRACES, [naming.map(({ id }) => id)]);
    return forgotten.length;
  }

  /** The row stays, so that what counts contacts counts on. */
  private async forgetContact(tx: Tx, person: KnownPerson, leadId: string): Promise<number> {
    if (person.contactId === null) return 0;
    const contact = await tx.manager.findOneBy(LeadContact, { id: person.contactId });
    if (!contact || contact.pseudonym !== null) return 0;
    await this.emails.endTracking(tx, leadId, [contact.id]);
    const isPrimary = contact.isPrimary && person.alone;
    await tx.manager.update(LeadContact, contact.id, {
      ...NAMELESS,
      pseudonym: this.sealing.pseudonym(PSEUDONYM_PURPOSE, personOf(contact)),
      blockedAt: contact.blockedAt ?? this.clock.now(),
      isPrimary,
    });
    if (contact.isPrimary && !isPrimary) await tx.rows(NEXT_PRIMARY, [leadId]);
    return 1;
  }

  /** Receipts stay, Art. 17(3) (b) and (e) GDPR; what names the person in them goes. */
  private async trimConsents(tx: Tx, person: KnownPerson): Promise<number> {
    const kept = await tx.rows<{ id: string; source: string; proof: ConsentProof | null }>(
      'SELECT id, source, proof FROM lead_consents WHERE contact_id = $1',
      [person.contactId],
    );
    for (const { id, source, proof } of kept)
      await tx.rows(
        'UPDATE lead_consents SET address = NULL, source = $2, proof = $3 WHERE id = $1',
        [
          id,
          this.personalData.redacted(source, person),
          proof && JSON.stringify(this.trimmed(proof, person)),
        ],
      );
    return kept.length;
  }

  /** What follows from any change of the people of a lead. */
  private async renew(tx: Tx, leadId: string): Promise<void> {
    const lead = await this.records.lock(tx, leadId);
    const contacts = await tx.manager.findBy(LeadContact, { leadId });
    const search = searchTextOf(lead, contacts);
    await this.records.saveFields(tx, lead, { search }, ['contacts']);
    await this.scores.refresh(tx, [leadId]);
  }

  private trimmed(proof: ConsentProof, person: KnownPerson): ConsentProof {
    return Object.fromEntries(
      Object.entries(proof)
        .filter(([key]) => !TELLING.includes(key))
        .map(([key, value]) => [
          key,
          typeof value === 'string' ? this.personalData.redacted(value, person) : value,
        ]),
    );
  }

  private isNamed(row: object, person: KnownPerson): boolean {
    return Object.values(row).some(
      (value) => typeof value === 'string' && this.personalData.redacted(value, person) !== value,
    );
  }
}
