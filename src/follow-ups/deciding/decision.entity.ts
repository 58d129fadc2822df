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
import { FollowUp } from '../sequences/follow-up.entity';
import { Sequence } from '../sequences/sequence.entity';
import type { PackedGuards } from './decide.rules';
import type { Outcome } from './reasons.rules';

/** Why a follow-up was sent, put off or dropped, as it stood at that moment; never changed. */
@Entity('follow_up_decisions')
@Unique('follow_up_decisions_follow_up_id_number_key', ['followUpId', 'number'])
@Index('follow_up_decisions_subject_id_idx', ['subjectId', 'decidedAt'])
@Check(
  'follow_up_decisions_outcome_check',
  "outcome IN ('queued', 'skipped', 'deferred', 'cancelled')",
)
@Check('follow_up_decisions_reason_check', "(outcome = 'queued') = (reason IS NULL)")
@Check('follow_up_decisions_next_at_check', "(outcome = 'deferred') = (next_at IS NOT NULL)")
export class FollowUpDecision {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'follow_up_decisions_pkey' })
  id: string;

  @Column('uuid', { name: 'follow_up_id' })
  followUpId: string;

  @ManyToOne(() => FollowUp)
  @JoinColumn({
    name: 'follow_up_id',
    foreignKeyConstraintName: 'follow_up_decisions_follow_up_id_fkey',
  })
  followUp?: Relation<FollowUp>;

  @Column('int')
  number: number;

  @Column('uuid', { name: 'subject_id' })
  subjectId: string;

  @Column('uuid', { name: 'owner_id', nullable: true })
  ownerId: string | null;

  @Column('uuid', { name: 'team_id', nullable: true })
  teamId: string | null;

  @Column('text')
  territory: string;

  @Column('boolean', { default: false })
  simulated: boolean;

  @Column('timestamptz', { name: 'decided_at' })
  decidedAt: Date;

  /** Null when the system decided by its rules. */
  @Column('uuid', { name: 'decided_by', nullable: true })
  decidedBy: string | null;

  @Column('text')
  outcome: Outcome;

  @Column('text', { nullable: true })
  reason: string | null;

  /** What a person gave as the reason. */
  @Column('text', { nullable: true })
  note: string | null;

  @Column('jsonb')
  guards: PackedGuards;

  @Column('jsonb', { nullable: true })
  counterfactual: object | null;

  @Column('timestamptz', { name: 'next_at', nullable: true })
  nextAt: Date | null;

  @Column('uuid', { name: 'sequence_id' })
  sequenceId: string;

  @ManyToOne(() => Sequence)
  @JoinColumn({
    name: 'sequence_id',
    foreignKeyConstraintName: 'follow_up_decisions_sequence_id_fkey',
  })
  sequence?: Relation<Sequence>;

  @Column('text')
  channel: string;

  @Column('uuid', { name: 'template_version_id', nullable: true })
  templateVersionId: string | null;

  /** Which template won over which, and what was offered. */
  @Column('jsonb', { nullable: true })
  content: object | null;
}
