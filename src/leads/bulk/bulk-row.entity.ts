import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  type Relation,
  Unique,
} from 'typeorm';
import { BulkAct } from './bulk-act.entity';
import type { PlaceBefore } from './bulk-place.rules';

export type BulkOutcome = 'done' | 'unchanged' | 'refused';

/** What became of one lead, and where it stood before. */
@Entity('lead_bulk_rows')
@Unique('lead_bulk_rows_bulk_id_lead_id_key', ['bulkId', 'leadId'])
@Index('lead_bulk_rows_lead_id_idx', ['leadId'])
@Check('lead_bulk_rows_outcome_check', "outcome IN ('done', 'unchanged', 'refused')")
@Check(
  'lead_bulk_rows_reason_check',
  "(outcome IS NOT DISTINCT FROM 'refused') = (reason IS NOT NULL)",
)
export class BulkRow {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'lead_bulk_rows_pkey' })
  id: string;

  @Column('uuid', { name: 'bulk_id' })
  bulkId: string;

  @ManyToOne(() => BulkAct, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'bulk_id', foreignKeyConstraintName: 'lead_bulk_rows_bulk_id_fkey' })
  bulk?: Relation<BulkAct>;

  @Column('uuid', { name: 'lead_id' })
  leadId: string;

  /** Null while it waits. */
  @Column('text', { nullable: true })
  outcome: BulkOutcome | null;

  /** The name of the problem. */
  @Column('text', { nullable: true })
  reason: string | null;

  /** With which the act left the lead; with another one somebody changed it since. */
  @Column('int', { nullable: true })
  version: number | null;

  @Column('jsonb', { nullable: true })
  before: PlaceBefore | null;

  /** Why a lead was lost that was reopened. */
  @Column('text', { name: 'lost_reason', nullable: true })
  lostReason: string | null;

  @Column('timestamptz', { name: 'reverted_at', nullable: true })
  revertedAt: Date | null;

  /** Why it stayed when the act was taken back. */
  @Column('text', { name: 'kept_reason', nullable: true })
  keptReason: string | null;
}
