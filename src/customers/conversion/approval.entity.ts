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
import { Evaluation } from '../judging/evaluation.entity';

/** A conversion that a rule proposes and a person decides. */
@Entity('conversion_approvals')
@Check(
  'conversion_approvals_state_check',
  "state IN ('pending', 'approved', 'refused', 'obsolete')",
)
@Check('conversion_approvals_decided_check', "(state = 'pending') = (decided_at IS NULL)")
@Unique('conversion_approvals_number_key', ['subjectId', 'number'])
@Index('conversion_approvals_pending_key', ['subjectId'], {
  unique: true,
  where: "state = 'pending'",
})
export class Approval {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'conversion_approvals_pkey' })
  id: string;

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

  /** How many there have been of this lead. */
  @Column('int')
  number: number;

  @Column('uuid', { name: 'evaluation_id' })
  evaluationId: string;

  @ManyToOne(() => Evaluation, { deferrable: 'INITIALLY DEFERRED' })
  @JoinColumn({
    name: 'evaluation_id',
    foreignKeyConstraintName: 'conversion_approvals_evaluation_id_fkey',
  })
  evaluation?: Relation<Evaluation>;

  @Column('text', { default: 'pending' })
  state: 'pending' | 'approved' | 'refused' | 'obsolete';

  @Column('timestamptz', { name: 'requested_at' })
  requestedAt: Date;

  @Column('timestamptz', { name: 'decided_at', nullable: true })
  decidedAt: Date | null;

  @Column('uuid', { name: 'decided_by', nullable: true })
  decidedBy: string | null;

  @Column('text', { nullable: true })
  reason: string | null;
}
