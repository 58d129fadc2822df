import { Injectable } from '@nestjs/common';
import { Clock } from '../../core/clock';
import type { Tx } from '../../core/database';
import { UsersQueries } from '../../identity';
import { ConsentsQueries } from '../privacy/consents.queries';
import { territoryOf } from '../registration.rules';
import type { TakenValues } from './duplicate-rows.rules';
import { IdentitiesQueries } from './identities.queries';
import { todayAt } from './import-limits.rules';
import { readRow, type RowLead, type RowNote, type RowReadout } from './import-rows.rules';
import type { LeadImport } from './lead-import.entity';
import { rowFingerprint } from './row-fingerprint.rules';

export interface StoredCells {
  readonly row: number;
  readonly cells: string[];
}

interface ReadRow extends StoredCells {
  readonly fingerprint: string;
  readonly readout: RowReadout;
}

/** A row as the preview writes it down; null is null in the table. */
interface Verdict {
  readonly row: number;
  readonly outcome: 'create' | 'skip' | 'fail';
  readonly reason: string | null;
  readonly field: string | null;
  notes: RowNote[];
  readonly fingerprint: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly mobile: string | null;
  readonly company_place: string | null;
  readonly duplicate_row: number | null;
  readonly duplicate_lead_id: string | null;
}

export const CHUNK_ROWS = 500;

/** Says of every row what it will become. */
@Injectable()
export class PreviewService {
  constructor(
    private readonly clock: Clock,
    private readonly users: UsersQueries,
    private readonly identities: IdentitiesQueries,
    private readonly consents: ConsentsQueries,
  ) {}

  /** The next rows of a preview, in the transaction that has the import locked. */
  async chunk(tx: Tx, job: LeadImport): Promise<void> {
    const today = job.readOn ?? todayAt(this.clock.now());
    const rows = await tx.rows<StoredCells>(
      `SELECT row, cells FROM lead_import_rows WHERE import_id = $1 AND row > $2 ORDER BY row LIMIT ${String(CHUNK_ROWS)}`,
      [job.id, job.readTo],
    );
    const known = await this.users.territoryCodes(tx);
    const read = rows.map((row) => readOne(row, job, today, known));
    const taken = await this.identities.takenBefore(tx, job, read.flatMap(wanted));
    const verdicts = read.map((row) => verdictOf(row, taken));
    await this.noteSimilar(tx, job, read, verdicts);
    await this.noteConsents(tx, { job, today }, read, verdicts);
    await this.save(tx, job, verdicts);
    await this.count(tx, job, verdicts, today);
  }

  /**
   * Similar companies are worth a note: leads, and earlier rows with the same name in the same place. What
   * relance.leads_similar asks for one lead, here for many: a call a row would plan its query 500 times.
   */
  private async noteSimilar(
    tx: Tx,
    { id }: LeadImport,
    read: readonly ReadRow[],
    verdicts: readonly Verdict[],
  ): Promise<void> {
    const created = verdicts.filter(({ outcome }) => outcome === 'create');
    if (created.length === 0) return;
    const asked = created.flatMap(({ row, company_place }) => {
      const found = read.find((r) => r.row === row);
      if (!found || found.readout.failure !== null) return [];
      const { companyKey: key, placeKey: place, domain } = found.readout.lead;
      return [{ row, key, place, domain, name_and_place: company_place }];
    });
    const similar = await tx.rows<{ row: number }>(
      `SELECT a.row FROM jsonb_to_recordset($2::jsonb) AS a(row int, key text, place text, domain text, name_and_place text)
        WHERE EXISTS (SELECT FROM lead_import_rows r WHERE r.import_id = $1 AND r.company_place = a.name_and_place
                         AND r.row + 0 < a.row)
           OR EXISTS (SELECT FROM leads l WHERE l.domain = a.domain)
           OR EXISTS (SELECT FROM leads l WHERE l.place_key = a.place AND similarity(l.company_key, a.key) >= 0.55)`,
      [id, JSON.stringify(asked)],
    );
    const rows = new Set(similar.map(({ row }) => row));
    const places = new Set<string>();
    for (const verdict of created) {
      const place = verdict.company_place;
      if (rows.has(verdict.row) || (place && places.has(place)))
        verdict.notes = [...verdict.notes, 'similar_company'];
      if (place) places.add(place);
    }
  }

