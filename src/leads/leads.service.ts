import { Injectable } from '@nestjs/common';
import { Clock } from '../core/clock';
import { PreconditionRequired, StaleVersion } from '../core/core.problems';
import { Database, type Tx } from '../core/database';
import { Ids } from '../core/ids';
import { EventLog } from '../events';
import { LeadAssigned, LeadChanged, LeadRegistered, LeadStatusChanged } from '../events/catalogue';
import { AccessQueries, Audit, type Scope, UsersQueries } from '../identity';
import { LeadContact } from './lead-contact.entity';
import { LeadIdentity } from './lead-identity.entity';
import { Lead } from './lead.entity';
import { changedFields, leadOf, searchTextOf } from './lead-record.rules';
import type { AssignLead, ChangeLead, LeadView, RegisterLead } from './leads.dto';
import { DuplicatesQueries } from './duplicates.queries';
import {
  FirstContactRequired,
  LeadAlreadyRegistered,
  LeadNotFound,
  LeadNotFree,
  OverrideNotAllowed,
  OwnerNotAvailable,
  SimilarLeadExists,
  StatusNotPossible,
  TerritoryNotAllowed,
} from './leads.problems';
import { LeadsQueries } from './leads.queries';
import { firstContactFault, identitiesOf, stageOf, territoryOf, tidyContacts } from './registration.rules';

