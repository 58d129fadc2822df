import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  type Relation,
} from 'typeorm';
import { LeadImport } from './lead-import.entity';
import type { KeptReason } from './reversal.rules';

/** A record of a file, as it was written there, and what becomes of it. */
@Entity('lead_import_rows')
@Index('lead_import_rows_email_idx', ['importId', 'email'], { where: 'email IS NOT NULL' })
@Index('lead_import_rows_phone_idx', ['importId', 'phone'], { where: 'phone IS NOT NULL' })
@Index('lead_import_rows_mobile_idx', ['importId', 'mobile'], { where: 'mobile IS NOT NULL' })
@Index('lead_import_rows_place_idx', ['importId', 'companyPlace'], {
  where: 'company_place IS NOT NULL',
})
@Index('lead_import_rows_outcome_idx', ['importId', 'outcome', 'row'])
@Index('lead_import_rows_open_idx', ['importId', 'row'], {
  where: "outcome = 'create' AND lead_id IS NULL",
})
@Index('lead_import_rows_fingerprint_idx', ['fingerprint'], { where: 'lead_id IS NOT NULL' })
@Check('lead_import_rows_outcome_check', "outcome IN ('create', 'skip', 'fail')")
@Check(
  'lead_import_rows_kept_reason_check',
  "kept_reason IN ('lead_changed', 'activity_logged', 'message_sent', 'work_begun')",
)
@Index('lead_import_rows_kept_idx', ['importId', 'row'], { where: 'kept_reason IS NOT NULL' })
@Check('lead_import_rows_reason_check', "(outcome IN ('skip', 'fail')) = (reason IS NOT NULL)")
export class LeadImportRow {
  @PrimaryColumn('uuid', {
    name: 'import_id',
    primaryKeyConstraintName: 'lead_import_rows_pkey',
  })
  importId: string;

  @ManyToOne(() => LeadImport, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'import_id', foreignKeyConstraintName: 'lead_import_rows_import_id_fkey' })
  import?: Relation<LeadImport>;

  /** The record's number in the file; the header is 1. */
  @PrimaryColumn('int', { primaryKeyConstraintName: 'lead_import_rows_pkey' })
  row: number;

  @Column('text', { array: true })
  cells: string[];

  @Column('text', { nullable: true })
  outcome: 'create' | 'skip' | 'fail' | null;

  @Column('text', { nullable: true })
  reason: string | null;

  /** Where the reason stands. */
  @Column('text', { nullable: true })
  field: string | null;

  @Column('text', { array: true, default: [] })
  notes: string[];

  /** What two rows with the same content share. */
  @Column('text', { nullable: true })
  fingerprint: string | null;

  @Column('text', { nullable: true })
  email: string | null;

  @Column('text', { nullable: true })
  phone: string | null;

  @Column('text', { nullable: true })
  mobile: string | null;

  @Column('text', { name: 'company_place', nullable: true })
  companyPlace: string | null;

  @Column('int', { name: 'duplicate_row', nullable: true })
  duplicateRow: number | null;

  @Column('uuid', { name: 'duplicate_lead_id', nullable: true })
  duplicateLeadId: string | null;

  @Column('timestamptz', { name: 'reverted_at', nullable: true })
  revertedAt: Date | null;

  /** Why its lead stayed when the import was reverted. */
  @Column('text', { name: 'kept_reason', nullable: true })
  keptReason: KeptReason | null;

  /** The lead that it became. */
  @Column('uuid', { name: 'lead_id', nullable: true })
  leadId: string | null;
}
