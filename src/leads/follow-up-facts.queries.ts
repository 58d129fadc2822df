import { Injectable } from '@nestjs/common';
import type { Tx } from '../core/database';
import {
  type ContactRow,
  gathered,
  type LeadFacts,
  type LeadForFollowUp,
} from './follow-up-facts.rules';

const LEADS = `
  SELECT l.id AS "leadId", l.version, l.status, l.stage, l.owner_id AS "ownerId", l.territory, l.country,
         l.postal_code AS "postalCode", l.company_name AS company, l.city, l.business_type AS "businessType", l.simulated,
         EXISTS (SELECT FROM lead_clock_stops s WHERE s.lead_id = l.id AND s.state = 'running') AS "clockStopped", l.automation_paused_at IS NOT NULL AS "automationPaused",
         l.merged_into_id IS NOT NULL AS merged,
         l.owner_id IS NULL AND l.protection_lapsed_at IS NOT NULL AS lapsed,
         said.meaningful_at AS "lastMeaningfulActivityAt", said.answer_at AS "lastAnswerLoggedAt"
    FROM leads l
    LEFT JOIN LATERAL (
      SELECT max(a.occurred_at) FILTER (WHERE a.meaningful AND a.kind <> 'SAMPLE_SENT') AS meaningful_at,
             max(a.occurred_at) FILTER (WHERE a.answer) AS answer_at
        FROM activities a WHERE a.subject_id = l.id AND (a.meaningful OR a.answer)
    ) said ON true
   WHERE l.id = ANY ($1::uuid[])`;

const CONTACTS = `
  SELECT c.lead_id AS "leadId", c.id, c.salutation, c.title, c.first_name AS "firstName", c.last_name AS "lastName",
         c.role, c.email, c.phone, c.mobile, c.locale, c.time_zone AS "timeZone", c.is_primary AS "primary",
         c.blocked_at AS "blockedAt", k.channel, k.purpose, k.state, k.basis, k.id AS "consentId", k.given_at AS at,
         k.requested_thing AS "requestedThing"
    FROM lead_contacts c
    LEFT JOIN (
      SELECT DISTINCT ON (lead_id, contact_id, channel, purpose) * FROM lead_consents WHERE lead_id = ANY ($1::uuid[])
       ORDER BY lead_id, contact_id, channel, purpose, given_at DESC, id DESC
    ) k ON k.lead_id = c.lead_id AND k.contact_id = c.id
   WHERE c.lead_id = ANY ($1::uuid[]) ORDER BY c.lead_id, c.is_primary DESC, c.id, k.channel, k.purpose`;

/** What follow-ups decide by, for many leads at once. */
@Injectable()
export class FollowUpFacts {
  /** Two statements for any number of leads; those outside the scope are missing. */
  async of(tx: Tx, leadIds: readonly string[]): Promise<Map<string, LeadForFollowUp>> {
    if (leadIds.length === 0) return new Map();
    const [leads, contacts] = await Promise.all([
      tx.rows<LeadFacts>(LEADS, [leadIds], 'leads.follow-up-facts'),
      tx.rows<ContactRow>(CONTACTS, [leadIds], 'leads.follow-up-contacts'),
    ]);
    return gathered(leads, contacts);
  }
}
