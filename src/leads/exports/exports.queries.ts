import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { stringify } from 'csv-stringify/sync';
import { Database } from '../../core/database';
import { xlsxOf } from '../../core/xlsx-writer';
import { Audit, type Scope, UsersQueries } from '../../identity';
import { HOUSE_ZONE } from '../house-time.rules';
import { LeadFilters } from '../lead-filter.queries';
import type { LeadFilter } from '../leads.dto';
import { LeadsQueries } from '../leads.queries';
import { EXPORT_COLUMNS, type ExportRow, sheetColumns, sheetRow } from './export-columns.rules';
import type { ExportLeads } from './exports.dto';

const ROWS_AT_ONCE = 1000;
const FORMAT = { delimiter: ';', escape_formulas: true, record_delimiter: '\r\n' } as const;
const FIRST = '00000000-0000-0000-0000-000000000000';

const ROWS = `l.id, l.company_name AS company, l.street, l.postal_code AS "postalCode", l.city, l.country, l.territory,
  l.business_type AS "businessType", l.kitchen_size AS "kitchenSize", l.chain, l.website, l.annual_volume_cents AS "volumeCents",
  l.annual_volume_currency AS "volumeCurrency", l.status, l.source, l.tags, l.owner_id AS "ownerId",
  nullif(concat_ws(' ', c.title, c.first_name, c.last_name), '') AS contact, c.role, c.email, c.phone, c.mobile,
  l.relationship_status AS "relationshipStatus", l.decision_maker_access AS "decisionMakerAccess", l.competitor,
  l.pains, l.pain_notes AS "painNotes", l.urgency,
  l.registered_at AS "registeredAt", l.last_activity_at AS "lastActivityAt"`;

function lineOf(row: ExportRow): string {
  const { volumeCents } = row;
  return `${JSON.stringify({ ...row, volumeCents: volumeCents === null ? null : Number(volumeCents) })}\n`;
}

/** Leads as a file: what the list shows under the same filter, page by page, so that memory stays constant. */
@Injectable()
export class ExportsQueries {
  constructor(
    private readonly db: Database,
    private readonly leads: LeadsQueries,
    private readonly users: UsersQueries,
    private readonly audit: Audit,
    private readonly filters: LeadFilters,
  ) {}

  /** UTF-8 with BOM and `;`, as Excel opens it; text that a spreadsheet would compute is neutralised. */
  async csv(scope: Scope, { language, ...filter }: ExportLeads): Promise<Readable> {
    await this.note(scope, filter, 'csv');
    const pages = this.pages(scope, filter);
    return Readable.from(
      (async function* () {
        yield `\ufeff${stringify([EXPORT_COLUMNS.map((column) => column[language])], FORMAT)}`;
        for await (const rows of pages)
          yield stringify(
            rows.map((row) => EXPORT_COLUMNS.map((column) => column.value(row, language))),
            FORMAT,
          );
      })(),
    );
  }

  /** A workbook: amounts are numbers, instants are dates by the clocks of the house, and no text is computed. */
  async xlsx(scope: Scope, { language, ...filter }: ExportLeads): Promise<Readable> {
    await this.note(scope, filter, 'xlsx');
    const pages = this.pages(scope, filter);
    return xlsxOf(
      { name: 'Leads', columns: sheetColumns(language), timeZone: HOUSE_ZONE },
      (async function* () {
        for await (const rows of pages) yield rows.map((row) => sheetRow(row, language));
      })(),
    );
  }

  /** For programs: a lead a line, values as they are. */
  async jsonl(scope: Scope, filter: LeadFilter): Promise<Readable> {
    await this.note(scope, filter, 'jsonl');
    const pages = this.pages(scope, filter);
    return Readable.from(
      (async function* () {
        for await (const rows of pages) yield rows.map(lineOf).join('');
      })(),
    );
  }

  /** What the filter finds is counted and audited before the first line leaves. */
  private async note(
    scope: Scope,
    filter: LeadFilter,
    format: 'csv' | 'xlsx' | 'jsonl',
  ): Promise<void> {
    const count = await this.db.transaction(scope, (tx) => this.leads.count(tx, filter));
    // With the rights of the system, in the name of the person: an auditor writes nothing else, but this.
    await this.db.transaction({ ...scope, dbRole: 'relance_system' as const }, (tx) =>
      this.audit.write(tx, { act: 'leads.export', after: { filter, count, format } }),
    );
  }

  private async *pages(scope: Scope, filter: LeadFilter): AsyncGenerator<ExportRow[]> {
    for (let after = FIRST; ;) {
      const rows = await this.page(scope, filter, after);
      if (rows.length > 0) yield rows;
      if (rows.length < ROWS_AT_ONCE) return;
      after = rows.at(-1)?.id ?? after;
    }
  }

  private async page(scope: Scope, filter: LeadFilter, after: string): Promise<ExportRow[]> {
    return this.db.transaction(scope, async (tx) => {
      const where = await this.filters.conditions(tx, filter);
      where.add(`l.id > ${where.value(after)}::uuid`);
      const rows = await tx.rows<ExportRow & { ownerId: string | null }>(
        `SELECT ${ROWS} FROM leads l LEFT JOIN lead_contacts c ON c.lead_id = l.id AND c.is_primary
          WHERE ${where.sql} ORDER BY l.id LIMIT ${String(ROWS_AT_ONCE)}`,
        where.values,
      );
      const names = await this.users.names(
        tx,
        rows.map((r) => r.ownerId),
      );
      return rows.map((row) => ({
        ...row,
        owner: row.ownerId ? (names.get(row.ownerId) ?? null) : null,
      }));
    });
  }
}
