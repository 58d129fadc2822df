import { Injectable } from '@nestjs/common';
import type { Tx } from '../core/database';
import type { LatestConsent } from './follow-up-facts.rules';

/** What was written down about a lead, and when: enough to know what was known at any instant. */
export interface LeadHistory {
  readonly activities: readonly {
    readonly id: string;
    readonly occurredAt: Date;
    readonly loggedAt: Date;
    readonly meaningful: boolean;
    readonly answer: boolean;
  }[];
  /** Every word of the contacts, the latest first by when it was said. */
  readonly consents: readonly (LatestConsent & {
    readonly contactId: string;
    readonly recordedAt: Date;
  })[];
  readonly clockStops: readonly { readonly from: Date; readonly to: Date | null }[];
}

type Of<T> = T & { readonly leadId: string };

const ACTIVITIES = `
  SELECT subject_id AS "leadId", id, occurred_at AS "occurredAt", logged_at AS "loggedAt",
         meaningful AND kind <> 'SAMPLE_SENT' AS meaningful, answer
    FROM activities WHERE subject_id = ANY ($1::uuid[]) AND (meaningful OR answer) ORDER BY logged_at, id`;
const CONSENTS = `
  SELECT lead_id AS "leadId", contact_id AS "contactId", channel, purpose, state, basis, id AS "consentId", given_at AS at,
         requested_thing AS "requestedThing", recorded_at AS "recordedAt"
    FROM lead_consents WHERE lead_id = ANY ($1::uuid[]) ORDER BY given_at DESC, id DESC`;
const CLOCK_STOPS = `
  SELECT lead_id AS "leadId", decided_at AS "from", ended_at AS "to" FROM lead_clock_stops
   WHERE lead_id = ANY ($1::uuid[]) AND state IN ('running', 'ended') ORDER BY decided_at`;

/** The past of many leads at once. */
@Injectable()
export class FollowUpHistory {
  async of(tx: Tx, leadIds: readonly string[]): Promise<Map<string, LeadHistory>> {
    const ask = <T extends object>(sql: string) => tx.rows<Of<T>>(sql, [leadIds]);
    const activities = await ask<LeadHistory['activities'][number]>(ACTIVITIES);
    const consents = await ask<LeadHistory['consents'][number]>(CONSENTS);
    const clockStops = await ask<LeadHistory['clockStops'][number]>(CLOCK_STOPS);
    const [done, said, stopped] = [byLead(activities), byLead(consents), byLead(clockStops)];
    return new Map(
      leadIds.map((id) => [
        id,
        {
          activities: done.get(id) ?? [],
          consents: said.get(id) ?? [],
          clockStops: stopped.get(id) ?? [],
        },
      ]),
    );
  }
}

function byLead<T>(rows: readonly Of<T>[]): Map<string, Of<T>[]> {
  const groups = new Map<string, Of<T>[]>();
  for (const row of rows) {
    const group = groups.get(row.leadId);
    if (group) group.push(row);
    else groups.set(row.leadId, [row]);
  }
  return groups;
}
