import { Injectable } from '@nestjs/common';
import { Clock } from '../core/clock';
import { Config } from '../core/config';
import { Database, type Tx } from '../core/database';
import { Ids } from '../core/ids';
import { EventLog } from '../events';
import { LeadRegistered } from '../events/catalogue';
import type { RecordedEvent } from '../events/recorded-event';
import { AccessQueries, Audit, type Scope, UsersQueries } from '../identity';
import type { Turns } from './assignment/assignment.rules';
import { Assignments, type Choice, found } from './assignment/assignments.service';
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
import { ProtectionQueries } from './protection/protection.queries';
import { firstScore, Scores } from './scoring/scores.service';
import { firstContactFault, stageOf, territoryOf, tidyContacts } from './registration.rules';

type Contacts = RegisterLead['contacts'];

/** How a lead comes into being. */
@Injectable()
export class RegistrationService {
  constructor(
    private readonly config: Config,
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly events: EventLog,
    private readonly queries: LeadsQueries,
    private readonly duplicates: DuplicatesQueries,
    private readonly users: UsersQueries,
    private readonly access: AccessQueries,
    private readonly identities: IdentityClaims,
    private readonly protections: ProtectionQueries,
    private readonly scores: Scores,
    private readonly assignments: Assignments,
    private readonly audit: Audit,
  ) {}

  /**
   * Registers a lead for its owner.
   * @throws LeadAlreadyRegistered when an address or number is taken; carries only candidates the caller may see
   * @throws SimilarLeadExists when a similar company stands there and the caller has not confirmed
   */
  async register(scope: Scope, input: RegisterLead): Promise<LeadView> {
    return this.db.transaction(scope, async (tx) => {
      const rule = input.assignment;
      // The turns of a team come before the locks of addresses, as in every assignment.
      const turns = rule && (await this.assignments.hold(tx, rule));
      const { lead, why } = await this.newLead(tx, input, turns);
      const contacts = tidyContacts(input.contacts, lead.country);
      await this.derive(tx, lead, contacts);
      if (!input.override) await this.refuseSimilar(tx, lead);
      await this.write(tx, lead, contacts);
      await this.identities.settle(tx, lead, contacts, input.override?.reason);
      await this.events.record(tx, LeadRegistered, lead.id, registeredFacts(lead));
      if (rule && turns) {
        await this.assignments.keep(tx, rule, turns);
        const after = { ownerId: lead.ownerId, ...why };
        await this.audit.write(tx, { act: 'leads.assign', subjectId: lead.id, after });
      }
      return this.queries.view(tx, lead.id);
    });
  }

  /**
   * Registers what the system has heard of itself, in the caller's transaction; nobody is asked about similar ones.
   * @returns the ids of its contacts
   * @throws Error when somebody else has taken one of the numbers in the meantime
   */
  async enter(
    tx: Tx,
    lead: Lead,
    people: Contacts,
    cause: RecordedEvent | null,
  ): Promise<string[]> {
    const contacts = tidyContacts(people, lead.country);
    await this.derive(tx, lead, contacts);
    const ids = await this.write(tx, lead, contacts);
    await this.identities.claimNew(tx, lead, contacts);
    const { simulated } = lead;
    await this.events.record(tx, LeadRegistered, lead.id, registeredFacts(lead), {
      ...(cause && { cause }),
      simulated,
    });
    return ids;
  }

  /** What follows from the rest. */
  private async derive(tx: Tx, lead: Lead, contacts: Contacts): Promise<void> {
    lead.stage = stageOf(contacts);
    lead.search = searchTextOf(lead, contacts);
    const score = firstScore(
      lead,
      contacts.map(({ role }) => role),
      await this.scores.table(tx),
    );
    [lead.score, lead.scoreParts] = [score.total, score.parts];
    Object.assign(lead, await this.protections.firstLook(lead));
  }

  private async write(tx: Tx, lead: Lead, contacts: Contacts): Promise<string[]> {
    await this.access.place(tx, { ...lead, subjectId: lead.id, kind: 'lead' });
    await tx.manager.insert(Lead, lead);
    return this.addContacts(tx, lead, contacts);
  }

  private async newLead(
    tx: Tx<Scope>,
    input: RegisterLead,
    turns: Turns | undefined,
  ): Promise<{ lead: Lead; why: Choice['why'] }> {
    const { scope } = tx;
    const fault = firstContactFault(input, this.clock.now());
    if (fault) throw new FirstContactRequired(fault);
    const known = await this.users.territoryCodes(tx);
    const territory = territoryOf(input.territory, input.company.country, known, scope.territories);
    const limited = scope.kind === 'own' || scope.kind === 'team';
    if (!territory || (limited && !scope.territories.includes(territory)))
      throw new TerritoryNotAllowed();
    const { ownerId, why } = turns
      ? found(turns.next(territory))
      : { ownerId: input.ownerId ?? scope.userId };
    const owner = await this.users.assignable(tx, ownerId ?? '');
    if (!owner || (scope.kind === 'own' && owner.id !== scope.userId))
      throw new OwnerNotAvailable();
    const lead = leadOf(input, {
      id: this.ids.uuid(),
      now: this.clock.now(),
      territory,
      owner,
      by: scope.userId,
      simulated: this.config.get('RELANCE_DEMO'),
    });
    return { lead, why };
  }

  private async refuseSimilar(tx: Tx<Scope>, lead: Lead): Promise<void> {
    const similar = await this.duplicates.similar(tx, lead);
    if (similar.total === 0) return;
    throw new SimilarLeadExists(undefined, {
      members: { severity: 'warning', candidates: similar.candidates },
    });
  }

  /** @returns their ids */
  private async addContacts(tx: Tx, lead: Lead, contacts: Contacts): Promise<string[]> {
    if (contacts.length === 0) return [];
    const { id: leadId, ownerId, teamId, territory } = lead;
    const rows = contacts.map(({ primary, ...contact }) => ({
      ...contact,
      id: this.ids.uuid(),
      leadId,
      subjectId: leadId,
      ownerId,
      teamId,
      territory,
      isPrimary: primary ?? false,
    }));
    await tx.manager.insert(LeadContact, rows);
    return rows.map(({ id }) => id);
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
