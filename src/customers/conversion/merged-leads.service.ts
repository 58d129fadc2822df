import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import type { LeadMerged, LeadUnmerged } from '../../events/catalogue';
import type { RecordedEvent } from '../../events/recorded-event';
import { LeadsQueries } from '../../leads';
import { CustomerRecords } from '../customer-records.service';
import { Belongings } from './belongings.service';
import { Conversions } from './conversions.service';
import { identitiesOf, keyOf } from './identity.rules';
import { KnownCustomers } from './known-customers.queries';
import { Proposals } from './proposals.service';

/** What it means for proposals and customers that a lead became part of another one, or is taken out again. */
@Injectable()
export class MergedLeads {
  constructor(
    private readonly leads: LeadsQueries,
    private readonly records: CustomerRecords,
    private readonly conversions: Conversions,
    private readonly proposals: Proposals,
    private readonly belongings: Belongings,
    private readonly known: KnownCustomers,
  ) {}

  /** A proposal goes, and a customer that the other lead is gets to know whom its lead got to know. */
  async merged(tx: Tx, event: RecordedEvent<typeof LeadMerged>): Promise<void> {
    const { leadId, mergedLeadId } = event.data;
    await this.proposals.withdraw(tx, mergedLeadId);
    const customerId = await this.customerOf(tx, leadId);
    const lead = (await this.leads.forConversion(tx, [leadId])).get(leadId);
    if (customerId === null || !lead) return;
    const identities = identitiesOf(lead);
    await this.known.hold(tx, identities);
    const customer = await this.records.lock(tx, customerId);
    await this.known.claim(tx, { customerId, leadId, isNew: false }, identities);
    if ((await this.belongings.carryPeople(tx, customerId, lead)) > 0)
      await this.records.save(tx, customer, {}, ['contacts'], event);
  }

  /** The proposal is asked again, and the customer loses whom the lead took along when it left. */
  async unmerged(tx: Tx, event: RecordedEvent<typeof LeadUnmerged>): Promise<void> {
    const { leadId, mergedLeadId } = event.data;
    await this.proposals.restore(tx, mergedLeadId);
    const customerId = await this.customerOf(tx, leadId);
    const leads = await this.leads.forConversion(tx, [leadId, mergedLeadId]);
    const [lead, gone] = [leads.get(leadId), leads.get(mergedLeadId)];
    if (customerId === null || !lead || !gone) return;
    const kept = new Set(identitiesOf(lead).map(keyOf));
    const identities = identitiesOf(gone).filter((value) => !kept.has(keyOf(value)));
    await this.known.hold(tx, identities);
    const customer = await this.records.lock(tx, customerId);
    await this.known.giveBack(tx, { customerId, leadId }, identities);
    const people = gone.contacts.map(({ id }) => id);
    if ((await this.belongings.giveBackPeople(tx, { customerId, leadId }, people)) > 0)
      await this.records.save(tx, customer, {}, ['contacts'], event);
  }

  private async customerOf(tx: Tx, leadId: string): Promise<string | null> {
    return (await this.conversions.standing(tx, leadId))?.customerId ?? null;
  }
}
