import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Database, type Tx } from '../../core/database';
import { Loops } from '../../core/loops';
import { EventLog } from '../../events';
import { LeadProtectionBackdated } from '../../events/catalogue';
import { Audit, type Scope } from '../../identity';
import { HOUSE_ZONE } from '../house-time.rules';
import { ProtectionQueries } from '../protection/protection.queries';
import { Protections } from '../protection/protections.service';
import { ImportsQueries } from './imports.queries';
import { LeadImport } from './lead-import.entity';
import { ROWS_AT_ONCE } from './reversal.rules';
import { IMPORTS_LOOP } from './upload.service';

const NEXT = `
  SELECT row, lead_id AS "leadId" FROM lead_import_rows WHERE import_id = $1 AND row > $2 AND lead_id IS NOT NULL
   ORDER BY row LIMIT ${String(ROWS_AT_ONCE)}`;

/** Not those that somebody took or backdated by themselves since. */
const DATED = `
  SELECT id, version, known_since_on::timestamp AT TIME ZONE '${HOUSE_ZONE}' AS "from" FROM leads
   WHERE id = ANY ($1::uuid[]) AND known_since_on IS NOT NULL AND protected_from IS NULL AND owner_id IS NOT NULL
     AND status IN ('REGISTERED', 'ACTIVE', 'QUALIFIED')
   ORDER BY id FOR UPDATE`;

/** The version stays, since nobody could overwrite it. */
const BACKDATE = `
  UPDATE leads SET protected_from = known_since_on::timestamp AT TIME ZONE '${HOUSE_ZONE}' WHERE id = ANY ($1::uuid[])`;

interface DatedLead {
  readonly id: string;
  readonly version: number;
  readonly from: Date;
}

/** Whether the dates of a file start the protection of its leads: a manager decides, a job does. */
@Injectable()
export class Backdating {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly events: EventLog,
    private readonly audit: Audit,
    private readonly loops: Loops,
    private readonly imports: ImportsQueries,
    private readonly protections: Protections,
    private readonly derived: ProtectionQueries,
  ) {}

  /** @throws ImportStepNotPossible unless the import is done and nobody has decided */
  async decide(
    scope: Scope,
    id: string,
    state: 'running' | 'refused',
    reason: string,
  ): Promise<void> {
    await this.db.transaction(scope, async (tx) => {
      const found = await this.imports.lock(tx, id, ['DONE']);
      if (found.backdating !== null) throw this.imports.notPossible(found);
      await tx.manager.update(LeadImport, id, {
        backdating: state,
        backdatingDecidedBy: scope.userId,
        backdatingDecidedAt: this.clock.now(),
        backdatingReason: reason,
        doneTo: 0,
        attempts: 0,
      });
      const act = state === 'running' ? 'approve' : 'refuse';
      await this.audit.write(tx, {
        act: `leads.import.backdating.${act}`,
        subjectId: id,
        after: { created: found.createdCount },
        why: reason,
      });
    });
    this.loops.wake(IMPORTS_LOOP);
  }

  /** The next leads of an import, in the transaction that has it locked. */
  async chunk(tx: Tx, { id, doneTo }: LeadImport): Promise<void> {
    const rows = await tx.rows<{ row: number; leadId: string }>(NEXT, [id, doneTo]);
    const ids = rows.map(({ leadId }) => leadId);
    const changed = await this.withoutOver(tx, await tx.rows<DatedLead>(DATED, [ids]));
    await tx.rows(BACKDATE, [changed.map((lead) => lead.id)]);
    await this.events.recordAll(
      tx,
      changed.map(({ id: leadId, version, from }) => ({
        definition: LeadProtectionBackdated,
        subject: leadId,
        data: { leadId, version, from: from.toISOString() },
      })),
    );
    await this.protections.lookAgain(
      tx,
      changed.map((lead) => lead.id),
    );
    await tx.manager.update(LeadImport, id, {
      doneTo: rows.at(-1)?.row ?? doneTo,
      ...(rows.length < ROWS_AT_ONCE && { backdating: 'approved' as const }),
    });
  }

  /** A date so early that the protection would be over starts nothing: nobody loses a lead by an approval. */
  private async withoutOver(tx: Tx, leads: readonly DatedLead[]): Promise<DatedLead[]> {
    const dates = new Map(leads.map(({ id, from }) => [id, from]));
    const over = new Set<string>();
    for (const facts of await this.derived.facts(tx, [...dates.keys()])) {
      const then = await this.derived.derive({ ...facts, from: dates.get(facts.id) ?? facts.from });
      if (then?.step === 'lapse') over.add(facts.id);
    }
    return leads.filter(({ id }) => !over.has(id));
  }
}
