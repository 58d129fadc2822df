import {
  Check,
  Column,
  Entity,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  type Relation,
} from 'typeorm';
import { ActivityKind } from './activity-kind.entity';
import type { ActivityOutcome } from './activities.dto';

/** Something that was done or happened with a lead or customer; written once. */
@Entity('activities')
@Check(
  'activities_outcome_check',
  "outcome IN ('SUCCESSFUL', 'UNSUCCESSFUL', 'NO_ANSWER', 'CALLBACK_REQUESTED', 'INFO_SENT', 'QUALIFIED', 'DISQUALIFIED')",
)
export class Activity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'activities_pkey' })
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

  @Column('text')
  kind: string;

  @ManyToOne(() => ActivityKind)
  @JoinColumn({ name: 'kind', foreignKeyConstraintName: 'activities_kind_fkey' })
  kindRow?: Relation<ActivityKind>;

  /** As its kind was when it was logged; so are `progress` and `answer`. */
  @Column('boolean')
  meaningful: boolean;

  @Column('boolean')
  progress: boolean;

  @Column('boolean')
  answer: boolean;

  @Column('timestamptz', { name: 'occurred_at' })
  occurredAt: Date;

  @Column('text', { nullable: true })
  text: string | null;

  @Column('text', { nullable: true })
  outcome: ActivityOutcome | null;

  @Column('text', { name: 'next_action', nullable: true })
  nextAction: string | null;

  /** `yyyy-MM-dd`. */
  @Column('date', { name: 'next_action_on', nullable: true })
  nextActionOn: string | null;

  /** Null when the system wrote it. */
  @Column('uuid', { name: 'logged_by', nullable: true })
  loggedBy: string | null;

  @Column('timestamptz', { name: 'logged_at' })
  loggedAt: Date;

  /** What made it, when no person did: `import:<id>`. */
  @Column('text', { nullable: true })
  origin: string | null;
}
