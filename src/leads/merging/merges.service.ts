import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, type Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { EventLog } from '../../events';
import { LeadMerged } from '../../events/catalogue';
import { Audit, type Scope } from '../../identity';
import { OpenStops } from '../clock/open-stops.service';
import { ContactLocks } from '../contacts/contact-locks.service';
import { DuplicatesQueries } from '../duplicates.queries';
import { LeadContact } from '../lead-contact.entity';
import { searchTextOf } from '../lead-record.rules';
import { leadEtag, LeadRecords } from '../lead-records.service';
import { Lead } from '../lead.entity';
import { MergeNotAllowed, MergeNotPossible } from '../leads.problems';
import { Protections } from '../protection/protections.service';
import { identitiesOf } from '../registration.rules';
import { Scores } from '../scoring/scores.service';
import { TasksService } from '../tasks/tasks.service';
import { Touches } from '../touches/touches.queries';
import type { Before } from './lead-merge.entity';
import {
  changesOf,
  fieldChoices,
  furtherStatus,
  mergedColumns,
  mergeFault,
} from './merge-fields.rules';
import type { Duplicates, MergeLead, MergeResult } from './merges.dto';

/** Carries what a dry run found out of the transaction that is taken back. */
class DryRunOver extends Error {
  constructor(readonly result: MergeResult) {
    super('This was a dry run.');
  }
}

/** Whoever keeps proposals withdraws one of a lead that is part of another: nobody has to decide it. */
const PROPOSAL = 'APPROVE_CONVERSION';

/** Open tasks that both leads have, and what is overdue or to be decided of a lead that is no more. */
const NEEDLESS = `
  SELECT t.kind, t.subject_code AS code FROM tasks t WHERE t.subject_id = $1 AND t.done_at IS NULL
     AND (t.kind IN ('PROGRESS_OVERDUE', '${PROPOSAL}') OR EXISTS (
       SELECT FROM tasks o WHERE o.subject_id = $2 AND o.done_at IS NULL AND o.kind = t.kind
          AND o.subject_code = t.subject_code))`;

