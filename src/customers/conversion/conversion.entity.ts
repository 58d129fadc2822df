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
import { Customer } from '../customer.entity';
import { Evaluation } from '../judging/evaluation.entity';

/** A lead became a customer; the subject is the lead. */
@Entity('conversions')
@Check('conversions_undone_check', '(undone_at IS NULL) = (undone_reason IS NULL)')
@Unique('conversions_number_key', ['subjectId', 'number'])
@Index('conversions_standing_key', ['subjectId'], { unique: true, where: 'undone_at IS NULL' })
@Index('conversions_customer_id_idx', ['customerId'])
export class Conversion {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'conversions_pkey' })
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

  @Column('uuid', { name: 'customer_id' })
  customerId: string;

  @ManyToOne(() => Customer)
  @JoinColumn({ name: 'customer_id', foreignKeyConstraintName: 'conversions_customer_id_fkey' })
  customer?: Relation<Customer>;

  /** The customer was there before. */
  @Column('boolean')
  attached: boolean;

  @Column('uuid', { name: 'evaluation_id', nullable: true })
  evaluationId: string | null;

  @ManyToOne(() => Evaluation, { deferrable: 'INITIALLY DEFERRED' })
  @JoinColumn({ name: 'evaluation_id', foreignKeyConstraintName: 'conversions_evaluation_id_fkey' })
  evaluation?: Relation<Evaluation>;

  @Column('uuid', { name: 'response_id', nullable: true })
  responseId: string | null;

  @Column('uuid', { name: 'follow_up_id', nullable: true })
  followUpId: string | null;

  /** Null when a rule did it by itself. */
  @Column('uuid', { name: 'converted_by', nullable: true })
  convertedBy: string | null;

  @Column('timestamptz', { name: 'converted_at' })
  convertedAt: Date;

  @Column('text', { name: 'previous_status' })
  previousStatus: string;

  @Column('int', { name: 'previous_stage' })
  previousStage: number;

  /** Of the lead and the customer right after: what undoing compares with. */
  @Column('int', { name: 'lead_version' })
  leadVersion: number;

  @Column('int', { name: 'customer_version' })
  customerVersion: number;

  @Column('timestamptz', { name: 'undone_at', nullable: true })
  undoneAt: Date | null;

  @Column('uuid', { name: 'undone_by', nullable: true })
  undoneBy: string | null;

  @Column('text', { name: 'undone_reason', nullable: true })
  undoneReason: string | null;
}
