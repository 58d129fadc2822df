import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Tx } from '../core/database';
import {
  type Holdings,
  type KnownPerson,
  PERSON,
  PersonalData,
  type PersonalPart,
} from '../identity';

const FORGET_CONTACTS = `
  UPDATE customer_contacts c SET salutation = NULL, title = NULL, first_name = NULL, last_name = NULL, position = NULL,
         email = NULL, phone = NULL, mobile = NULL
    FROM ${PERSON} WHERE c.lead_contact_id = p.contact RETURNING c.id`;

/** After the contacts: what none of them has any more. */
const FORGET_IDENTITIES = `
  DELETE FROM customer_identities i USING ${PERSON}
   WHERE i.kind IN ('email', 'phone')
     AND i.customer_id IN (SELECT customer_id FROM customer_contacts WHERE lead_contact_id = p.contact)
     AND NOT EXISTS (SELECT FROM customer_contacts c
                      WHERE c.customer_id = i.customer_id AND i.value IN (c.email, c.phone, c.mobile))
  RETURNING i.id`;

/** Columns of free text about a lead; `$1` is the lead. */
const TEXTS = [
  { table: 'customer_opportunities', column: 'title', where: 'lead_id = $1', blank: '[…]' },
  { table: 'customer_opportunities', column: 'lost_reason', where: 'lead_id = $1', blank: null },
  { table: 'conversions', column: 'undone_reason', where: 'subject_id = $1', blank: '[…]' },
  { table: 'conversion_approvals', column: 'reason', where: 'subject_id = $1', blank: '[…]' },
] as const;

/** The contacts of customers who were contacts of a lead. */
@Injectable()
export class PersonalCustomers implements PersonalPart, OnModuleInit {
  readonly module = 'customers';
  readonly holds = {
    customer_contacts: [
      ...['salutation', 'title', 'first_name', 'last_name', 'position', 'email', 'phone', 'mobile'],
    ],
    customer_identities: ['value'],
    customer_opportunities: ['title', 'lost_reason'],
    conversions: ['undone_reason'],
    conversion_approvals: ['reason'],
  };

  constructor(private readonly personalData: PersonalData) {}

  onModuleInit(): void {
    this.personalData.register(this);
  }

  async export(tx: Tx, person: KnownPerson): Promise<Holdings> {
    return {
      customer_contacts: await tx.rows(
        `SELECT c.id, c.salutation, c.title, c.first_name AS "firstName", c.last_name AS "lastName", c.position, c.role,
                c.email, c.phone, c.mobile
           FROM ${PERSON} JOIN customer_contacts c ON c.lead_contact_id = p.contact
          WHERE num_nonnulls(c.first_name, c.last_name, c.email, c.phone, c.mobile) > 0 ORDER BY c.id`,
        [this.personalData.row(person)],
      ),
    };
  }

  async erase(tx: Tx, person: KnownPerson): Promise<Record<string, number>> {
    const contacts = await tx.rows(FORGET_CONTACTS, [this.personalData.row(person)]);
    const identities = await tx.rows(FORGET_IDENTITIES, [this.personalData.row(person)]);
    const rows: Record<string, number> = {
      customer_contacts: contacts.length,
      customer_identities: identities.length,
    };
    if (person.leadId === null) return rows;
    for (const column of TEXTS) {
      const changed = await this.personalData.forgetTexts(
        tx,
        { ...column, id: person.leadId },
        person,
      );
      rows[column.table] = (rows[column.table] ?? 0) + changed;
    }
    return rows;
  }
}