  /** A skipped row says something of e-mail advertising that its holder does not: nobody else would tell. */
  private async noteConsents(
    tx: Tx,
    { job, today }: { job: LeadImport; today: string },
    read: readonly ReadRow[],
    verdicts: readonly Verdict[],
  ): Promise<void> {
    const says = new Map(read.map(({ row, readout }) => [row, consentIn(readout)]));
    const skipped = verdicts.filter(
      ({ row, reason }) => reason?.startsWith('duplicate_') && says.get(row),
    );
    if (skipped.length === 0) return;
    const earlier = await tx.rows<StoredCells>(
      'SELECT row, cells FROM lead_import_rows WHERE import_id = $1 AND row = ANY ($2::int[])',
      [job.id, skipped.flatMap(({ duplicate_row: row }) => row ?? [])],
    );
    const reading = { mapping: job.mapping, columns: job.header.length, today };
    for (const { row, cells } of earlier) says.set(row, consentIn(readRow(cells, reading)));
    const held = await this.consents.advertisedByEmail(
      tx,
      skipped.flatMap(({ duplicate_lead_id: lead }) => lead ?? []),
    );
    for (const verdict of skipped) {
      const { row, duplicate_row, duplicate_lead_id } = verdict;
      const holder =
        duplicate_row === null ? held.get(duplicate_lead_id ?? '') : says.get(duplicate_row);
      if (says.get(row) !== (holder ?? null)) verdict.notes = [...verdict.notes, 'consent_differs'];
    }
  }

  private async save(tx: Tx, { id }: LeadImport, verdicts: readonly Verdict[]): Promise<void> {
    await tx.rows(
      `UPDATE lead_import_rows r SET outcome = v.outcome, reason = v.reason, field = v.field, notes = v.notes,
              fingerprint = v.fingerprint, email = v.email, phone = v.phone, mobile = v.mobile,
              company_place = v.company_place, duplicate_row = v.duplicate_row, duplicate_lead_id = v.duplicate_lead_id
         FROM jsonb_to_recordset($2::jsonb) AS v(row int, outcome text, reason text, field text, notes text[],
              fingerprint text, email text, phone text, mobile text, company_place text, duplicate_row int,
              duplicate_lead_id uuid)
        WHERE r.import_id = $1 AND r.row = v.row`,
      [id, JSON.stringify(verdicts)],
    );
  }

  private async count(
    tx: Tx,
    { id, readTo }: LeadImport,
    verdicts: readonly Verdict[],
    today: string,
  ): Promise<void> {
    const of = (outcome: Verdict['outcome']) =>
      verdicts.filter((v) => v.outcome === outcome).length;
    const duplicates = verdicts.filter((v) => v.reason?.startsWith('duplicate_')).length;
    const last = verdicts.at(-1)?.row ?? readTo;
    await tx.rows(
      `UPDATE lead_imports SET read_to = $2, read_on = $3, read_count = read_count + $4, create_count = create_count + $5,
              skip_count = skip_count + $6, fail_count = fail_count + $7, duplicate_count = duplicate_count + $8,
              state = CASE WHEN $9 THEN 'READY' ELSE state END WHERE id = $1`,
      [
        id,
        last,
        today,
        verdicts.length,
        of('create'),
        of('skip'),
        of('fail'),
        duplicates,
        verdicts.length < CHUNK_ROWS,
      ],
    );
  }
}

function readOne(
  { row, cells }: StoredCells,
  job: LeadImport,
  today: string,
  known: readonly string[],
): ReadRow {
  const { mapping, header, territories } = job;
  const readout = readRow(cells, { mapping, columns: header.length, today });
  const fingerprint = rowFingerprint(cells, mapping);
  if (readout.failure !== null) return { row, cells, fingerprint, readout };
  const place = territoryOf(undefined, readout.lead.company.country, known, territories);
  return place && territories.includes(place)
    ? { row, cells, fingerprint, readout }
    : {
        row,
        cells,
        fingerprint,
        readout: { failure: 'territory_not_allowed', field: 'country' },
      };
}

function consentIn(readout: RowReadout): RowLead['consent'] {
  return readout.failure === null ? readout.lead.consent : null;
}

function wanted({ row, fingerprint, readout }: ReadRow) {
  return readout.failure === null
    ? [{ row, fingerprint, identities: readout.lead.identities }]
    : [];
}

function verdictOf({ row, fingerprint, readout }: ReadRow, taken: TakenValues): Verdict {
  const nothing = {
    row,
    fingerprint,
    reason: null,
    field: null,
    notes: [],
    email: null,
    phone: null,
    mobile: null,
    company_place: null,
    duplicate_row: null,
    duplicate_lead_id: null,
  };
  if (readout.failure !== null)
    return { ...nothing, outcome: 'fail', reason: readout.failure, field: readout.field };
  const { lead, notes } = readout;
  const duplicate = taken.settle({ row, fingerprint, identities: lead.identities });
  if (duplicate) {
    const field = { already_imported: null, duplicate_email: 'email', duplicate_phone: 'phone' };
    return {
      ...nothing,
      outcome: 'skip',
      reason: duplicate.reason,
      field: field[duplicate.reason],
      notes: [...notes],
      duplicate_row: duplicate.holder.row,
      duplicate_lead_id: duplicate.holder.leadId,
    };
  }
  const number = (text: string | null | undefined) =>
    lead.identities.find((i) => i.kind === 'phone' && i.value === text)?.value ?? null;
  return {
    ...nothing,
    outcome: 'create',
    notes: [...notes],
    email: lead.contact.email ?? null,
    phone: number(lead.contact.phone),
    mobile: number(lead.contact.mobile),
    company_place: lead.placeKey && `${lead.companyKey} ${lead.placeKey}`,
  };
}