/** Two leads that are one company become one lead. */
@Injectable()
export class Merges {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly events: EventLog,
    private readonly audit: Audit,
    private readonly records: LeadRecords,
    private readonly locks: ContactLocks,
    private readonly duplicatesOf: DuplicatesQueries,
    private readonly scores: Scores,
    private readonly protections: Protections,
    private readonly tasks: TasksService,
    private readonly stops: OpenStops,
    private readonly touches: Touches,
  ) {}

  /** Leads that may be the same company, as far as the caller sees them. @throws LeadNotFound */
  async duplicates(scope: Scope, id: string): Promise<Duplicates> {
    return this.db.transaction(scope, async (tx) => {
      const lead = await this.records.get(tx, id);
      const contacts = await tx.manager.findBy(LeadContact, { leadId: id });
      const known = await this.duplicatesOf.holding(tx, identitiesOf(contacts), id);
      const { candidates } = await this.duplicatesOf.similar(tx, lead);
      const ids = new Set(known.map(({ leadId }) => leadId));
      return { items: [...known, ...candidates.filter(({ leadId }) => !ids.has(leadId))] };
    });
  }

  /**
   * Makes one lead part of another. A dry run is the same work, taken back at its end, so that it tells what would happen.
   * @throws MergeNotAllowed, MergeNotPossible, LeadMergedAway, PreconditionRequired, StaleVersion when either lead is
   *   another one by now than the one that the dry run showed
   */
  async merge(
    scope: Scope,
    id: string,
    input: MergeLead,
    ifMatch: string | undefined,
  ): Promise<MergeResult> {
    try {
      return await this.db.transaction(scope, async (tx) => {
        const result = await this.mergeIn(tx, id, input, ifMatch);
        if (input.dryRun) throw new DryRunOver(result);
        return result;
      });
    } catch (error) {
      if (error instanceof DryRunOver) return error.result;
      throw error;
    }
  }

  private async mergeIn(
    tx: Tx<Scope>,
    id: string,
    input: MergeLead,
    ifMatch: string | undefined,
  ): Promise<MergeResult> {
    const { mergeLeadId, mergeVersion = 0, reason = '', dryRun } = input;
    const [survivor, merged] = await this.hold(tx, id, mergeLeadId);
    if (!dryRun) {
      this.records.requireVersion(survivor, ifMatch);
      this.records.requireVersion(merged, leadEtag({ id: mergeLeadId, version: mergeVersion }));
    }
    const choices = fieldChoices(survivor, merged, input.fields ?? {});
    const doubles = await this.doubles(tx, id, mergeLeadId);
    const ended = await this.end(tx, survivor, merged);
    const { patch, fields, droppedTags } = mergedColumns(survivor, merged, choices);
    const status = furtherStatus(survivor.status, merged.status);
    const mergeId = await this.note(tx, {
      survivor,
      merged,
      reason,
      patch: status === survivor.status ? patch : { ...patch, status },
    });
    const moved = await this.move(tx, mergeId, mergeLeadId, id);
    await this.settle(tx, survivor, { ...patch, ...later(survivor, merged) }, fields);
    if (status !== survivor.status) {
      const now = { ...survivor, version: survivor.version + 1 };
      await this.records.moveTo(tx, now, status, 'MERGED');
    }
    await this.leave(tx, merged, id);
    await this.scores.refresh(tx, [id, mergeLeadId]);
    await this.protections.lookAgain(tx, [id]);
    const facts = { leadId: id, mergeId, mergedLeadId: mergeLeadId, moved };
    await this.events.record(tx, LeadMerged, id, facts);
    await this.audit.write(tx, {
      act: 'leads.merge',
      subjectId: id,
      after: { mergedLeadId: mergeLeadId, moved },
      why: reason,
    });
    return {
      leadId: id,
      mergedLeadId: mergeLeadId,
      versions: { survivor: survivor.version, merged: merged.version },
      dryRun,
      mergeId: dryRun ? null : mergeId,
      moved,
      fields: choices,
      tags: (patch.tags ?? []).filter((tag) => !survivor.tags.includes(tag)),
      droppedTags,
      status: { from: survivor.status, to: status },
      ended,
      doubles,
    };
  }

  /** Both leads, locked: addresses first, then rows in one order for all who merge. */
  private async hold(tx: Tx<Scope>, id: string, other: string): Promise<[Lead, Lead]> {
    await this.locks.lockAll(tx, [id, other]);
    const held = new Map<string, Lead>();
    for (const one of [id, other].toSorted())
      held.set(one, await this.records.lockForWork(tx, one));
    const [survivor, merged] = [held.get(id), held.get(other)];
    if (!survivor || !merged) throw new Error('A lead that was locked is missing.');
    const fault = mergeFault(survivor, merged);
    if (fault) throw new MergeNotPossible(undefined, { members: { fault } });
    requireOwner(tx.scope, survivor, merged);
    return [survivor, merged];
  }

  private async end(
    tx: Tx,
    { id, ownerId: to }: Lead,
    { id: other, ownerId: from }: Lead,
  ): Promise<MergeResult['ended']> {
    const followUps = await this.touches.isPlanned(tx, other);
    const clockStops = await this.stops.close(tx, other, 'LEAD_MERGED');
    // What the owner of the other one still had to do goes to whoever has the lead that stays.
    if (from !== null) await this.tasks.followLead(tx, other, from, to);
    const needless = await tx.rows<{ kind: string; code: string }>(NEEDLESS, [other, id]);
    for (const { kind, code } of needless) await this.tasks.close(tx, [other], kind, code);
    const proposals = needless.filter(({ kind }) => kind === PROPOSAL).length;
    return { followUps, clockStops, proposals, tasks: needless.length - proposals };
  }

  /** People of the other lead whom this one knows too. */
  private async doubles(tx: Tx, id: string, other: string): Promise<MergeResult['doubles']> {
    const ours = await tx.manager.findBy(LeadContact, { leadId: id });
    const theirs = await tx.manager.findBy(LeadContact, { leadId: other });
    const known = new Set(identitiesOf(ours).map(({ kind, value }) => `${kind}:${value}`));
    return theirs
      .filter((one) => identitiesOf([one]).some((v) => known.has(`${v.kind}:${v.value}`)))
      .map(({ id: contactId, firstName, lastName, email, phone, mobile }) => ({
        contactId,
        name: [firstName, lastName].filter(Boolean).join(' ') || (email ?? phone ?? mobile ?? ''),
      }));
  }

  private async note(
    tx: Tx<Scope>,
    {
      survivor,
      merged,
      reason,
      patch,
    }: { survivor: Lead; merged: Lead; reason: string; patch: Partial<Lead> },
  ): Promise<string> {
    const primary = await tx.manager.findOneBy(LeadContact, { leadId: merged.id, isPrimary: true });
    const id = this.ids.uuid();
    const before: Before = {
      survivor: changesOf(survivor, patch),
      merged: {
        status: merged.status,
        lostAt: merged.lostAt?.toISOString() ?? null,
        lostReason: merged.lostReason,
        primaryContactId: primary?.id ?? null,
      },
      standing: { survivor: standingOf(survivor), merged: standingOf(merged) },
    };
    const { userId } = tx.scope;
    await tx.rows(
      `INSERT INTO lead_merges (id, lead_id, subject_id, merged_lead_id, reason, before, merged_by, merged_at)
       VALUES ($1, $2, $2, $3, $4, $5, $6, $7)`,
      [id, survivor.id, merged.id, reason, JSON.stringify(before), userId, this.clock.now()],
    );
    return id;
  }

  /** @returns how many of each kind */
  private async move(
    tx: Tx,
    mergeId: string,
    from: string,
    to: string,
  ): Promise<Record<string, number>> {
    const rows = await tx.rows<{ kind: string; moved: number }>(
      'SELECT kind, sum(moved)::int AS moved FROM relance.lead_merge_move($1, $2, $3) GROUP BY kind ORDER BY kind',
      [mergeId, from, to],
    );
    return Object.fromEntries(rows.map(({ kind, moved }) => [kind, moved]));
  }

  private async settle(
    tx: Tx,
    survivor: Lead,
    patch: Partial<Lead>,
    fields: readonly string[],
  ): Promise<void> {
    const contacts = await tx.manager.findBy(LeadContact, { leadId: survivor.id });
    const search = searchTextOf({ ...survivor, ...patch }, contacts);
    const stage = Math.max(patch.stage ?? survivor.stage, Math.min(1, contacts.length));
    const named = [...new Set(['contacts', ...fields])];
    await this.records.saveFields(tx, survivor, { ...patch, search, stage }, named);
  }

  /** Whatever is automatic ends with the status, as for any lead that is lost. */
  private async leave(tx: Tx, merged: Lead, into: string): Promise<void> {
    const now = this.clock.now();
    const patch = {
      mergedIntoId: into,
      mergedAt: now,
      lostAt: merged.lostAt ?? now,
      lostReason: 'MERGED',
      search: searchTextOf(merged, []),
    };
    if (merged.status === 'LOST') await this.records.saveFields(tx, merged, patch, ['contacts']);
    else await this.records.moveTo(tx, merged, 'LOST', 'MERGED', patch);
  }
}

/** Who sees only their own leads merges only what they own, not what they help with. @throws MergeNotAllowed */
export function requireOwner(scope: Scope, ...leads: readonly Lead[]): void {
  if (scope.kind === 'own' && leads.some(({ ownerId }) => ownerId !== scope.userId))
    throw new MergeNotAllowed();
}

function later(survivor: Lead, merged: Lead): Partial<Lead> {
  return merged.lastActivityAt > survivor.lastActivityAt
    ? { lastActivityAt: merged.lastActivityAt }
    : {};
}

const standingOf = ({ statusSince, statusBefore, statusBeforeSince }: Lead) => ({
  since: statusSince?.toISOString() ?? null,
  before: statusBefore,
  beforeSince: statusBeforeSince?.toISOString() ?? null,
});
