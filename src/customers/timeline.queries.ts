import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../core/database';
import { EventsQueries } from '../events';
import {
  ConversionReviewed,
  ConversionUndone,
  CustomerActivated,
  CustomerChanged,
  CustomerOrderRecorded,
  LeadConverted,
} from '../events/catalogue';
import type { RecordedEvent } from '../events/recorded-event';
import { parseSequence } from '../events/sequence.rules';
import type { Scope } from '../identity';
import { LeadsQueries, Pages } from '../leads';
import { CustomerRecords } from './customer-records.service';
import type { CustomerTimeline, CustomerTimelineItem, ReadCustomerTimeline } from './timeline.dto';

const OF_CUSTOMER = [CustomerChanged, CustomerActivated, CustomerOrderRecorded];
const OF_LEAD = [LeadConverted, ConversionUndone, ConversionReviewed];

/** One history: what happened to a customer and, before and since, to the leads that became it. */
@Injectable()
export class CustomerTimelines {
  constructor(
    private readonly db: Database,
    private readonly events: EventsQueries,
    private readonly leads: LeadsQueries,
    private readonly pages: Pages,
    private readonly records: CustomerRecords,
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
      const items = await this.own(tx, customerId, OF_CUSTOMER, cursor, limit + 1);
      for (const leadId of await this.leadsOf(tx, customerId)) {
        const range = { before: cursor, limit: limit + 1 };
        items.push(...(await this.leads.timeline(tx, leadId, range)));
        items.push(...(await this.own(tx, leadId, OF_LEAD, cursor, limit + 1)));
      }
      items.sort((a, b) => (a.sequence < b.sequence ? 1 : -1));
      const shown = items.slice(0, limit);
      const nextCursor = items.length > limit ? (shown.at(-1)?.sequence ?? null) : null;
      return { items: shown, nextCursor, previousCursor: null, ...asOf };
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

  private async own(
    tx: Tx,
    subjectId: string,
    definitions: readonly { type: string }[],
    before: string | undefined,
    limit: number,
  ): Promise<CustomerTimelineItem[]> {
    const events = await this.events.about(tx, subjectId, {
      types: definitions.map(({ type }) => type),
      before: before === undefined ? null : parseSequence(before),
      limit,
    });
    return events.map(itemOf);
  }
}

function itemOf({
  id,
  sequence,
  type,
  time,
  recordedAt,
  data,
}: RecordedEvent): CustomerTimelineItem {
  return {
    ...{ id, sequence, type, at: time.toISOString(), recordedAt: recordedAt.toISOString() },
    data: data as Record<string, unknown>,
    ...{ people: [], activity: null, consent: null, task: null },
  };
}
