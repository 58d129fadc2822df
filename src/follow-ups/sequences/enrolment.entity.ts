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
import { Sequence } from './sequence.entity';

export type AnchorKind = 'REGISTERED' | 'IMPORTED' | 'SAMPLE_DELIVERED' | 'FIRST_CONTACT' | 'NONE';
export type EnrolmentState = 'active' | 'paused' | 'finished' | 'stopped';

/** When nothing was to leave; without an end it lasts. */
export interface Pause {
  readonly from: string;
  readonly to: string | null;
}

/** A lead walks through a sequence; one at a time. */
@Entity('enrolments')
@Index('enrolments_active_key', ['subjectId'], {
  unique: true,
  where: "state IN ('active', 'paused')",
})
@Index('enrolments_subject_id_idx', ['subjectId'])
@Check(
  'enrolments_anchor_kind_check',
  "anchor_kind IN ('REGISTERED', 'IMPORTED', 'SAMPLE_DELIVERED', 'FIRST_CONTACT', 'NONE')",
)
@Check('enrolments_state_check', "state IN ('active', 'paused', 'finished', 'stopped')")
@Check('enrolments_reason_check', "state <> 'stopped' OR reason IS NOT NULL")
@Check('enrolments_ended_at_check', "(state IN ('finished', 'stopped')) = (ended_at IS NOT NULL)")
export class Enrolment {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'enrolments_pkey' })
  id: string;

  /** The lead. */
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

  @Column('uuid', { name: 'sequence_id' })
  sequenceId: string;

  @ManyToOne(() => Sequence)
  @JoinColumn({ name: 'sequence_id', foreignKeyConstraintName: 'enrolments_sequence_id_fkey' })
  sequence?: Relation<Sequence>;

  @Column('text', { name: 'anchor_kind' })
  anchorKind: AnchorKind;

  /** The instant from which its steps count. */
  @Column('timestamptz', { name: 'anchor_at' })
  anchorAt: Date;

  @Column('text')
  state: EnrolmentState;

  @Column('text', { nullable: true })
  reason: string | null;

  /** When a person let it wait; the last one is open while it is paused. */
  @Column('jsonb', { default: [] })
  pauses: Pause[];

  @Column('timestamptz', { name: 'started_at' })
  startedAt: Date;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt: Date | null;

  /** "Not now": what was heard up to then asks for another day and is not the end. */
  @Column('timestamptz', { name: 'later_at', nullable: true })
  laterAt: Date | null;
}
