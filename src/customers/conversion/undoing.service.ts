import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, type Tx } from '../../core/database';
import { EventLog } from '../../events';
import { ConversionUndone } from '../../events/catalogue';
import { Audit, type Scope } from '../../identity';
import { type LeadForConversion, LeadsService } from '../../leads';
import type { Customer } from '../customer.entity';
import { CustomerRecords } from '../customer-records.service';
import {
  ConversionChangedSince,
  ConversionNotFound,
  ConversionTooOld,
} from '../customers.problems';
import { UNDONE_WITHIN_DAYS } from '../settings.rules';
import { Belongings } from './belongings.service';
import { Conversion } from './conversion.entity';
import { Conversions } from './conversions.service';

const DAY_MS = 86_400_000;

/** Takes a conversion back, as a fact of its own: what was told before still stands in the log. */
@Injectable()
export class Undoing {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventLog,
    private readonly audit: Audit,
    private readonly leads: LeadsService,
    private readonly records: CustomerRecords,
    private readonly belongings: Belongings,
    private readonly conversions: Conversions,
  ) {}

  /** @throws ConversionNotFound, ConversionTooOld, ConversionChangedSince saying what would be lost */
  async undo(scope: Scope, leadId: string, reason: string): Promise<void> {
    await this.db.transaction(scope, async (tx) => {
      const lead = await this.leads.hold(tx, leadId);
      const conversion = await this.conversions.standing(tx, leadId);
      if (!conversion) throw new ConversionNotFound();
      const until = new Date(conversion.convertedAt.getTime() + UNDONE_WITHIN_DAYS * DAY_MS);
      const now = this.clock.now();
      if (now > until)
        throw new ConversionTooOld(undefined, { members: { until: until.toISOString() } });
      const customer = await this.records.lock(tx, conversion.customerId);
      const changes = await this.changesSince(tx, conversion, customer, lead);
      if (changes.length > 0) throw new ConversionChangedSince(undefined, { members: { changes } });
      await this.takeBack(tx, conversion, customer, reason);
      await this.audit.write(tx, { act: 'conversions.undo', subjectId: leadId, why: reason });
    });
  }

  private async takeBack(
    tx: Tx,
    conversion: Conversion,
    customer: Customer,
    reason: string,
  ): Promise<void> {
    const { id, subjectId: leadId, customerId, attached, number, previousStatus } = conversion;
    const now = this.clock.now();
    const by = tx.scope.actor.kind === 'user' ? tx.scope.actor.id : null;
    const undone = { undoneAt: now, undoneBy: by, undoneReason: reason };
    await tx.manager.update(Conversion, { id }, undone);
    await this.belongings.giveBack(tx, customerId, leadId);
    if (attached) await this.records.save(tx, customer, {}, ['leads']);
    else {
      await this.belongings.forget(tx, customerId);
      const patch = { state: 'ARCHIVED' as const, archivedAt: now };
      await this.records.save(tx, customer, patch, ['status']);
    }
    const status = previousStatus as Parameters<LeadsService['putBack']>[2]['status'];
    await this.leads.putBack(tx, leadId, { status, stage: conversion.previousStage });
    await this.events.record(
      tx,
      ConversionUndone,
      leadId,
      {
        ...{ leadId, customerId, conversionId: id, number, attached, undoneBy: by },
        convertedAt: conversion.convertedAt.toISOString(),
        undoneAt: now.toISOString(),
      },
      { simulated: conversion.simulated },
    );
  }

  /** What somebody did since, and undoing would lose or contradict. */
  private async changesSince(
    tx: Tx,
    conversion: Conversion,
    customer: Customer,
    lead: LeadForConversion,
  ): Promise<string[]> {
    const [since] = await tx.rows<{ orders: boolean; leads: boolean }>(
      `SELECT EXISTS (SELECT FROM customer_orders o WHERE o.customer_id = $1 AND o.recorded_at >= $3) AS orders,
              EXISTS (SELECT FROM conversions c WHERE c.customer_id = $1 AND c.id <> $2 AND c.undone_at IS NULL
                         AND c.converted_at >= $3) AS leads`,
      [customer.id, conversion.id, conversion.convertedAt],
    );
    return [
      ...(since?.orders ? ['ORDERS'] : []),
      ...(since?.leads ? ['OTHER_LEADS'] : []),
      ...(customer.version !== conversion.customerVersion ? ['CUSTOMER_EDITED'] : []),
      ...(lead.version !== conversion.leadVersion ? ['LEAD_CHANGED'] : []),
    ];
  }
}
