import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, type Tx } from '../../core/database';
import { Loops } from '../../core/loops';
import { EmailQueries } from '../../email';
import { EventLog } from '../../events';
import { LeadImportReverted, LeadStatusChanged } from '../../events/catalogue';
import { Audit, type Scope } from '../../identity';
import { ContactLocks } from '../contacts/contact-locks.service';
import { TasksService } from '../tasks/tasks.service';
import { ImportsQueries } from './imports.queries';
import { LeadImport } from './lead-import.entity';
import { holdEnd, type KeptReason, ROWS_AT_ONCE } from './reversal.rules';
import { IMPORTS_LOOP } from './upload.service';

interface Made {
  readonly row: number;
  readonly leadId: string;
}

const NEXT = `
  SELECT row, lead_id AS "leadId" FROM lead_import_rows WHERE import_id = $1 AND row > $2 AND lead_id IS NOT NULL
   ORDER BY row LIMIT ${String(ROWS_AT_ONCE)}`;

/** What somebody did with a lead since, the first that applies; what came with its row is none. */
const TOUCHED = `
  SELECT l.id AS "leadId", CASE
      WHEN l.version > 1 THEN 'lead_changed'
      WHEN EXISTS (SELECT FROM activities a WHERE a.subject_id = l.id AND a.origin IS DISTINCT FROM 'import:' || $2)
        THEN 'activity_logged'
      WHEN EXISTS (SELECT FROM lead_samples s WHERE s.lead_id = l.id)
        OR EXISTS (SELECT FROM lead_clock_stops c WHERE c.lead_id = l.id)
        OR EXISTS (SELECT FROM tasks t WHERE t.subject_id = l.id AND (t.opened_by IS NOT NULL OR t.done_by IS NOT NULL))
        OR EXISTS (SELECT FROM lead_consents k WHERE k.lead_id = l.id AND k.proof->>'importId' IS DISTINCT FROM $2)
        THEN 'work_begun' END AS why
    FROM leads l WHERE l.id = ANY ($1::uuid[]) ORDER BY l.id FOR NO KEY UPDATE OF l`;

const TAKE_BACK = `
  UPDATE leads SET status = 'LOST', status_since = $2, status_before = status, status_before_since = status_since, lost_at = $2, lost_reason = 'IMPORT_REVERTED', reverted_at = $2,
         version = version + 1, changed_by = $3, changed_at = $2
   WHERE id = ANY ($1::uuid[]) RETURNING id, version`;

