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
import { Enrolment } from './enrolment.entity';

export const FOLLOW_UP_STATES = [
  'planned',
  'queued',
  'handed_over',
  'failed',
  'unknown',
  'skipped',
  'cancelled',
] as const;
export type FollowUpState = (typeof FOLLOW_UP_STATES)[number];

/** One promised touch of one lead. The row is the schedule: no other timer knows about it. */
@Entity('follow_ups')
@Unique('follow_ups_enrolment_id_step_key', ['enrolmentId', 'step'])
@Index('follow_ups_due_idx', ['dueAt', 'id'], { where: "state = 'planned'" })
@Index('follow_ups_waits_for_idx', ['waitsFor'], {
  where: "state = 'planned' AND waits_for IS NOT NULL",
})
@Index('follow_ups_subject_id_idx', ['subjectId'])
@Index('follow_ups_list_idx', ['dueAt', 'id'])
@Index('follow_ups_owner_id_idx', ['ownerId', 'dueAt', 'id'])
@Index('follow_ups_team_id_idx', ['teamId', 'dueAt', 'id'])
@Index('follow_ups_handed_over_idx', ['handedOverAt'], { where: 'handed_over_at IS NOT NULL' })
@Index('follow_ups_step_idx', ['step'], { where: "state = 'planned'" })
@Index('follow_ups_skipped_idx', ['settledAt'], { where: "state = 'skipped'" })
@Index('follow_ups_first_sent_idx', ['subjectId', 'handedOverAt', 'id'], {
  where: "state = 'handed_over'",
})
@Check('follow_ups_channel_check', "channel IN ('email', 'whatsapp')")
@Check(
  'follow_ups_state_check',
  "state IN ('planned', 'queued', 'handed_over', 'failed', 'unknown', 'skipped', 'cancelled')",
)
@Check('follow_ups_reason_check', "(state IN ('skipped', 'cancelled')) = (reason IS NOT NULL)")
@Check('follow_ups_waits_for_check', "waits_for IS NULL OR state = 'planned'")
@Check('follow_ups_message_id_check', "state <> 'queued' OR message_id IS NOT NULL")
export class FollowUp {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'follow_ups_pkey' })
  id: string;

  @Column('uuid', { name: 'enrolment_id' })
  enrolmentId: string;

  @ManyToOne(() => Enrolment)
  @JoinColumn({ name: 'enrolment_id', foreignKeyConstraintName: 'follow_ups_enrolment_id_fkey' })
  enrolment?: Relation<Enrolment>;

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

  @Column('text')
  step: string;

  @Column('int', { name: 'step_number' })
  stepNumber: number;

  /** The preferred one until it is decided, then the one it went by. */
  @Column('text')
  channel: 'email' | 'whatsapp';

  /** Those that could not deliver it. */
  @Column('text', { name: 'spent_channels', array: true, default: () => "'{}'" })
  spentChannels: ('email' | 'whatsapp')[];

  @Column('text', { default: 'planned' })
  state: FollowUpState;

  @Column('text', { nullable: true })
  reason: string | null;

  /** Why it was put off, while it is planned. */
  @Column('text', { name: 'waits_for', nullable: true })
  waitsFor: string | null;

  @Column('timestamptz', { name: 'due_at' })
  dueAt: Date;

  @Column('timestamptz', { name: 'not_after' })
  notAfter: Date;

  @Column('int', { name: 'plan_number', default: 1 })
  planNumber: number;

  @Column('int', { name: 'decision_number', default: 0 })
  decisionNumber: number;

  @Column('uuid', { name: 'template_version_id', nullable: true })
  templateVersionId: string | null;

  @Column('uuid', { name: 'message_id', nullable: true })
  messageId: string | null;

  /** To whom it was queued. */
  @Column('uuid', { name: 'contact_id', nullable: true })
  contactId: string | null;

  @Column('timestamptz', { name: 'approved_at', nullable: true })
  approvedAt: Date | null;

  @Column('uuid', { name: 'approved_by', nullable: true })
  approvedBy: string | null;

  /** When it was due before somebody made it due by hand, until it is decided. */
  @Column('timestamptz', { name: 'recall_due_at', nullable: true })
  recallDueAt: Date | null;

  /** When it last was due because somebody said so. */
  @Column('timestamptz', { name: 'dispatched_at', nullable: true })
  dispatchedAt: Date | null;

  @Column('timestamptz', { name: 'queued_at', nullable: true })
  queuedAt: Date | null;

  /** When the channel took it; for one whose fate is unknown, when its attempt began. */
  @Column('timestamptz', { name: 'handed_over_at', nullable: true })
  handedOverAt: Date | null;

  @Column('timestamptz', { name: 'settled_at', nullable: true })
  settledAt: Date | null;

  /** Decisions that ended with an error; the lease keeps the next one away for a while, in database time. */
  @Column('int', { default: 0 })
  attempts: number;

  @Column('timestamptz', { name: 'leased_until', nullable: true })
  leasedUntil: Date | null;
}
