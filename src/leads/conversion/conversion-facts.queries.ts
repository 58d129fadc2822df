import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';

/** A person at a lead, as a customer takes them over. */
export interface ContactForConversion {
  readonly id: string;
  readonly salutation: string | null;
  readonly title: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly position: string | null;
  readonly role: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly mobile: string | null;
  readonly locale: string | null;
  readonly timeZone: string | null;
  readonly primary: boolean;
  /** The latest word of this contact on advertising by e-mail. */
  readonly consent: 'given' | 'refused' | 'revoked' | null;
}

/** A lead as it may become a customer. */
export interface LeadForConversion {
  readonly leadId: string;
  readonly version: number;
  readonly status: string;
  readonly stage: number;
  readonly ownerId: string | null;
  readonly teamId: string | null;
  readonly territory: string;
  readonly company: string;
  readonly companyKey: string;
  readonly website: string | null;
  readonly street: string | null;
  readonly postalCode: string | null;
  readonly city: string | null;
  readonly placeKey: string | null;
  readonly country: string;
  readonly businessType: string;
  readonly volumeCents: number | null;
  readonly volumeCurrency: string | null;
  /** 0 to 100; null: not counted yet. */
  readonly score: number | null;
  readonly registeredAt: Date;
  readonly simulated: boolean;
  /** A sample was asked for and has not been judged. */
  readonly activeSample: boolean;
  /** The primary one first. */
  readonly contacts: readonly ContactForConversion[];
}

const LEADS = `
  SELECT l.id AS "leadId", l.version, l.status, l.stage, l.owner_id AS "ownerId", l.team_id AS "teamId", l.territory,
         l.company_name AS company, l.company_key AS "companyKey", l.website, l.street, l.postal_code AS "postalCode",
         l.city, l.place_key AS "placeKey", l.country, l.business_type AS "businessType",
         l.annual_volume_cents::float8 AS "volumeCents", l.annual_volume_currency AS "volumeCurrency",
         l.score,
         l.registered_at AS "registeredAt", l.simulated,
         EXISTS (SELECT FROM lead_samples s WHERE s.lead_id = l.id
                    AND s.state IN ('REQUESTED', 'PACKED', 'SHIPPED', 'DELIVERED')) AS "activeSample",
         coalesce((SELECT json_agg(json_build_object('id', c.id, 'salutation', c.salutation, 'title', c.title,
             'firstName', c.first_name, 'lastName', c.last_name, 'position', c.position, 'role', c.role,
             'email', c.email, 'phone', c.phone, 'mobile', c.mobile, 'locale', c.locale, 'timeZone', c.time_zone,
             'primary', c.is_primary, 'consent',
             (SELECT k.state FROM lead_consents k WHERE k.lead_id = l.id AND k.contact_id = c.id
                 AND k.channel = 'email' AND k.purpose = 'advertising' ORDER BY k.given_at DESC, k.id DESC LIMIT 1))
             ORDER BY c.is_primary DESC, c.id) FROM lead_contacts c WHERE c.lead_id = l.id), '[]') AS contacts
    FROM leads l WHERE l.id = ANY ($1::uuid[])`;

/** What a conversion is decided by and made of. */
@Injectable()
export class ConversionFacts {
  /** One statement for any number of leads; those outside the scope are missing. */
  async of(tx: Tx, leadIds: readonly string[]): Promise<Map<string, LeadForConversion>> {
    if (leadIds.length === 0) return new Map();
    const rows = await tx.rows<LeadForConversion>(
      LEADS,
      [[...new Set(leadIds)]],
      'leads.conversion-facts',
    );
    return new Map(rows.map((row) => [row.leadId, row]));
  }
}
