import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, type Tx } from '../../core/database';
import { EventLog } from '../../events';
import { LeadUnmerged } from '../../events/catalogue';
import { Audit, type Scope } from '../../identity';
import { ContactLocks } from '../contacts/contact-locks.service';
import { IdentityClaims } from '../contacts/identity-claims.service';
import { LeadContact } from '../lead-contact.entity';
import { searchTextOf } from '../lead-record.rules';
import { LeadRecords } from '../lead-records.service';
import type { Lead } from '../lead.entity';
import { LeadNotMerged } from '../leads.problems';
import { Protections } from '../protection/protections.service';
import { Scores } from '../scoring/scores.service';
import { TasksService } from '../tasks/tasks.service';
import { LeadMerge } from './lead-merge.entity';
import { putBack } from './merge-fields.rules';
import type { UnmergeResult } from './merges.dto';
import { requireOwner } from './merges.service';

interface Returned {
  readonly kind: string;
  readonly moved: number;
  readonly stayed: number;
}

/** A lead has one primary contact: the one that it had, else the first. */
const PRIMARY = `
  UPDATE lead_contacts SET is_primary = true WHERE id = (
    SELECT id FROM lead_contacts WHERE lead_id = $1 AND pseudonym IS NULL ORDER BY id = $2 DESC NULLS LAST, id LIMIT 1)
     AND NOT EXISTS (SELECT FROM lead_contacts WHERE lead_id = $1 AND is_primary)`;

/** A lead that became part of another one is taken out again, with what is as it was. */
@Injectable()
export class Unmerges {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventLog,
    private readonly audit: Audit,
    private readonly records: LeadRecords,
    private readonly locks: ContactLocks,
    private readonly identities: IdentityClaims,
    private readonly scores: Scores,
    private readonly protections: Protections,
    private readonly tasks: TasksService,
  ) {}

  /** @throws LeadNotMerged, MergeNotAllowed; LeadMergedAway while the lead that it is part of is part of a third */
  async unmerge(scope: Scope, id: string, reason: string): Promise<UnmergeResult> {
    return this.db.transaction(scope, async (tx) => {
      const { merge, survivor, merged } = await this.hold(tx, id);
      const rows = await tx.rows<Returned>(
        `SELECT kind, sum(moved)::int AS moved, sum(stayed)::int AS stayed FROM relance.lead_merge_return($1)
          GROUP BY kind ORDER BY kind`,
        [merge.id],
      );
      const counts = (of: 'moved' | 'stayed') =>
        Object.fromEntries(rows.filter((row) => row[of] > 0).map((row) => [row.kind, row[of]]));
      if (survivor.ownerId !== null && survivor.ownerId !== merged.ownerId)
        await this.tasks.followLead(tx, id, survivor.ownerId, merged.ownerId);
      await this.makePrimary(tx, merge);
      await this.identities.divide(tx, survivor, merged);
      const fieldsStayed = await this.restore(tx, survivor, merge);
      await this.reopen(tx, merged, merge);
      await this.scores.refresh(tx, [survivor.id, id]);
      await this.protections.lookAgain(tx, [survivor.id, id]);
      await this.close(tx, merge);
      const [moved, stayed] = [counts('moved'), counts('stayed')];
      const facts = { leadId: survivor.id, mergeId: merge.id, mergedLeadId: id, moved, stayed };
      await this.events.record(tx, LeadUnmerged, survivor.id, facts);
      await this.audit.write(tx, {
        act: 'leads.unmerge',
        subjectId: survivor.id,
        after: { mergedLeadId: id, moved, stayed },
        why: reason,
      });
      return { leadId: survivor.id, mergedLeadId: id, moved, stayed, fieldsStayed };
    });
  }

  private async hold(
    tx: Tx<Scope>,
    id: string,
  ): Promise<{ merge: LeadMerge; survivor: Lead; merged: Lead }> {
    const known = await this.records.get(tx, id);
    if (known.mergedIntoId === null) throw new LeadNotMerged();
    await this.locks.lockAll(tx, [known.mergedIntoId, id]);
    const survivor = await this.records.lockForWork(tx, known.mergedIntoId);
    const merged = await this.records.lockMerged(tx, id);
    if (merged.mergedIntoId !== survivor.id) throw new LeadNotMerged();
    requireOwner(tx.scope, survivor, merged);
    const merge = await tx.manager
      .createQueryBuilder(LeadMerge, 'm')
      .where('m.merged_lead_id = :id AND m.unmerged_at IS NULL', { id })
      .getOne();
    if (!merge) throw new LeadNotMerged();
    return { merge, survivor, merged };
  }

  private async makePrimary(tx: Tx, { leadId, mergedLeadId, before }: LeadMerge): Promise<void> {
    await tx.rows(PRIMARY, [mergedLeadId, before.merged.primaryContactId]);
    await tx.rows(PRIMARY, [leadId, null]);
  }

  /** @returns the fields that somebody has changed since, and that stay */
  private async restore(tx: Tx, survivor: Lead, { before }: LeadMerge): Promise<string[]> {
    const { status: statusChange, ...columns } = before.survivor;
    const { patch, stayed } = putBack(survivor, columns);
    const contacts = await tx.manager.findBy(LeadContact, { leadId: survivor.id });
    const search = searchTextOf({ ...survivor, ...patch }, contacts);
    const fields = [...new Set(['contacts', ...Object.keys(patch)])];
    await this.records.saveFields(tx, survivor, { ...patch, search }, fields);
    if (!statusChange) return stayed;
    if (statusChange.to !== survivor.status) return [...stayed, 'status'];
    const now = { ...survivor, version: survivor.version + 1 };
    const stood = standing(before.standing.survivor);
    await this.records.moveTo(tx, now, statusChange.from as Lead['status'], 'UNMERGED', stood);
    return stayed;
  }

  private async reopen(tx: Tx, merged: Lead, { before }: LeadMerge): Promise<void> {
    const { status, lostAt, lostReason } = before.merged;
    const contacts = await tx.manager.findBy(LeadContact, { leadId: merged.id });
    const patch = {
      mergedIntoId: null,
      mergedAt: null,
      lostAt: lostAt === null ? null : new Date(lostAt),
      lostReason,
      search: searchTextOf(merged, contacts),
      ...standing(before.standing.merged),
    };
    if (status === 'LOST') await this.records.saveFields(tx, merged, patch, ['contacts']);
    else await this.records.moveTo(tx, merged, status, 'UNMERGED', patch);
  }

  private async close(tx: Tx<Scope>, { id }: LeadMerge): Promise<void> {
    const patch = { unmergedBy: tx.scope.userId, unmergedAt: this.clock.now() };
    await tx.manager.update(LeadMerge, id, patch);
  }
}

const instant = (at: string | null) => (at === null ? null : new Date(at));

const standing = ({ since, before, beforeSince }: LeadMerge['before']['standing']['merged']) => ({
  statusSince: instant(since),
  statusBefore: before,
  statusBeforeSince: instant(beforeSince ?? null),
});
