import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, type Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { EventLog } from '../../events';
import { LeadConverted } from '../../events/catalogue';
import type { RecordedEvent } from '../../events/recorded-event';
import { Audit, type Scope } from '../../identity';
import { type LeadForConversion, LeadsService } from '../../leads';
import { Customer } from '../customer.entity';
import { CustomerRecords } from '../customer-records.service';
import { Belongings } from './belongings.service';
import { Conversion } from './conversion.entity';
import type { ConvertLead } from './conversion.dto';
import { citation } from './citation.rules';
import { identitiesOf } from './identity.rules';
import { KnownCustomers } from './known-customers.queries';
import { Proposals } from './proposals.service';

/** Why a lead is converted: by hand, or by a rule that judged an answer. */
export interface ConversionWish {
  readonly leadId: string;
  readonly number: string | null;
  readonly vatId: string | null;
  readonly ground: ConversionGround | null;
}

export interface ConversionGround {
  readonly evaluationId: string;
  readonly rule: { readonly key: string; readonly setId: string; readonly setVersion: number };
  readonly responseId: string;
  readonly followUpId: string | null;
  /** Null when a person approved it later. */
  readonly cause: RecordedEvent | null;
}

export interface Converted {
  readonly customerId: string;
  /** False when the lead was a customer before. */
  readonly fresh: boolean;
}

/** Leads become customers: everything of it in one transaction. */
@Injectable()
export class Conversions {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly events: EventLog,
    private readonly audit: Audit,
    private readonly leads: LeadsService,
    private readonly records: CustomerRecords,
    private readonly known: KnownCustomers,
    private readonly belongings: Belongings,
    private readonly proposals: Proposals,
  ) {}

  /** A person converts; asked again, the same customer. */
  async convertByHand(scope: Scope, leadId: string, input: ConvertLead): Promise<Converted> {
    return this.db.transaction(scope, async (tx) => {
      const { number = null, vatId = null, reason = null } = input;
      const converted = await this.convert(tx, { leadId, number, vatId, ground: null });
      if (converted.fresh) {
        const after = { customerId: converted.customerId };
        await this.audit.write(tx, {
          act: 'conversions.convert',
          subjectId: leadId,
          after,
          why: reason,
        });
      }
      return converted;
    });
  }

  /**
   * Converts in the caller's transaction. The lock on the lead, taken before anything is looked at, lets a thousand
   * at once make one customer.
   * @throws LeadNotFound, StatusNotPossible for a lost lead, CustomerNumberTaken, CustomerOutsideScope
   */
  async convert(tx: Tx, wish: ConversionWish): Promise<Converted> {
    const lead = await this.leads.hold(tx, wish.leadId);
    const standing = await this.standing(tx, wish.leadId);
    if (standing) return { customerId: standing.customerId, fresh: false };
    const leadVersion = await this.leads.close(tx, wish.leadId);
    const { customerId, attached } = await this.customerFor(tx, lead, wish);
    const { number: n } = await this.write(tx, { lead, leadVersion, customerId, attached, wish });
    await this.proposals.closeFor(tx, wish.leadId);
    const number = await this.numberOf(tx, customerId);
    await this.leads.logActivity(tx, {
      leadId: wish.leadId,
      kind: 'CONVERTED',
      occurredAt: this.clock.now(),
      text: citation(number, wish.ground),
      origin: `conversion:${wish.leadId}:${String(n)}`,
    });
    return { customerId, fresh: true };
  }

  standing(tx: Tx, leadId: string): Promise<Conversion | null> {
    return tx.manager
      .createQueryBuilder(Conversion, 'c')
      .where('c.subjectId = :leadId AND c.undoneAt IS NULL', { leadId })
      .getOne();
  }

  /** The one that is known by anything of the lead, else a new one. */
  private async customerFor(
    tx: Tx,
    lead: LeadForConversion,
    { number, vatId, ground }: ConversionWish,
  ): Promise<{ customerId: string; attached: boolean }> {
    const cause = ground?.cause ?? undefined;
    const identities = identitiesOf(lead, vatId);
    await this.known.hold(tx, identities);
    const found = await this.known.find(tx, identities);
    const customerId = found ?? (await this.records.make(tx, lead, { number, vatId }, cause));
    const isNew = found === null;
    await this.known.claim(tx, { customerId, leadId: lead.leadId, isNew }, identities);
    await this.belongings.carryPeople(tx, customerId, lead);
    await this.belongings.carryPlace(tx, customerId, lead);
    if (!isNew) {
      const customer = await this.records.lock(tx, customerId);
      const patch = { lastContactAt: this.clock.now() };
      await this.records.save(tx, customer, patch, ['leads'], cause);
    }
    return { customerId, attached: !isNew };
  }

  private async write(
    tx: Tx,
    done: {
      lead: LeadForConversion;
      leadVersion: number;
      customerId: string;
      attached: boolean;
      wish: ConversionWish;
    },
  ): Promise<{ number: number }> {
    const { lead, leadVersion, customerId, attached, wish } = done;
    const { ground } = wish;
    const by = tx.scope.actor.kind === 'user' ? tx.scope.actor.id : null;
    const id = this.ids.uuid();
    const now = this.clock.now();
    const [row] = await tx.rows<{ number: number }>(
      `INSERT INTO conversions (id, subject_id, simulated, number, customer_id, attached, evaluation_id, response_id,
              follow_up_id, converted_by, converted_at, previous_status, previous_stage, lead_version, customer_version)
       SELECT $1, $2, $3, 1 + (SELECT count(*) FROM conversions c WHERE c.subject_id = $2), $4, $5, $6, $7, $8, $9, $10,
              $11, $12, $13, (SELECT version FROM customers WHERE id = $4) RETURNING number`,
      [
        ...[id, lead.leadId, lead.simulated, customerId, attached, ground?.evaluationId ?? null],
        ...[ground?.responseId ?? null, ground?.followUpId ?? null, by, now, lead.status],
        ...[lead.stage, leadVersion],
      ],
    );
    const number = row?.number ?? 1;
    await this.events.record(
      tx,
      LeadConverted,
      lead.leadId,
      {
        ...{ leadId: lead.leadId, customerId, conversionId: id, number, attached },
        rule: ground?.rule ?? null,
        responseId: ground?.responseId ?? null,
        followUpId: ground?.followUpId ?? null,
        convertedBy: by,
        valueCents: lead.volumeCents,
        currency: lead.volumeCurrency,
        convertedAt: now.toISOString(),
      },
      { simulated: lead.simulated, ...(ground?.cause && { cause: ground.cause }) },
    );
    return { number };
  }

  private async numberOf(tx: Tx, id: string): Promise<string> {
    return (await tx.manager.findOneByOrFail(Customer, { id })).number;
  }
}
