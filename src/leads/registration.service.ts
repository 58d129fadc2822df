import { Injectable } from '@nestjs/common';
import { Clock } from '../core/clock';
import { Database, type Tx } from '../core/database';
import { Ids } from '../core/ids';
import { EventLog } from '../events';
import { LeadRegistered } from '../events/catalogue';
import { AccessQueries, type Scope, UsersQueries } from '../identity';
import { IdentityClaims } from './contacts/identity-claims.service';
import { DuplicatesQueries } from './duplicates.queries';
import { LeadContact } from './lead-contact.entity';
import { leadOf, searchTextOf } from './lead-record.rules';
import { Lead } from './lead.entity';
import type { LeadView, RegisterLead } from './leads.dto';
import {
  FirstContactRequired,
  OwnerNotAvailable,
  SimilarLeadExists,
  TerritoryNotAllowed,
} from './leads.problems';
import { LeadsQueries } from './leads.queries';
import { firstContactFault, stageOf, territoryOf, tidyContacts } from './registration.rules';

type Contacts = RegisterLead['contacts'];

/** How a lead comes into being. */
@Injectable()
export class RegistrationService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly events: EventLog,
    private readonly queries: LeadsQueries,
    private readonly duplicates: DuplicatesQueries,
    private readonly users: UsersQueries,
    private readonly access: AccessQueries,
    private readonly identities: IdentityClaims,
  ) {}

  /**
   * Registers a lead for its owner.
   * @throws LeadAlreadyRegistered when an address or number is taken; carries only candidates the caller may see
   * @throws SimilarLeadExists when a similar company stands there and the caller has not confirmed
   */
  async register(scope: Scope, input: RegisterLead): Promise<LeadView> {
    return this.db.transaction(scope, async (tx) => {
      const lead = await this.newLead(tx, input);
      const contacts = tidyContacts(input.contacts, lead.country);
      lead.stage = stageOf(contacts);
      lead.search = searchTextOf(lead, contacts);
      if (!input.override) await this.refuseSimilar(tx, lead);
      await this.access.place(tx, { ...lead, subjectId: lead.id, kind: 'lead' });
      await tx.manager.insert(Lead, lead);
      await this.addContacts(tx, lead, contacts);
      await this.identities.settle(tx, lead, contacts, input.override?.reason);
      await this.events.record(tx, LeadRegistered, lead.id, registeredFacts(lead));
      return this.queries.view(tx, lead.id);
    });
  }

  private async newLead(tx: Tx<Scope>, input: RegisterLead): Promise<Lead> {
    const { scope } = tx;
    const fault = firstContactFault(input, this.clock.now());
    if (fault) throw new FirstContactRequired(fault);
    const known = await this.users.territoryCodes(tx);
    const territory = territoryOf(input.territory, input.company.country, known, scope.territories);
    const limited = scope.kind === 'own' || scope.kind === 'team';
    if (!territory || (limited && !scope.territories.includes(territory)))
      throw new TerritoryNotAllowed();
    const owner = await this.users.assignable(tx, input.ownerId ?? scope.userId ?? '');
    if (!owner || (scope.kind === 'own' && owner.id !== scope.userId))
      throw new OwnerNotAvailable();
    return leadOf(input, {
      id: this.ids.uuid(),
      now: this.clock.now(),
      territory,
      owner,
      by: scope.userId,
    });
  }

  private async refuseSimilar(tx: Tx<Scope>, lead: Lead): Promise<void> {
    const similar = await this.duplicates.similar(tx, lead);
    if (similar.total === 0) return;
    throw new SimilarLeadExists(undefined, {
      members: { severity: 'warning', candidates: similar.candidates },
    });
  }

  private async addContacts(tx: Tx, lead: Lead, contacts: Contacts): Promise<void> {
    if (contacts.length === 0) return;
    const { id: leadId, ownerId, teamId, territory } = lead;
    await tx.manager.insert(
      LeadContact,
      contacts.map(({ primary, ...contact }) => ({
        ...contact,
        id: this.ids.uuid(),
        leadId,
        subjectId: leadId,
        ownerId,
        teamId,
        territory,
        isPrimary: primary ?? false,
      })),
    );
  }
}

function registeredFacts(lead: Lead) {
  return {
    leadId: lead.id,
    source: lead.source,
    territory: lead.territory,
    stage: lead.stage,
    status: lead.status,
    businessType: lead.businessType,
    ownerId: lead.ownerId,
    anchorKind: 'REGISTERED' as const,
    anchorAt: lead.registeredAt.toISOString(),
  };
}
