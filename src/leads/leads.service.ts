import { Injectable } from '@nestjs/common';
import { Clock } from '../core/clock';
import { PreconditionRequired, StaleVersion } from '../core/core.problems';
import { Database, type Tx } from '../core/database';
import { EventLog } from '../events';
import { LeadAssigned, LeadChanged, LeadStatusChanged } from '../events/catalogue';
import { AccessQueries, Audit, type Placement, type Scope, UsersQueries } from '../identity';
import { LeadContact } from './lead-contact.entity';
import { Lead } from './lead.entity';
import { changedFields, searchTextOf } from './lead-record.rules';
import type { AssignLead, ChangeLead, LeadView } from './leads.dto';
import { LeadNotFound, LeadNotFree, OwnerNotAvailable, StatusNotPossible } from './leads.problems';
import { LeadsQueries } from './leads.queries';

/** What can be done to a lead. */
@Injectable()
export class LeadsService {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventLog,
    private readonly queries: LeadsQueries,
    private readonly users: UsersQueries,
    private readonly access: AccessQueries,
    private readonly audit: Audit,
  ) {}

  /** Stand-in. */
  logActivity(
    _tx: Tx,
    _activity: {
      leadId: string;
      kind: string;
      outcome: string | null;
      text: string;
      nextActionAt: Date | null;
    },
  ): Promise<void> {
    return Promise.resolve();
  }

  /** Stand-in. */
  openTask(
    _tx: Tx,
    _task: {
      leadId: string;
      kind: string;
      subjectCode: string;
      assigneeId: string | null;
      dueAt: Date;
      origin: string;
    },
  ): Promise<void> {
    return Promise.resolve();
  }

  /** Saves the fields given, if `ifMatch` names the version that stands. */
  async change(
    scope: Scope,
    id: string,
    ifMatch: string | undefined,
    change: ChangeLead,
  ): Promise<LeadView> {
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
  async assign(
    scope: Scope,
    id: string,
    { ownerId, reason }: AssignLead,
  ): Promise<LeadView | null> {
    return this.db.transaction(scope, async (tx) => {
      const lead = await this.lock(tx, id);
      const takes = lead.ownerId === null && ownerId === scope.userId;
      if (!takes && scope.kind === 'own') throw new LeadNotFree();
      if (lead.ownerId === ownerId) return this.queries.view(tx, id);
      await this.handOver(tx, lead, ownerId, takes ? 'TAKEN' : 'MANUAL');
      const before = { ownerId: lead.ownerId };
      await this.audit.write(tx, {
        act: 'leads.assign',
        subjectId: id,
        before,
        after: { ownerId },
        why: reason,
      });
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
  async collaborate(
    scope: Scope,
    id: string,
    userId: string,
    takesPart: boolean,
  ): Promise<LeadView> {
    return this.db.transaction(scope, async (tx) => {
      const lead = await this.lock(tx, id);
      if (takesPart && !(await this.users.assignable(tx, userId))) throw new OwnerNotAvailable();
      const changed = takesPart
        ? await this.access.addCollaborator(tx, id, userId)
        : await this.access.removeCollaborator(tx, id, userId);
      if (!changed) return this.queries.view(tx, id);
      const version = await this.save(tx, lead, {});
      await this.events.record(tx, LeadChanged, id, {
        leadId: id,
        version,
        fields: ['collaborators'],
      });
      return this.queries.view(tx, id);
    });
  }

  /** Moves a lead to another owner, in the caller's transaction: rows, access and event together. */
  async handOver(
    tx: Tx,
    lead: Lead,
    ownerId: string,
    reason: 'MANUAL' | 'TAKEN' | 'SUCCESSION',
  ): Promise<void> {
    const owner = await this.users.assignable(tx, ownerId);
    if (!owner) throw new OwnerNotAvailable();
    const { id: subjectId, territory, simulated } = lead;
    const place = {
      subjectId,
      kind: 'lead' as const,
      ownerId,
      teamId: owner.teamId,
      territory,
      simulated,
    };
    // A free lead can be written only once it is placed; one that leaves the caller's scope only before.
    if (lead.ownerId === null) await this.take(tx, place);
    const version = await this.save(tx, lead, {});
    if (lead.ownerId !== null) await this.access.place(tx, place);
    const facts = { leadId: lead.id, version, from: lead.ownerId, to: ownerId, reason };
    await this.events.record(tx, LeadAssigned, lead.id, facts);
  }

  /** Whoever comes second finds the lead owned by then, and the database refuses to place it (42501). */
  private async take(tx: Tx, place: Placement): Promise<void> {
    try {
      await this.access.place(tx, place);
    } catch (error) {
      if (Reflect.get(Object(error), 'code') === '42501') throw new LeadNotFree();
      throw error;
    }
  }

  private async lock(tx: Tx, id: string): Promise<Lead> {
    const lead = await tx.manager.findOne(Lead, {
      where: { id },
      lock: { mode: 'for_no_key_update' },
    });
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
