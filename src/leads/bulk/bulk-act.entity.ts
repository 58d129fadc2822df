import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { LeadFilter } from '../leads.dto';
import type { StoredWork } from './bulk-work.rules';

export const BULK_STATES = [
  'COLLECTING',
  'RUNNING',
  'DONE',
  'FAILED',
  'REVERTING',
  'REVERTED',
] as const;
export type BulkState = (typeof BULK_STATES)[number];

/** One act on many leads. The row is the job, and its lock the lease. */
@Entity('lead_bulk_acts')
@Index('lead_bulk_acts_work_idx', ['workedAt'], {
  where: "state = ANY (ARRAY['COLLECTING', 'RUNNING', 'REVERTING'])",
})
@Check(
  'lead_bulk_acts_state_check',
  "state IN ('COLLECTING', 'RUNNING', 'DONE', 'FAILED', 'REVERTING', 'REVERTED')",
)
@Check('lead_bulk_acts_failure_check', "(state = 'FAILED') = (failure IS NOT NULL)")
@Check(
  'lead_bulk_acts_reverted_check',
  "(state IN ('REVERTING', 'REVERTED')) = (revert_requested_at IS NOT NULL)",
)
export class BulkAct {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'lead_bulk_acts_pkey' })
  id: string;

  @Column('uuid', { name: 'requested_by' })
  requestedBy: string;

  /** What is done to each lead, without its reason. */
  @Column('jsonb')
  act: StoredWork;

  @Column('text', { nullable: true })
  reason: string | null;

  /** Of what is done to a filter, without its search text. */
  @Column('jsonb', { nullable: true })
  filter: Omit<LeadFilter, 'q'> | null;

  /** The search text of the filter, until its leads are collected. */
  @Column('text', { nullable: true })
  words: string | null;

  @Column('text')
  state: BulkState;

  /** The last lead that the job came to, in the order of their ids. */
  @Column('uuid', { name: 'done_to', nullable: true })
  doneTo: string | null;

  @Column('int', { default: 0 })
  total: number;

  @Column('int', { name: 'done_count', default: 0 })
  doneCount: number;

  @Column('int', { name: 'unchanged_count', default: 0 })
  unchangedCount: number;

  @Column('int', { name: 'refused_count', default: 0 })
  refusedCount: number;

  @Column('int', { name: 'reverted_count', default: 0 })
  revertedCount: number;

  @Column('int', { name: 'kept_count', default: 0 })
  keptCount: number;

  @Column('int', { default: 0 })
  attempts: number;

  @Column('text', { nullable: true })
  failure: string | null;

  @Column('timestamptz', { name: 'requested_at' })
  requestedAt: Date;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt: Date | null;

  @Column('timestamptz', { name: 'revert_requested_at', nullable: true })
  revertRequestedAt: Date | null;

  @Column('timestamptz', { name: 'reverted_at', nullable: true })
  revertedAt: Date | null;

  /** By the database's clock: whose turn it is. */
  @Column('timestamptz', { name: 'worked_at', default: () => 'now()' })
  workedAt: Date;
}
