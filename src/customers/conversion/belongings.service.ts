import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import type { LeadForConversion } from '../../leads';

/** What a customer takes over from a lead: its people and where it is. */
@Injectable()
export class Belongings {
  constructor(private readonly ids: Ids) {}

  /**
   * Carries people over; one whom or whose address the customer has already stays as it is.
   * @returns how many came
   */
  async carryPeople(tx: Tx, customerId: string, lead: LeadForConversion): Promise<number> {
    const people = lead.contacts.map((contact) => ({ ...contact, row_id: this.ids.uuid() }));
    const carried = await tx.rows(
      `INSERT INTO customer_contacts (id, customer_id, subject_id, lead_id, lead_contact_id, salutation, title, first_name,
              last_name, position, role, email, phone, mobile, locale, time_zone, is_primary)
       SELECT p.row_id, $2, $2, $3, p.id, p.salutation, p.title, p."firstName", p."lastName", p.position, p.role, p.email,
              p.phone, p.mobile, p.locale, p."timeZone",
              p."primary" AND NOT EXISTS (SELECT FROM customer_contacts c WHERE c.customer_id = $2 AND c.is_primary)
         FROM jsonb_to_recordset($1::jsonb) AS p(row_id uuid, id uuid, salutation text, title text, "firstName" text,
              "lastName" text, position text, role text, email text, phone text, mobile text, locale text,
              "timeZone" text, "primary" boolean)
        WHERE NOT EXISTS (SELECT FROM customer_contacts c
               WHERE c.customer_id = $2 AND (c.email = p.email OR c.lead_contact_id = p.id)) RETURNING id`,
      [JSON.stringify(people), customerId, lead.leadId],
    );
    return carried.length;
  }

  /** The first place is the headquarters, another one a branch. */
  async carryPlace(tx: Tx, customerId: string, lead: LeadForConversion): Promise<void> {
    const { leadId, company, street, postalCode, city, country, placeKey } = lead;
    await tx.rows(
      `INSERT INTO customer_sites (id, customer_id, subject_id, lead_id, kind, name, street, postal_code, city, country, place_key)
       SELECT $1, $2, $2, $3, CASE WHEN EXISTS (SELECT FROM customer_sites s WHERE s.customer_id = $2) THEN 'BRANCH'
              ELSE 'HEADQUARTERS' END, $4, $5, $6, $7, $8, $9
        WHERE NOT EXISTS (SELECT FROM customer_sites s WHERE s.customer_id = $2
                             AND s.place_key IS NOT DISTINCT FROM $9)`,
      [
        ...[this.ids.uuid(), customerId, leadId, company, street, postalCode, city, country],
        placeKey,
      ],
    );
  }

  /** Takes away people who came with a lead and are another one's again. @returns how many went */
  async giveBackPeople(
    tx: Tx,
    { customerId, leadId }: { customerId: string; leadId: string },
    contactIds: readonly string[],
  ): Promise<number> {
    const gone = await tx.rows(
      `DELETE FROM customer_contacts WHERE customer_id = $1 AND lead_id = $2 AND lead_contact_id = ANY ($3::uuid[])
       RETURNING id`,
      [customerId, leadId, contactIds],
    );
    return gone.length;
  }

  /** Takes away what came with a lead whose conversion is undone. */
  async giveBack(tx: Tx, customerId: string, leadId: string): Promise<void> {
    for (const table of ['customer_contacts', 'customer_sites', 'customer_identities'])
      await tx.rows(`DELETE FROM ${table} WHERE customer_id = $1 AND lead_id = $2`, [
        customerId,
        leadId,
      ]);
  }

  /** Frees every sign by which an archived customer would be known again. */
  async forget(tx: Tx, customerId: string): Promise<void> {
    await tx.rows('DELETE FROM customer_identities WHERE customer_id = $1', [customerId]);
  }
}
