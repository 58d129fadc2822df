import { Injectable } from '@nestjs/common';
import { Clock } from '../core/clock';
import { requireMatch } from '../core/if-match';
import type { DbScope, Tx } from '../core/database';
import { EventLog } from '../events';
import { type EventData, LeadAssigned, LeadChanged, LeadStatusChanged } from '../events/catalogue';
import { AccessQueries, type Placement, UsersQueries } from '../identity';
import { Lead } from './lead.entity';
import {
  LeadMergedAway,
  LeadNotFound,
  LeadNotFree,
  LeadNotOwned,
  OwnerNotAvailable,
} from './leads.problems';

/** Why a status changed, as the log says it. */
export type StatusReason =
  | 'MARKED_LOST'
  | 'UNCONFIRMED'
  | 'LOSS_UNDONE'
  | 'REOPENED'
  | 'REOPENING_UNDONE'
  | 'FIRST_ACTIVITY'
  | 'QUALIFIED'
  | 'QUALIFICATION_UNDONE'
  | 'CONVERTED'
  | 'CONVERSION_UNDONE'
  | 'MERGED'
  | 'UNMERGED';

/** Why an owner changed, as the log says it. */
export type HandOverReason = EventData<typeof LeadAssigned>['reason'];

/** Rows of leads: locked, saved with their version and event, and handed over; always in the caller's transaction. */
@Injectable()
export class LeadRecords {
  constructor(
    private readonly clock: Clock,
    private readonly events: EventLog,
    private readonly users: UsersQueries,
    private readonly access: AccessQueries,
  ) {}

  /** @throws LeadMergedAway for whoever wants to work on a lead that is part of another one; the system finishes what ran */
  async lock(tx: Tx, id: string): Promise<Lead> {
    const lead = await this.lockMerged(tx, id);
    if (lead.mergedIntoId !== null && tx.scope.actor.kind === 'user')
      throw new LeadMergedAway(undefined, { members: { mergedInto: lead.mergedIntoId } });
    return lead;
  }

  /** As {@link lock}, also one that is part of another. */
  async lockMerged(tx: Tx, id: string): Promise<Lead> {
    const lead = await tx.manager.findOne(Lead, {
      where: { id },
      lock: { mode: 'for_no_key_update' },
    });
    // Row-level security lets a free lead be read but not locked; taking it goes by its row all the same.
    return lead ?? this.get(tx, id);
  }

  /** As it stands, for whoever only reads. @throws LeadNotFound also for a lead outside the scope */
  async get(tx: Tx, id: string): Promise<Lead> {
    const found = await tx.manager.findOneBy(Lead, { id });
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
    const { changedBy, changedAt } = lead;
    requireMatch(ifMatch, leadEtag(lead), { changedBy, changedAt });
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
    const version = await this.save(tx, lead, {
      statusSince: this.clock.now(),
      statusBefore: lead.status,
      statusBeforeSince: lead.statusSince,
      ...patch,
      status: to,
    });
    const facts = { leadId: lead.id, version, from: lead.status, to, reason };
    await this.events.record(tx, LeadStatusChanged, lead.id, facts);
  }

  /** Moves a lead to another owner, or sets it free: rows, access and event together. @returns its version */
  async handOver(
    tx: Tx,
    lead: Lead,
    ownerId: string | null,
    reason: HandOverReason,
    patch: Partial<Lead> = {},
  ): Promise<number> {
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
    const now = this.clock.now();
    // Another owner may have other terms, so that deadlines are looked at anew.
    const fresh = lead.ownerId === null ? newProtection(now) : { protectionDueAt: now };
    const version = await this.save(tx, lead, { ...fresh, ...patch });
    if (lead.ownerId !== null) await this.access.place(tx, place);
    await this.placeMerged(tx, place);
    const facts = { leadId: lead.id, version, from: lead.ownerId, to: ownerId, reason };
    await this.events.record(tx, LeadAssigned, lead.id, facts);
    return version;
  }

  /** Leads that are part of this one, and of those: whoever sees it sees where it came from. */
  async mergedInto(tx: Tx, id: string): Promise<string[]> {
    const rows = await tx.rows<{ id: string }>(
      `WITH RECURSIVE parts AS (
         SELECT l.id FROM leads l WHERE l.merged_into_id = $1
         UNION SELECT l.id FROM leads l JOIN parts p ON l.merged_into_id = p.id)
       SELECT id FROM parts ORDER BY id`,
      [id],
      'leads.merged-into',
    );
    return rows.map((row) => row.id);
  }

  private async placeMerged(tx: Tx, place: Placement): Promise<void> {
    for (const subjectId of await this.mergedInto(tx, place.subjectId)) {
      const [part] = await tx.rows<{ territory: string }>(
        'SELECT territory FROM leads WHERE id = $1',
        [subjectId],
      );
      if (part) await this.access.place(tx, { ...place, subjectId, territory: part.territory });
    }
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

/** Whoever takes a free lead begins anew. */
function newProtection(now: Date): Partial<Lead> {
  return {
    protectedFrom: now,
    protectionExtensionDays: 0,
    protectionNoticedAt: null,
    protectionRemindedAt: null,
    protectionLapsedAt: null,
    protectionDueAt: now,
  };
}

function seesLessThanAll({ dbRole }: DbScope): boolean {
  return dbRole === 'relance_sales' || dbRole === 'relance_manager';
}

export function leadEtag(lead: { id: string; version: number }): string {
  return `"lead-${lead.id}-${String(lead.version)}"`;
}
