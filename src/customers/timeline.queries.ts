import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../core/database';
import { EventsQueries } from '../events';
import {
  ConsentChanged,
  ConversionReviewed,
  ConversionUndone,
  CustomerActivated,
  CustomerChanged,
  CustomerOrderRecorded,
  EmailReceived,
  EmailSent,
  FollowUpProcessed,
  LeadActivityLogged,
  LeadAssigned,
  LeadChanged,
  LeadConverted,
  LeadRegistered,
  LeadSampleDelivered,
  LeadStatusChanged,
  OpportunityChanged,
  OpportunityOpened,
  ResponseClassified,
  TaskCompleted,
  TaskOpened,
} from '../events/catalogue';
import type { RecordedEvent } from '../events/recorded-event';
import { parseSequence } from '../events/sequence.rules';
import type { Scope } from '../identity';
import { LeadsQueries, Pages } from '../leads';
import { CustomerRecords } from './customer-records.service';
import { OpportunitiesQueries } from './opportunities/opportunities.queries';
import type { CustomerTimeline, CustomerTimelineItem, ReadCustomerTimeline } from './timeline.dto';

const TOLD = [
  ...[CustomerChanged, CustomerActivated, CustomerOrderRecorded],
  ...[OpportunityOpened, OpportunityChanged],
  ...[LeadRegistered, LeadAssigned, LeadStatusChanged, LeadChanged, LeadActivityLogged],
  ...[LeadSampleDelivered, ConsentChanged, TaskOpened, TaskCompleted],
  ...[FollowUpProcessed, EmailSent, EmailReceived, ResponseClassified],
  ...[LeadConverted, ConversionUndone, ConversionReviewed],
].map(({ type }) => type);

/** One history: what happened to a customer and, before and since, to the leads that became it. */
@Injectable()
export class CustomerTimelines {
  constructor(
    private readonly db: Database,
    private readonly events: EventsQueries,
    private readonly leads: LeadsQueries,
    private readonly pages: Pages,
    private readonly records: CustomerRecords,
    private readonly opportunities: OpportunitiesQueries,
  ) {}

  /** The newest first; leads that the caller may not see are left out. @throws CustomerNotFound */
  async read(
    scope: Scope,
    customerId: string,
    { limit, cursor }: ReadCustomerTimeline,
  ): Promise<CustomerTimeline> {
    return this.db.transaction(scope, async (tx) => {
      await this.records.require(tx, customerId);
      const asOf = await this.pages.asOf(tx);
      const before = cursor === undefined ? null : parseSequence(cursor);
      const range = { types: TOLD, before, limit: limit + 1 };
      const found: RecordedEvent[] = [];
      for (const subject of [customerId, ...(await this.leadsOf(tx, customerId))])
        found.push(...(await this.events.about(tx, subject, range)));
      found.sort((a, b) => (a.sequence < b.sequence ? 1 : -1));
      const items = await this.dress(tx, found.slice(0, limit));
      const nextCursor = found.length > limit ? (items.at(-1)?.sequence ?? null) : null;
      return { items, nextCursor, previousCursor: null, ...asOf };
    });
  }

  private async leadsOf(tx: Tx, customerId: string): Promise<string[]> {
    const rows = await tx.rows<{ id: string }>(
      'SELECT DISTINCT subject_id AS id FROM conversions WHERE customer_id = $1 AND undone_at IS NULL',
      [customerId],
    );
    const visible = await this.leads.companies(
      tx,
      rows.map(({ id }) => id),
    );
    return [...visible.keys()];
  }

  private async dress(tx: Tx, events: readonly RecordedEvent[]): Promise<CustomerTimelineItem[]> {
    const entries = await this.leads.timelineEntries(tx, events);
    const opportunities = await this.opportunities.ofFacts(tx, events);
    return events.map(({ id, sequence, type, time, recordedAt, data }) => ({
      ...{ id, sequence, type, at: time.toISOString(), recordedAt: recordedAt.toISOString() },
      data: data as Record<string, unknown>,
      ...(entries.get(id) ?? { people: [], activity: null, consent: null, task: null }),
      opportunity: opportunities.get(id) ?? null,
    }));
  }
}
