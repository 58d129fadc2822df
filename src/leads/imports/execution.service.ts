import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import { Config } from '../../core/config';
import type { Tx } from '../../core/database';
import { Ids } from '../../core/ids';
import { EventLog } from '../../events';
import { LeadImportCompleted, LeadRegistered } from '../../events/catalogue';
import { AccessQueries, UsersQueries } from '../../identity';
import { LeadContact } from '../lead-contact.entity';
import { Lead } from '../lead.entity';
import { BulkInsertQueries } from '../bulk-insert.queries';
import { ProtectionQueries } from '../protection/protection.queries';
import { firstScore, Scores } from '../scoring/scores.service';
import type { Duplicate } from './duplicate-rows.rules';
import { IdentitiesQueries } from './identities.queries';
import { readRow } from './import-rows.rules';
import { LeadImport } from './lead-import.entity';
import { CHUNK_ROWS, type StoredCells } from './preview.service';
import { anchorOf, type NewLead, newLeadOf } from './row-lead.rules';
import { RowPapers } from './row-papers.service';
import { rowFingerprint } from './row-fingerprint.rules';

/** Somebody registered one of the values between the look and the write. */
class LostRace extends Error {}

const MOST_RACES = 5;

/** Makes leads of the rows that the preview said to create, as a registration does, many at once. */
@Injectable()
export class ExecutionService {
  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly events: EventLog,
    private readonly users: UsersQueries,
    private readonly access: AccessQueries,
    private readonly identities: IdentitiesQueries,
    private readonly bulk: BulkInsertQueries,
    private readonly papers: RowPapers,
    private readonly protections: ProtectionQueries,
    private readonly scores: Scores,
  ) {}

  /** The next rows of an import, in the transaction that has it locked; the last one closes it. */
  async chunk(tx: Tx, job: LeadImport): Promise<void> {
    const owner = await this.users.assignable(tx, job.ownerId);
    if (!owner) {
      await this.end(tx, job, 'owner_not_available');
      return;
    }
    const rows = await tx.rows<StoredCells>(
      `SELECT row, cells FROM lead_import_rows WHERE import_id = $1 AND outcome = 'create' AND lead_id IS NULL
        ORDER BY row LIMIT ${String(CHUNK_ROWS)}`,
      [job.id],
    );
    if (rows.length > 0) {
      const known = await this.users.territoryCodes(tx);
      const wanted = rows.map((row) => this.newLead(row, job, owner, known));
      const table = await this.scores.table(tx);
      for (const { lead, contact } of wanted) {
        const { total, parts } = firstScore(lead, [contact.role], table);
        [lead.score, lead.scoreParts] = [total, parts];
        Object.assign(lead, await this.protections.firstLook(lead));
      }
      await this.write(tx, job, wanted);
    }
    if (rows.length < CHUNK_ROWS) await this.end(tx, job, null);
  }

  private newLead(
    { row, cells }: StoredCells,
    job: LeadImport,
    owner: { id: string; teamId: string | null },
    known: readonly string[],
  ): NewLead {
    const reading = { mapping: job.mapping, columns: job.header.length, today: job.readOn ?? '' };
    const readout = readRow(cells, reading);
    if (readout.failure !== null) throw new Error(`Row ${String(row)} was to be created.`);
    return newLeadOf(readout.lead, {
      row,
      fingerprint: rowFingerprint(cells, job.mapping),
      id: this.ids.uuid(),
      contactId: this.ids.uuid(),
      now: this.clock.now(),
      owner,
      known,
      territories: job.territories,
      by: job.createdBy,
      simulated: this.config.get('RELANCE_DEMO'),
    });
  }

  /** The unique index has the last word: a lost race looks again, by then the winner is to be seen. */
  private async write(tx: Tx, job: LeadImport, wanted: readonly NewLead[]): Promise<void> {
    for (let race = 1; ; race++) {
      try {
        await tx.savepoint(() => this.tryWrite(tx, job, wanted));
        return;
      } catch (error) {
        if (!(error instanceof LostRace) || race === MOST_RACES) throw error;
      }
    }
  }

  private async tryWrite(tx: Tx, job: LeadImport, wanted: readonly NewLead[]): Promise<void> {
    const taken = await this.identities.takenBefore(tx, job, wanted);
    const settled = wanted.map((lead) => ({ lead, duplicate: taken.settle(lead) }));
    await this.skip(tx, job, settled);
    const leads = settled.flatMap(({ lead, duplicate }) => (duplicate ? [] : [lead]));
    if (leads.length === 0) return;
    await this.access.placeNew(
      tx,
      {
        ...{ kind: 'lead', ownerId: job.ownerId, teamId: leads[0]?.lead.teamId ?? null },
        simulated: this.config.get('RELANCE_DEMO'),
      },
      leads.map(({ lead }) => ({ subjectId: lead.id, territory: lead.territory })),
    );
    await this.bulk.insert(
      tx,
      Lead,
      leads.map(({ lead }) => lead),
    );
    await this.bulk.insert(
      tx,
      LeadContact,
      leads.map(({ contact }) => contact),
    );
    await this.claim(tx, leads);
    await this.tell(tx, job, leads);
    await this.papers.write(tx, job, leads);
    await tx.rows(
      `UPDATE lead_import_rows r SET lead_id = v.id FROM unnest($2::int[], $3::uuid[]) AS v(row, id)
        WHERE r.import_id = $1 AND r.row = v.row`,
      [job.id, leads.map(({ row }) => row), leads.map(({ lead }) => lead.id)],
    );
    await tx.rows('UPDATE lead_imports SET created_count = created_count + $2 WHERE id = $1', [
      job.id,
      leads.length,
    ]);
  }

  private async claim(tx: Tx, leads: readonly NewLead[]): Promise<void> {
    const values = leads.flatMap(({ lead, identities }) =>
      identities.map(({ kind, value }) => ({
        id: this.ids.uuid(),
        lead_id: lead.id,
        owner_id: lead.ownerId,
        team_id: lead.teamId,
        territory: lead.territory,
        kind,
        value,
      })),
    );
    const claimed = await tx.rows(
      `INSERT INTO lead_identities (id, lead_id, subject_id, owner_id, team_id, territory, kind, value)
       SELECT v.id, v.lead_id, v.lead_id, v.owner_id, v.team_id, v.territory, v.kind, v.value
         FROM jsonb_to_recordset($1::jsonb) AS v(id uuid, lead_id uuid, owner_id uuid, team_id uuid, territory text,
              kind text, value text) ORDER BY v.kind, v.value
       ON CONFLICT (kind, value) WHERE overridden_at IS NULL DO NOTHING RETURNING id`,
      [JSON.stringify(values)],
    );
    if (claimed.length < values.length) throw new LostRace();
  }

  private async tell(tx: Tx, job: LeadImport, leads: readonly NewLead[]): Promise<void> {
    await this.events.recordAll(
      tx,
      leads.map(({ lead }) => ({
        definition: LeadRegistered,
        subject: lead.id,
        data: {
          leadId: lead.id,
          source: lead.source,
          territory: lead.territory,
          stage: lead.stage,
          status: lead.status,
          businessType: lead.businessType,
          ownerId: lead.ownerId,
          ...anchorOf(job.countFrom, lead),
        },
      })),
    );
  }

  /** What has been registered since the preview. */
  private async skip(
    tx: Tx,
    job: LeadImport,
    settled: readonly { lead: NewLead; duplicate: Duplicate | null }[],
  ): Promise<void> {
    const late = settled.flatMap(({ lead: { row }, duplicate }) =>
      duplicate ? [{ row, reason: duplicate.reason, lead: duplicate.holder.leadId }] : [],
    );
    if (late.length === 0) return;
    await tx.rows(
      `UPDATE lead_import_rows r SET outcome = 'skip', reason = v.reason, duplicate_lead_id = v.lead,
              field = CASE v.reason WHEN 'duplicate_email' THEN 'email' WHEN 'duplicate_phone' THEN 'phone' END
         FROM jsonb_to_recordset($2::jsonb) AS v(row int, reason text, lead uuid)
        WHERE r.import_id = $1 AND r.row = v.row`,
      [job.id, JSON.stringify(late)],
    );
    await tx.rows(
      `UPDATE lead_imports SET create_count = create_count - $2, skip_count = skip_count + $2 WHERE id = $1`,
      [job.id, late.length],
    );
  }

  private async end(tx: Tx, { id }: LeadImport, failure: string | null): Promise<void> {
    const state = failure ? 'FAILED' : 'DONE';
    await tx.manager.update(LeadImport, id, { state, failure, finishedAt: this.clock.now() });
    if (failure) return;
    const done = await tx.manager.findOneByOrFail(LeadImport, { id });
    await this.events.record(tx, LeadImportCompleted, id, {
      importId: id,
      rows: done.rowCount,
      created: done.createdCount,
      skipped: done.skipCount,
      failed: done.failCount,
    });
  }
}
