import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ImportField } from './import-fields.rules';
import type { Delimiter, ImportEncoding } from './import-text.rules';
import type { FileFormat } from './table-rows.provider';

export const IMPORT_STATES = [
  'UPLOADING',
  'MAPPING',
  'ANALYSING',
  'READY',
  'AWAITING_APPROVAL',
  'EXECUTING',
  'DONE',
  'FAILED',
  'REVERTING',
  'REVERTED',
] as const;
export type ImportState = (typeof IMPORT_STATES)[number];
export type CountFrom = 'import' | 'registered' | 'none';
export const BACKDATINGS = ['running', 'approved', 'refused'] as const;
export type Backdating = (typeof BACKDATINGS)[number];
export const MAPPING_SOURCES = ['guessed', 'remembered', 'chosen'] as const;
/** Where the meaning of the columns comes from: their headings, an earlier file of the kind, or a person. */
export type MappingSource = (typeof MAPPING_SOURCES)[number];

/** A file of leads on its way into the system. */
@Entity('lead_imports')
@Index('lead_imports_work_idx', ['workedAt'], {
  where:
    "state = ANY (ARRAY['UPLOADING', 'ANALYSING', 'EXECUTING', 'REVERTING']) OR backdating = 'running'",
})
@Check('lead_imports_count_from_check', "count_from IN ('import', 'registered', 'none')")
@Check(
  'lead_imports_state_check',
  "state IN ('UPLOADING', 'MAPPING', 'ANALYSING', 'READY', 'AWAITING_APPROVAL', 'EXECUTING', 'DONE', 'FAILED', 'REVERTING', 'REVERTED')",
)
@Check('lead_imports_mapping_source_check', "mapping_source IN ('guessed', 'remembered', 'chosen')")
@Check('lead_imports_format_check', "format IN ('csv', 'xlsx')")
@Check('lead_imports_backdating_check', "backdating IN ('running', 'approved', 'refused')")
@Check(
  'lead_imports_backdating_decided_check',
  '(backdating IS NULL) = (backdating_decided_at IS NULL)',
)
@Check(
  'lead_imports_reverted_check',
  "(state IN ('REVERTING', 'REVERTED')) = (revert_requested_at IS NOT NULL)",
)
@Check('lead_imports_failure_check', "(state = 'FAILED') = (failure IS NOT NULL)")
export class LeadImport {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'lead_imports_pkey' })
  id: string;

  @Column('uuid', { name: 'created_by' })
  createdBy: string;

  @Column('text', { name: 'creator_role' })
  creatorRole: string;

  /** Who will own the leads. */
  @Column('uuid', { name: 'owner_id' })
  ownerId: string;

  @Column('uuid', { name: 'team_id', nullable: true })
  teamId: string | null;

  /** Where the importer may register leads. */
  @Column('text', { array: true })
  territories: string[];

  @Column('text', { name: 'file_name' })
  fileName: string;

  /** By its first bytes, whatever its name says. */
  @Column('text', { default: 'csv' })
  format: FileFormat;

  @Column('text', { nullable: true })
  sha256: string | null;

  @Column('text', { nullable: true })
  encoding: ImportEncoding | null;

  @Column('text', { nullable: true })
  delimiter: Delimiter | null;

  @Column('text', { array: true, default: [] })
  header: string[];

  @Column('text', { array: true, default: [] })
  mapping: (ImportField | null)[];

  @Column('text', { name: 'mapping_source', default: 'guessed' })
  mappingSource: MappingSource;

  @Column('text', { name: 'count_from', default: 'import' })
  countFrom: CountFrom;

  @Column('text', { default: 'UPLOADING' })
  state: ImportState;

  @Column('int', { name: 'row_count', default: 0 })
  rowCount: number;

  /** The calendar day against which dates of the file are held, so that the result equals the preview. */
  @Column('date', { name: 'read_on', nullable: true })
  readOn: string | null;

  /** The last row of the preview so far. */
  @Column('int', { name: 'read_to', default: 0 })
  readTo: number;

  @Column('int', { name: 'read_count', default: 0 })
  readCount: number;

  @Column('int', { name: 'create_count', default: 0 })
  createCount: number;

  @Column('int', { name: 'skip_count', default: 0 })
  skipCount: number;

  @Column('int', { name: 'fail_count', default: 0 })
  failCount: number;

  /** Rows with an address or number that somebody has. */
  @Column('int', { name: 'duplicate_count', default: 0 })
  duplicateCount: number;

  @Column('int', { name: 'created_count', default: 0 })
  createdCount: number;

  @Column('int', { default: 0 })
  attempts: number;

  @Column('text', { nullable: true })
  failure: string | null;

  @Column('uuid', { name: 'approved_by', nullable: true })
  approvedBy: string | null;

  @Column('uuid', { name: 'reverted_by', nullable: true })
  revertedBy: string | null;

  @Column('text', { name: 'revert_reason', nullable: true })
  revertReason: string | null;

  @Column('timestamptz', { name: 'revert_requested_at', nullable: true })
  revertRequestedAt: Date | null;

  @Column('timestamptz', { name: 'reverted_at', nullable: true })
  revertedAt: Date | null;

  @Column('int', { name: 'reverted_count', default: 0 })
  revertedCount: number;

  /** Leads that stayed because somebody had worked with them. */
  @Column('int', { name: 'kept_count', default: 0 })
  keptCount: number;

  /** Whether the dates of the file start the protection of its leads; null: nobody has decided. */
  @Column('text', { nullable: true })
  backdating: Backdating | null;

  @Column('uuid', { name: 'backdating_decided_by', nullable: true })
  backdatingDecidedBy: string | null;

  @Column('timestamptz', { name: 'backdating_decided_at', nullable: true })
  backdatingDecidedAt: Date | null;

  @Column('text', { name: 'backdating_reason', nullable: true })
  backdatingReason: string | null;

  /** The last row of the job that goes through its leads: a revert or the backdating. */
  @Column('int', { name: 'done_to', default: 0 })
  doneTo: number;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'requested_at', nullable: true })
  requestedAt: Date | null;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt: Date | null;

  /** By the database's clock: whose turn it is. */
  @Column('timestamptz', { name: 'worked_at', default: () => 'now()' })
  workedAt: Date;
}