/** Taking an import back: leads that nobody has worked with are lost, give their addresses up and leave every list. */
@Injectable()
export class Reversal {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventLog,
    private readonly audit: Audit,
    private readonly loops: Loops,
    private readonly imports: ImportsQueries,
    private readonly emails: EmailQueries,
    private readonly locks: ContactLocks,
    private readonly tasks: TasksService,
  ) {}

  /** Asks for it; it begins after a short while, so that it can be called off. @throws ImportStepNotPossible */
  async request(scope: Scope, id: string, reason: string | null): Promise<void> {
    await this.db.transaction(scope, async (tx) => {
      const found = await this.imports.lock(tx, id, ['DONE']);
      if (found.backdating === 'running') throw this.imports.notPossible(found);
      await tx.manager.update(LeadImport, id, {
        state: 'REVERTING',
        revertedBy: scope.userId,
        revertReason: reason,
        revertRequestedAt: this.clock.now(),
        doneTo: 0,
        attempts: 0,
      });
      await this.audit.write(tx, {
        act: 'leads.import.revert',
        subjectId: id,
        after: { created: found.createdCount },
        ...(reason !== null && { why: reason }),
      });
    });
    this.loops.wake(IMPORTS_LOOP);
  }

  /** Calls it off while nothing has been taken back. @throws ImportStepNotPossible */
  async callOff(scope: Scope, id: string): Promise<void> {
    await this.db.transaction(scope, async (tx) => {
      const found = await this.imports.lock(tx, id, ['REVERTING']);
      if (found.doneTo > 0) throw this.imports.notPossible(found);
      const nothing = { revertedBy: null, revertReason: null, revertRequestedAt: null };
      await tx.manager.update(LeadImport, id, { state: 'DONE', ...nothing });
      await this.audit.write(tx, { act: 'leads.import.revert.call-off', subjectId: id });
    });
  }

  /** The next leads of an import, in the transaction that has it locked; the last one closes it. */
  async chunk(tx: Tx, job: LeadImport): Promise<void> {
    const made = await tx.rows<Made>(NEXT, [job.id, job.doneTo]);
    const ids = made.map(({ leadId }) => leadId);
    // Addresses before leads, as everywhere: what is being handed over at this moment comes first or not at all.
    await this.locks.lockAll(tx, ids);
    const kept = await this.touched(tx, job, ids);
    const free = ids.filter((leadId) => !kept.has(leadId));
    await this.takeBack(tx, job, free);
    await this.note(tx, job, made, kept);
    if (made.length < ROWS_AT_ONCE) await this.end(tx, job);
  }

  /** When the next one may begin, of those that wait. */
  async nextDue(after: Date): Promise<Date | null> {
    const [row] = await this.db.transaction(this.imports.jobScope, (tx) =>
      tx.rows<{ at: Date | null }>(
        `SELECT min(revert_requested_at) AS at FROM lead_imports WHERE state = 'REVERTING'`,
        [],
        'lead-imports.next-reversal',
      ),
    );
    const due = row?.at ? holdEnd(row.at) : null;
    return due && due > after ? due : null;
  }

  private async touched(
    tx: Tx,
    { id }: LeadImport,
    leadIds: readonly string[],
  ): Promise<Map<string, KeptReason>> {
    const rows = await tx.rows<{ leadId: string; why: KeptReason | null }>(TOUCHED, [leadIds, id]);
    const written = await this.emails.writtenTo(tx, leadIds);
    return new Map(
      rows.flatMap(({ leadId, why }) => {
        const reason = why ?? (written.has(leadId) ? 'message_sent' : null);
        return reason ? [[leadId, reason] as const] : [];
      }),
    );
  }

  private async takeBack(
    tx: Tx,
    { revertedBy }: LeadImport,
    leadIds: readonly string[],
  ): Promise<void> {
    if (leadIds.length === 0) return;
    await this.tasks.closeAll(tx, leadIds);
    await tx.rows('DELETE FROM lead_identities WHERE lead_id = ANY ($1::uuid[])', [leadIds]);
    const lost = await tx.rows<{ id: string; version: number }>(TAKE_BACK, [
      leadIds,
      this.clock.now(),
      revertedBy,
    ]);
    await this.events.recordAll(
      tx,
      lost.map(({ id: leadId, version }) => ({
        definition: LeadStatusChanged,
        subject: leadId,
        data: { leadId, version, from: 'REGISTERED', to: 'LOST', reason: 'IMPORT_REVERTED' },
      })),
    );
  }

  /** A row whose lead is gone may be imported again, so it is no longer known by its content. */
  private async note(
    tx: Tx,
    { id, doneTo }: LeadImport,
    made: readonly Made[],
    kept: ReadonlyMap<string, KeptReason>,
  ): Promise<void> {
    const verdicts = made.map(({ row, leadId }) => ({ row, why: kept.get(leadId) ?? null }));
    await tx.rows(
      `UPDATE lead_import_rows r SET kept_reason = v.why,
              reverted_at = CASE WHEN v.why IS NULL THEN $3::timestamptz END,
              fingerprint = CASE WHEN v.why IS NOT NULL THEN r.fingerprint END
         FROM jsonb_to_recordset($2::jsonb) AS v(row int, why text) WHERE r.import_id = $1 AND r.row = v.row`,
      [id, JSON.stringify(verdicts), this.clock.now()],
    );
    await tx.rows(
      `UPDATE lead_imports SET done_to = $2, reverted_count = reverted_count + $3, kept_count = kept_count + $4
        WHERE id = $1`,
      [id, made.at(-1)?.row ?? doneTo, made.length - kept.size, kept.size],
    );
  }

  private async end(tx: Tx, { id }: LeadImport): Promise<void> {
    await tx.manager.update(LeadImport, id, { state: 'REVERTED', revertedAt: this.clock.now() });
    const done = await tx.manager.findOneByOrFail(LeadImport, { id });
    const facts = { reverted: done.revertedCount, kept: done.keptCount };
    await this.events.record(tx, LeadImportReverted, id, { importId: id, ...facts });
    await this.audit.write(tx, { act: 'leads.import.reverted', subjectId: id, after: facts });
  }
}
