import { Injectable } from '@nestjs/common';
import type { Tx } from '../../core/database';
import type { IdentityValue } from '../registration.rules';
import { TakenValues } from './duplicate-rows.rules';
import type { LeadImport } from './lead-import.entity';

interface Wanted {
  readonly row: number;
  readonly fingerprint: string;
  readonly identities: readonly IdentityValue[];
}

/** Who has the addresses and numbers of some rows; sees every lead, so its answers are for the system alone. */
@Injectable()
export class IdentitiesQueries {
  /** What leads, earlier rows and earlier imports have of what these rows want. */
  async takenBefore(tx: Tx, job: LeadImport, rows: readonly Wanted[]): Promise<TakenValues> {
    const taken = new TakenValues();
    if (rows.length === 0) return taken;
    const identities = rows.flatMap((row) => row.identities);
    for (const { kind, value, leadId } of await this.holders(tx, identities))
      taken.hold({ kind, value }, { row: null, leadId });
    const first = Math.min(...rows.map(({ row }) => row));
    for (const { kind, value, row } of await this.earlier(tx, job, first, identities))
      taken.hold({ kind, value }, { row, leadId: null });
    const imported = await tx.rows<{ fingerprint: string; leadId: string }>(
      `SELECT fingerprint, lead_id AS "leadId" FROM lead_import_rows
        WHERE fingerprint = ANY ($1::text[]) AND lead_id IS NOT NULL AND import_id <> $2`,
      [rows.map(({ fingerprint }) => fingerprint), job.id],
    );
    for (const { fingerprint, leadId } of imported) taken.remember(fingerprint, leadId);
    return taken;
  }

  /** Leads that hold these values. */
  async holders(
    tx: Tx,
    values: readonly IdentityValue[],
  ): Promise<(IdentityValue & { leadId: string })[]> {
    return tx.rows<IdentityValue & { leadId: string }>(
      `SELECT i.kind, i.value, i.lead_id AS "leadId" FROM jsonb_to_recordset($1::jsonb) AS v(kind text, value text)
         JOIN lead_identities i ON i.kind = v.kind AND i.value = v.value AND i.overridden_at IS NULL`,
      [JSON.stringify(values)],
    );
  }

  /**
   * Only rows to be created keep their values. `row + 0` keeps the planner from walking the primary key, which it
   * thinks short while a new import has no statistics.
   */
  private async earlier(
    tx: Tx,
    { id }: LeadImport,
    before: number,
    values: readonly IdentityValue[],
  ): Promise<(IdentityValue & { row: number })[]> {
    const of = (kind: IdentityValue['kind']) =>
      values.filter((v) => v.kind === kind).map((v) => v.value);
    return tx.rows<IdentityValue & { row: number }>(
      `SELECT DISTINCT ON (kind, value) kind, value, row FROM (
         SELECT 'email' AS kind, email AS value, row FROM lead_import_rows
          WHERE import_id = $1 AND email = ANY ($3::text[]) AND row + 0 < $2
         UNION ALL
         SELECT 'phone', phone, row FROM lead_import_rows
          WHERE import_id = $1 AND phone = ANY ($4::text[]) AND row + 0 < $2
         UNION ALL
         SELECT 'phone', mobile, row FROM lead_import_rows
          WHERE import_id = $1 AND mobile = ANY ($4::text[]) AND row + 0 < $2
       ) e ORDER BY kind, value, row`,
      [id, before, of('email'), of('phone')],
    );
  }
}
