import { z } from 'zod';
import { say } from '../../core/field-text';
import { IMPORT_FIELDS } from './import-fields.rules';
import { FAILURES, NOTES, SKIPS } from './import-rows.rules';
import { BACKDATINGS, IMPORT_STATES, MAPPING_SOURCES } from './lead-import.entity';
import { KEPT_REASONS } from './reversal.rules';

export const COUNT_FROM = ['import', 'registered', 'none'] as const;
const instant = z.iso.datetime();
const asOf = { asOf: instant, asOfSequence: z.string() };
const field = z.enum(IMPORT_FIELDS);
const reason = z.enum([...FAILURES, ...SKIPS]);
const note = z.enum(NOTES);
const outcome = z.enum(['create', 'skip', 'fail']);

export const StartImportSchema = z.strictObject({
  fileName: z
    .string()
    .trim()
    .min(1)
    .max(255)
    .regex(/^\P{Cc}*$/u),
  ownerId: z.uuid().optional(),
});
export type StartImport = z.output<typeof StartImportSchema>;

export const ChangeImportSchema = z
  .strictObject({ mapping: z.array(field.nullable()).max(500), countFrom: z.enum(COUNT_FROM) })
  .partial()
  .refine((change) => Object.keys(change).length > 0, say('names no field', 'nennt kein Feld'))
  .meta({ id: 'ChangeImport' });
export type ChangeImport = z.output<typeof ChangeImportSchema>;

const count = z.int();
export const ImportViewSchema = z
  .object({
    id: z.uuid(),
    fileName: z.string(),
    state: z.enum(IMPORT_STATES),
    format: z.enum(['csv', 'xlsx']),
    /** Of a text file. */
    encoding: z.enum(['utf-8', 'utf-8-bom', 'windows-1252']).nullable(),
    delimiter: z.enum([';', ',', '\t']).nullable(),
    header: z.array(z.string()),
    mapping: z.array(field.nullable()),
    mappingSource: z.enum(MAPPING_SOURCES),
    /** A few different values of each column. */
    samples: z.array(z.array(z.string())),
    countFrom: z.enum(COUNT_FROM),
    rows: count,
    counts: z.object({ create: count, skip: count, fail: count, duplicates: count }),
    reasons: z.partialRecord(reason, count),
    notes: z.partialRecord(note, count),
    progress: z.object({ previewed: count, created: count }),
    needsApproval: z.boolean(),
    failure: z.string().nullable(),
    ownerId: z.uuid(),
    createdBy: z.uuid(),
    createdByName: z.string().nullable(),
    approvedBy: z.uuid().nullable(),
    /** Leads with a date of the file that their protection could begin at. */
    datedLeads: count,
    reversal: z
      .object({
        requestedAt: instant,
        by: z.string().nullable(),
        reason: z.string().nullable(),
        finishedAt: instant.nullable(),
        reverted: count,
        /** Leads that stayed; their rows say why. */
        kept: count,
      })
      .nullable(),
    backdating: z
      .object({
        state: z.enum(BACKDATINGS),
        by: z.string().nullable(),
        at: instant,
        reason: z.string().nullable(),
      })
      .nullable(),
    createdAt: instant,
    requestedAt: instant.nullable(),
    finishedAt: instant.nullable(),
    ...asOf,
  })
  .meta({ id: 'ImportView' });
export type ImportView = z.output<typeof ImportViewSchema>;

export const ErrorRowsSchema = z.strictObject({ language: z.enum(['de', 'en']).default('de') });
export type ErrorRows = z.output<typeof ErrorRowsSchema>;

export const RevertImportSchema = z
  .strictObject({ reason: z.string().trim().min(1).max(1000).optional() })
  .meta({ id: 'RevertImport' });
export type RevertImport = z.output<typeof RevertImportSchema>;

export const ListImportsSchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.uuid().optional(),
  state: z.enum(IMPORT_STATES).optional(),
});
export type ListImports = z.output<typeof ListImportsSchema>;

export const ImportSummarySchema = z
  .object({
    id: z.uuid(),
    fileName: z.string(),
    state: z.enum(IMPORT_STATES),
    rows: count,
    created: count,
    createdBy: z.uuid(),
    createdByName: z.string().nullable(),
    createdAt: instant,
  })
  .meta({ id: 'ImportSummary' });
export type ImportSummary = z.output<typeof ImportSummarySchema>;

const page = { nextCursor: z.string().nullable(), previousCursor: z.string().nullable(), ...asOf };
export const ImportPageSchema = z
  .object({ items: z.array(ImportSummarySchema), ...page })
  .meta({ id: 'ImportPage' });
export type ImportPage = z.output<typeof ImportPageSchema>;

export const ListImportRowsSchema = z.strictObject({
  outcome: outcome.optional(),
  reason: reason.optional(),
  note: note.optional(),
  /** Rows whose leads stayed when the import was reverted. */
  kept: z.enum(['true']).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.coerce.number().int().min(0).max(2_000_000_000).default(0),
});
export type ListImportRows = z.output<typeof ListImportRowsSchema>;

export const ImportRowSchema = z
  .object({
    row: count,
    outcome,
    reason: reason.nullable(),
    field: field.nullable(),
    notes: z.array(note),
    duplicateOf: z.object({ row: count.nullable(), leadId: z.uuid().nullable() }).nullable(),
    leadId: z.uuid().nullable(),
    revertedAt: instant.nullable(),
    keptReason: z.enum(KEPT_REASONS).nullable(),
    cells: z.array(z.string()),
  })
  .meta({ id: 'ImportRow' });
export type ImportRow = z.output<typeof ImportRowSchema>;

export const ImportRowPageSchema = z
  .object({ items: z.array(ImportRowSchema), ...page })
  .meta({ id: 'ImportRowPage' });
export type ImportRowPage = z.output<typeof ImportRowPageSchema>;
