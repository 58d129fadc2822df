import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, type Tx } from '../../core/database';
import { type Market, type Scope, Settings, systemScope, UsersQueries } from '../../identity';
import { type LeadForFollowUp, LeadsQueries } from '../../leads';
import { placeOf } from '../deciding/world.rules';
import { LeadNotKnown } from '../follow-ups.problems';
import { OfferMaxDiscount, OfferValidDays } from '../settings.rules';
import { localDay, variablesOf } from './content.rules';
import { OffersQueries } from './offers.queries';
import { offerFor } from './offers.rules';

/** What a letter to a lead would be filled with if it were written now. */
@Injectable()
export class LetterValues {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly leads: LeadsQueries,
    private readonly users: UsersQueries,
    private readonly offers: OffersQueries,
    private readonly settings: Settings,
  ) {}

  /** @throws LeadNotKnown also for a lead outside the scope */
  async of(scope: Scope, leadId: string, locale: string): Promise<Record<string, unknown>> {
    const lead = await this.db.transaction(scope, async (tx) =>
      (await this.leads.forFollowUps(tx, [leadId])).get(leadId),
    );
    if (!lead) throw new LeadNotKnown();
    // Who signs is asked with the rights of the system: the signature is in every mail that the lead gets.
    return this.db.transaction(systemScope('follow-ups.letter'), async (tx) => {
      const market = (await this.users.markets(tx)).get(lead.territory);
      if (!market) throw new Error(`The territory ${lead.territory} does not exist.`);
      return this.values(tx, lead, market, locale);
    });
  }

  private async values(
    tx: Tx,
    lead: LeadForFollowUp,
    market: Market,
    locale: string,
  ): Promise<Record<string, unknown>> {
    const { territory, businessType, ownerId } = lead;
    const { zone } = placeOf(lead, market);
    const now = this.clock.now();
    const owners = await this.users.signatories(tx, [ownerId]);
    const offer = offerFor(
      await this.offers.all(tx),
      { businessType, territory, day: localDay(now, zone) },
      await this.settings.get(OfferMaxDiscount, { territory }),
    );
    const days = await this.settings.get(OfferValidDays, { territory });
    const nobody = { salutation: null, title: null, firstName: null, lastName: null };
    return variablesOf({
      ...{ lead, market, offer, locale, validUntil: localDay(now, zone, days) },
      contact: lead.contacts[0] ?? nobody,
      owner: owners.get(ownerId ?? '') ?? null,
    });
  }
}