/** What can be done to a lead. */
@Injectable()
export class LeadsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly events: EventLog,
    private readonly queries: LeadsQueries,
    private readonly duplicates: DuplicatesQueries,
    private readonly users: UsersQueries,
    private readonly access: AccessQueries,
    private readonly audit: Audit,
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
      await this.claimIdentities(tx, lead, contacts, input.override?.reason);
      await this.events.record(tx, LeadRegistered, lead.id, registeredFacts(lead));
      return this.queries.view(tx, lead.id);
    });
  }

  /** Saves the fields given, if `ifMatch` names the version that stands. */
  async change(scope: Scope, id: string, ifMatch: string | undefined, change: ChangeLead): Promise<LeadView> {
    return this.db.transaction(scope, async (tx) => {
      const lead = await this.lock(tx, id);
      this.requireVersion(lead, ifMatch);
      const { patch, fields } = changedFields(lead, change);
      if (fields.length === 0) return this.queries.view(tx, id);
      const contacts = await tx.manager.findBy(LeadContact, { leadId: id });
      const search = searchTextOf({ ...lead, ...patch }, contacts);
      const version = await this.save(tx, lead, { ...patch, search });
      await this.events.record(tx, LeadChanged, id, { leadId: id, version, fields });
      return this.queries.view(tx, id);
    });
  }

  /**
   * Gives a lead to somebody, or takes a free one.
   * @returns null when the lead has left what the caller may see
   * @throws LeadNotFree for the second who takes it
   */
  async assign(scope: Scope, id: string, { ownerId, reason }: AssignLead): Promise<LeadView | null> {
    return this.db.transaction(scope, async (tx) => {
      const lead = await this.lock(tx, id);
      const takes = lead.ownerId === null && ownerId === scope.userId;
      if (!takes && scope.kind === 'own') throw new LeadNotFree();
      if (lead.ownerId === ownerId) return this.queries.view(tx, id);
      await this.handOver(tx, lead, ownerId, takes ? 'TAKEN' : 'MANUAL');
      const before = { ownerId: lead.ownerId };
      await this.audit.write(tx, { act: 'leads.assign', subjectId: id, before, after: { ownerId }, why: reason });
      return this.queries.find(tx, id);
    });
  }

  /** Closes a lead that will not become a customer. */
  async lose(scope: Scope, id: string, reason: string): Promise<LeadView> {
    return this.db.transaction(scope, async (tx) => {
      const lead = await this.lock(tx, id);
      if (lead.status === 'LOST' || lead.status === 'CONVERTED') throw new StatusNotPossible();
      await this.moveTo(tx, lead, 'LOST', reason, { lostAt: this.clock.now(), lostReason: reason });
      return this.queries.view(tx, id);
    });
  }

  /** Opens a lost lead again; a manager's decision. */
  async reopen(scope: Scope, id: string, reason: string): Promise<LeadView> {
    return this.db.transaction(scope, async (tx) => {
      const lead = await this.lock(tx, id);
      if (lead.status !== 'LOST') throw new StatusNotPossible();
      await this.moveTo(tx, lead, 'ACTIVE', reason, { lostAt: null, lostReason: null });
      await this.audit.write(tx, { act: 'leads.reopen', subjectId: id, why: reason });
      return this.queries.view(tx, id);
    });
  }

  /** Lets a colleague read a lead and add to it, or no longer. */
  async collaborate(scope: Scope, id: string, userId: string, takesPart: boolean): Promise<LeadView> {
    return this.db.transaction(scope, async (tx) => {
      const lead = await this.lock(tx, id);
      if (takesPart && !(await this.users.assignable(tx, userId))) throw new OwnerNotAvailable();
      const changed = takesPart
        ? await this.access.addCollaborator(tx, id, userId)
        : await this.access.removeCollaborator(tx, id, userId);
      if (!changed) return this.queries.view(tx, id);
      const version = await this.save(tx, lead, {});
      await this.events.record(tx, LeadChanged, id, { leadId: id, version, fields: ['collaborators'] });
      return this.queries.view(tx, id);
    });
  }

  /** Moves a lead to another owner, in the caller's transaction: rows, access and event together. */
  async handOver(tx: Tx, lead: Lead, ownerId: string, reason: 'MANUAL' | 'TAKEN' | 'SUCCESSION'): Promise<void> {
    const owner = await this.users.assignable(tx, ownerId);
    if (!owner) throw new OwnerNotAvailable();
    const { id: subjectId, territory, simulated } = lead;
    const place = { subjectId, kind: 'lead' as const, ownerId, teamId: owner.teamId, territory, simulated };
    // A free lead can be written only once it is placed; one that leaves the caller's scope only before.
    if (lead.ownerId === null) await this.access.place(tx, place);
    const version = await this.save(tx, lead, {});
    if (lead.ownerId !== null) await this.access.place(tx, place);
    const facts = { leadId: lead.id, version, from: lead.ownerId, to: ownerId, reason };
    await this.events.record(tx, LeadAssigned, lead.id, facts);
  }

  private async newLead(tx: Tx<Scope>, input: RegisterLead): Promise<Lead> {
    const { scope } = tx;
    const fault = firstContactFault(input, this.clock.now());
    if (fault) throw new FirstContactRequired(fault);
    const known = await this.users.territoryCodes(tx);
    const territory = territoryOf(input.territory, input.company.country, known, scope.territories);
    const limited = scope.kind === 'own' || scope.kind === 'team';
    if (!territory || (limited && !scope.territories.includes(territory))) throw new TerritoryNotAllowed();
    const owner = await this.users.assignable(tx, input.ownerId ?? scope.userId ?? '');
    if (!owner || (scope.kind === 'own' && owner.id !== scope.userId)) throw new OwnerNotAvailable();
    return leadOf(input, { id: this.ids.uuid(), now: this.clock.now(), territory, owner, by: scope.userId });
  }

  private async refuseSimilar(tx: Tx<Scope>, lead: Lead): Promise<void> {
    const similar = await this.duplicates.similar(tx, lead);
    if (similar.total === 0) return;
    throw new SimilarLeadExists(undefined, {
      members: { severity: 'warning', candidates: similar.candidates },
    });
  }

  private async addContacts(tx: Tx, lead: Lead, contacts: RegisterLead['contacts']): Promise<void> {
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

  /** The unique index, not an earlier look, settles a race between two registrations. */
  private async claimIdentities(
    tx: Tx<Scope>,
    lead: Lead,
    contacts: RegisterLead['contacts'],
    reason: string | undefined,
  ): Promise<void> {
    const wanted = identitiesOf(contacts);
    if (wanted.length === 0) return;
    const { id: leadId, ownerId, teamId, territory } = lead;
    const rows = wanted.map((w) => ({ ...w, id: this.ids.uuid() }));
    const claim = (overridden: Date | null) =>
      tx.rows<{ value: string }>(
        `INSERT INTO lead_identities (id, lead_id, subject_id, owner_id, team_id, territory, kind, value, overridden_at)
         SELECT r.id, $2, $2, $3, $4, $5, r.kind, r.value, $6 FROM jsonb_to_recordset($1::jsonb) AS r(id uuid, kind text, value text)
          ORDER BY r.kind, r.value
         ON CONFLICT (kind, value) WHERE overridden_at IS NULL DO NOTHING RETURNING value`,
        [JSON.stringify(rows), leadId, ownerId, teamId, territory, overridden],
      );
    const claimed = new Set((await claim(null)).map((r) => r.value));
    const taken = rows.filter((r) => !claimed.has(r.value));
    if (taken.length === 0) return;
    if (reason === undefined) {
      const candidates = await this.duplicates.holding(tx, taken, leadId);
      throw new LeadAlreadyRegistered(undefined, { members: { severity: 'hard', candidates } });
    }
    if (tx.scope.kind === 'own') throw new OverrideNotAllowed();
    rows.splice(0, rows.length, ...taken);
    await claim(this.clock.now());
    const after = { shared: taken.length };
    await this.audit.write(tx, { act: 'leads.duplicate.override', subjectId: leadId, after, why: reason });
  }

  private async lock(tx: Tx, id: string): Promise<Lead> {
    const lead = await tx.manager.findOne(Lead, { where: { id }, lock: { mode: 'for_no_key_update' } });
    // Row-level security lets a free lead be read but not locked; taking it goes by its row all the same.
    const found = lead ?? (await tx.manager.findOneBy(Lead, { id }));
    if (!found) throw new LeadNotFound();
    return found;
  }

  private requireVersion(lead: Lead, ifMatch: string | undefined): void {
    if (ifMatch === undefined) throw new PreconditionRequired();
    const current = leadEtag(lead);
    if (ifMatch === current) return;
    throw new StaleVersion(undefined, {
      headers: { etag: current },
      members: {
        currentEtag: current,
        changedBy: lead.changedBy,
        changedAt: lead.changedAt.toISOString(),
      },
    });
  }

  /** Writes and counts the version up, if nobody else has in the meantime. @returns the new version */
  private async save(tx: Tx, lead: Lead, patch: Partial<Lead>): Promise<number> {
    const version = lead.version + 1;
    const by = tx.scope.actor.kind === 'user' ? tx.scope.actor.id : null;
    const values = { ...patch, version, changedBy: by, changedAt: this.clock.now() };
    const result = await tx.manager.update(Lead, { id: lead.id, version: lead.version }, values);
    if (result.affected !== 1) throw new LeadNotFree();
    return version;
  }

  private async moveTo(
    tx: Tx,
    lead: Lead,
    to: Lead['status'],
    reason: string,
    patch: Partial<Lead>,
  ): Promise<void> {
    const version = await this.save(tx, lead, { ...patch, status: to });
    const code = to === 'LOST' ? 'MARKED_LOST' : 'REOPENED';
    const facts = { leadId: lead.id, version, from: lead.status, to, reason: reason ? code : null };
    await this.events.record(tx, LeadStatusChanged, lead.id, facts);
  }
}

export function leadEtag(lead: { id: string; version: number }): string {
  return `"lead-${lead.id}-${String(lead.version)}"`;
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
