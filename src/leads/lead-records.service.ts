import { Injectable } from '@nestjs/common';
import { Clock } from '../core/clock';
import { PreconditionRequired, StaleVersion } from '../core/core.problems';
import type { DbScope, Tx } from '../core/database';
import { EventLog } from '../events';
import { LeadAssigned, LeadChanged, LeadStatusChanged } from '../events/catalogue';
import { AccessQueries, type Placement, UsersQueries } from '../identity';
import { Lead } from './lead.entity';
import { LeadNotFound, LeadNotFree, LeadNotOwned, OwnerNotAvailable } from './leads.problems';

/** Why a status changed, as the log says it. */
export type StatusReason =
  'MARKED_LOST' | 'REOPENED' | 'FIRST_ACTIVITY' | 'QUALIFIED' | 'CONVERTED' | 'CONVERSION_UNDONE';

/** Rows of leads: locked, saved with their version and event, and handed over; always in the caller's transaction. */
@Injectable()
export class LeadRecords {
  constructor(
    private readonly clock: Clock,
    private readonly events: EventLog,
    private readonly users: UsersQueries,
    private readonly access: AccessQueries,
  ) {}

  async lock(tx: Tx, id: string): Promise<Lead> {
    const lead = await tx.manager.findOne(Lead, {
      where: { id },
      lock: { mode: 'for_no_key_update' },
    });
    // Row-level security lets a free lead be read but not locked; taking it goes by its row all the same.
    const found = lead ?? (await tx.manager.findOneBy(Lead, { id }));
    if (!found) throw new LeadNotFound();
    return found;
  }

  /**
   * As {@link lock}, for work on a lead, which a free one has to be taken for.
   * @throws LeadNotOwned for a free lead, except to those who see everything
   */
  async lockForWork(tx: Tx, id: string): Promise<Lead> {
    const lead = await this.lock(tx, id);
    if (lead.ownerId === null && seesLessThanAll(tx.scope)) throw new LeadNotOwned();
    return lead;
  }

  /** @throws PreconditionRequired, StaleVersion unless `ifMatch` names the version that stands */
  requireVersion(lead: Lead, ifMatch: string | undefined): void {
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
  async save(tx: Tx, lead: Lead, patch: Partial<Lead>): Promise<number> {
    const version = lead.version + 1;
    const by = tx.scope.actor.kind === 'user' ? tx.scope.actor.id : null;
    const values = { ...patch, version, changedBy: by, changedAt: this.clock.now() };
    const result = await tx.manager.update(Lead, { id: lead.id, version: lead.version }, values);
    if (result.affected !== 1) throw new LeadNotFree();
    return version;
  }

  /** As {@link save}, and says which fields changed. */
  async saveFields(tx: Tx, lead: Lead, patch: Partial<Lead>, fields: string[]): Promise<void> {
    const version = await this.save(tx, lead, patch);
    await this.events.record(tx, LeadChanged, lead.id, { leadId: lead.id, version, fields });
  }

  /** As {@link save}, to another status. */
  async moveTo(
    tx: Tx,
    lead: Lead,
    to: Lead['status'],
    reason: StatusReason,
    patch: Partial<Lead> = {},
  ): Promise<void> {
    const version = await this.save(tx, lead, { ...patch, status: to });
    const facts = { leadId: lead.id, version, from: lead.status, to, reason };
    await this.events.record(tx, LeadStatusChanged, lead.id, facts);
  }

  /** Moves a lead to another owner, or sets it free: rows, access and event together. */
  async handOver(
    tx: Tx,
    lead: Lead,
    ownerId: string | null,
    reason: 'MANUAL' | 'TAKEN' | 'SUCCESSION',
  ): Promise<void> {
    const owner = ownerId === null ? null : await this.users.assignable(tx, ownerId);
    if (ownerId !== null && !owner) throw new OwnerNotAvailable();
    const { id: subjectId, territory, simulated } = lead;
    const place = {
      subjectId,
      kind: 'lead' as const,
      ownerId,
      teamId: owner?.teamId ?? null,
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

  /** @returns false when nothing was to be done */
  async collaborate(tx: Tx, leadId: string, userId: string, takesPart: boolean): Promise<boolean> {
    if (!takesPart) return this.access.removeCollaborator(tx, leadId, userId);
    if (!(await this.users.assignable(tx, userId))) throw new OwnerNotAvailable();
    return this.access.addCollaborator(tx, leadId, userId);
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
}

function seesLessThanAll({ dbRole }: DbScope): boolean {
  return dbRole === 'relance_sales' || dbRole === 'relance_manager';
}

export function leadEtag(lead: { id: string; version: number }): string {
  return `"lead-${lead.id}-${String(lead.version)}"`;
}
