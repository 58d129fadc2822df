import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { requireMatch } from '../../core/if-match';
import { Database, type Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { EventLog } from '../../events';
import { OpportunityChanged, OpportunityOpened } from '../../events/catalogue';
import type { Scope } from '../../identity';
import { LeadsService } from '../../leads';
import { Conversions } from '../conversion/conversions.service';
import { CustomerRecords } from '../customer-records.service';
import {
  CustomerArchived,
  LeadNeedsConversion,
  OpportunityClosed,
  OpportunityNotFound,
} from '../customers.problems';
import type {
  ChangeOpportunity,
  CloseOpportunity,
  OpenOpportunity,
  OpportunityView,
} from './opportunities.dto';
import { OpportunitiesQueries } from './opportunities.queries';
import { Opportunity } from './opportunity.entity';

/** What can be done about an opportunity. */
@Injectable()
export class Opportunities {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly events: EventLog,
    private readonly leads: LeadsService,
    private readonly customers: CustomerRecords,
    private readonly conversions: Conversions,
    private readonly queries: OpportunitiesQueries,
  ) {}

  /** @throws LeadNotFound, LeadNotOwned, CustomerNotFound, CustomerArchived */
  async open(scope: Scope, input: OpenOpportunity): Promise<OpportunityView> {
    return this.db.transaction(scope, async (tx) => {
      const { leadId = null, customerId = null, title, stage, amount, expectedOn = null } = input;
      if (leadId !== null) await this.leads.holdForWork(tx, leadId);
      if (customerId !== null) {
        const customer = await this.customers.lock(tx, customerId);
        if (customer.state === 'ARCHIVED') throw new CustomerArchived();
      }
      const id = this.ids.uuid();
      const now = this.clock.now();
      await tx.rows(
        `INSERT INTO customer_opportunities (id, subject_id, lead_id, customer_id, title, stage, amount_cents, currency,
                expected_on, created_at, changed_at, changed_by)
         VALUES ($1, coalesce($2::uuid, $3::uuid), $2, $3, $4, $5, $6, $7, $8, $9, $9, $10)`,
        [
          ...[id, leadId, customerId, title, stage, amount.cents, amount.currency, expectedOn],
          ...[now, scope.userId],
        ],
      );
      await this.events.record(tx, OpportunityOpened, leadId ?? customerId ?? id, {
        ...{ opportunityId: id, leadId, customerId, stage, by: scope.userId },
        ...{ amountCents: amount.cents, currency: amount.currency },
      });
      return this.queries.view(tx, id);
    });
  }

  /** @throws OpportunityNotFound, OpportunityClosed, StaleVersion */
  async change(
    scope: Scope,
    id: string,
    ifMatch: string | undefined,
    { amount, ...change }: ChangeOpportunity,
  ): Promise<OpportunityView> {
    return this.db.transaction(scope, async (tx) => {
      const standing = await this.lock(tx, id, ifMatch);
      const patch = changesOf(standing, {
        ...change,
        ...(amount && { amountCents: String(amount.cents), currency: amount.currency }),
      });
      // Said again is no change, and no fact.
      if (Object.keys(patch).length > 0) await this.save(tx, standing, patch);
      return this.queries.view(tx, id);
    });
  }

  /**
   * Won, which makes a customer of a lead that still is one, or lost.
   * @throws LeadNeedsConversion for whoever may not convert the lead
   */
  async close(
    scope: Scope,
    id: string,
    ifMatch: string | undefined,
    { outcome, reason }: CloseOpportunity,
  ): Promise<OpportunityView> {
    return this.db.transaction(scope, async (tx) => {
      const standing = await this.lock(tx, id, ifMatch);
      const { leadId } = standing;
      if (outcome === 'won' && leadId !== null) await this.convert(tx, leadId);
      await this.save(tx, standing, {
        stage: outcome === 'won' ? 'WON' : 'LOST',
        lostReason: reason ?? null,
        closedAt: this.clock.now(),
      });
      return this.queries.view(tx, id);
    });
  }

  private async convert(tx: Tx<Scope>, leadId: string): Promise<void> {
    if (await this.conversions.standing(tx, leadId)) return;
    if (tx.scope.role === 'SALES') throw new LeadNeedsConversion();
    await this.conversions.convert(tx, { leadId, number: null, vatId: null, ground: null });
  }

  private async lock(tx: Tx, id: string, ifMatch: string | undefined): Promise<Opportunity> {
    const standing = await tx.manager.findOne(Opportunity, {
      where: { id },
      lock: { mode: 'for_no_key_update' },
    });
    if (!standing) throw new OpportunityNotFound();
    const { changedBy, changedAt } = standing;
    requireMatch(ifMatch, opportunityEtag(standing), { changedBy, changedAt });
    if (standing.closedAt) throw new OpportunityClosed();
    return standing;
  }

  private async save(tx: Tx<Scope>, standing: Opportunity, patch: Patch): Promise<void> {
    const version = standing.version + 1;
    const now = this.clock.now();
    await tx.manager.update(
      Opportunity,
      { id: standing.id },
      { ...patch, version, changedAt: now, changedBy: tx.scope.userId },
    );
    const { leadId, customerId, subjectId } = standing;
    await this.events.record(tx, OpportunityChanged, subjectId, {
      ...{ opportunityId: standing.id, leadId, customerId, version },
      ...{ fields: Object.keys(patch), by: tx.scope.userId },
      ...{ from: standing.stage, to: patch.stage ?? standing.stage },
      amountCents: Number(patch.amountCents ?? standing.amountCents),
      currency: patch.currency ?? standing.currency,
    });
  }
}

type Patch = Partial<Omit<Opportunity, 'customer'>>;

function changesOf(standing: Opportunity, wish: Patch): Patch {
  return Object.fromEntries(
    Object.entries(wish).filter(([field, value]) => standing[field as keyof Patch] !== value),
  );
}

export function opportunityEtag({ id, version }: { id: string; version: number }): string {
  return `"opportunity-${id}-${String(version)}"`;
}
