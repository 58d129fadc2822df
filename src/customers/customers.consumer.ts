import { Injectable } from '@nestjs/common';
import { CANARY_ID } from '../core/canary.rules';
import type { Tx } from '../core/database';
import { Consume } from '../events';
import {
  FollowUpProcessed,
  LeadActivityLogged,
  LeadMerged,
  LeadUnmerged,
  ResponseClassified,
  UserChanged,
  UserDeactivated,
} from '../events/catalogue';
import type { RecordedEvent } from '../events/recorded-event';
import { MergedLeads } from './conversion/merged-leads.service';
import { Succession } from './succession.service';
import { Deciding } from './judging/deciding.service';

/** Facts from elsewhere that matter to customers. */
@Injectable()
export class CustomersConsumer {
  constructor(
    private readonly deciding: Deciding,
    private readonly succession: Succession,
    private readonly mergedLeads: MergedLeads,
  ) {}

  /** What an answer means for the lead, by the active rules. */
  @Consume('customers.rules', [ResponseClassified], { from: 'now' })
  decide(tx: Tx, events: readonly RecordedEvent<typeof ResponseClassified>[]): Promise<void> {
    return this.deciding.decideAll(tx, events);
  }

  /** Which step a follow-up is, since rules ask for it. */
  @Consume('customers.touches', [FollowUpProcessed], { from: 'beginning' })
  async remember(
    tx: Tx,
    events: readonly RecordedEvent<typeof FollowUpProcessed>[],
  ): Promise<void> {
    const touches = events
      .filter(({ data }) => data.leadId !== CANARY_ID)
      .map(({ data }) => ({
        id: data.followUpId,
        lead: data.leadId,
        step: data.step,
      }));
    await tx.rows(
      `INSERT INTO conversion_touches (follow_up_id, subject_id, step)
       SELECT DISTINCT ON (t.id) t.id, t.lead, t.step FROM jsonb_to_recordset($1::jsonb) AS t(id uuid, lead uuid, step text)
       ON CONFLICT (follow_up_id) DO NOTHING`,
      [JSON.stringify(touches)],
      'customers.touches',
    );
  }

  /** A talk with a lead that is a customer keeps the customer from being at risk. */
  @Consume('customers.contact', [LeadActivityLogged], { from: 'beginning' })
  async hear(tx: Tx, events: readonly RecordedEvent<typeof LeadActivityLogged>[]): Promise<void> {
    const talks = events
      .filter(({ data }) => data.meaningful || data.answer)
      .map(({ data }) => ({ lead: data.leadId, at: data.occurredAt }));
    if (talks.length === 0) return;
    await tx.rows(
      `UPDATE customers c SET last_contact_at = greatest(c.last_contact_at, t.at)
         FROM (SELECT v.customer_id, max(t.at) AS at FROM jsonb_to_recordset($1::jsonb) AS t(lead uuid, at timestamptz)
                 JOIN conversions v ON v.subject_id = t.lead AND v.undone_at IS NULL GROUP BY v.customer_id) t
        WHERE c.id = t.customer_id AND t.at > c.last_contact_at`,
      [JSON.stringify(talks)],
      'customers.contact',
    );
  }

  /** What becomes of proposals and customers when two leads are one, and when they are two again. */
  @Consume('customers.merges', [LeadMerged, LeadUnmerged], { from: 'beginning' })
  async merge(
    tx: Tx,
    events: readonly (RecordedEvent<typeof LeadMerged> | RecordedEvent<typeof LeadUnmerged>)[],
  ): Promise<void> {
    for (const event of events)
      if (isMerge(event)) await this.mergedLeads.merged(tx, event);
      else await this.mergedLeads.unmerged(tx, event);
  }

  /** Who leaves hands every customer to the successor. */
  @Consume('customers.succession', [UserDeactivated], { from: 'beginning' })
  async passOn(tx: Tx, events: readonly RecordedEvent<typeof UserDeactivated>[]): Promise<void> {
    for (const { data } of events) await this.succession.passOn(tx, data.userId, data.successorId);
  }

  /** Who changes team takes the customers along. */
  @Consume('customers.team', [UserChanged], { from: 'beginning' })
  async followTeam(tx: Tx, events: readonly RecordedEvent<typeof UserChanged>[]): Promise<void> {
    for (const { data } of events)
      if (data.teamFrom !== data.teamTo) await this.succession.passOn(tx, data.userId, data.userId);
  }
}

function isMerge(
  event: RecordedEvent<typeof LeadMerged> | RecordedEvent<typeof LeadUnmerged>,
): event is RecordedEvent<typeof LeadMerged> {
  return event.type === LeadMerged.type;
}
