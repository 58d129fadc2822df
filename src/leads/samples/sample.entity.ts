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
import { Lead } from '../lead.entity';

export const SAMPLE_STATES = [
  'REQUESTED',
  'PACKED',
  'SHIPPED',
  'DELIVERED',
  'FEEDBACK',
  'CANCELLED',
] as const;
export type SampleState = (typeof SAMPLE_STATES)[number];

/** A box on its way to a lead. */
@Entity('lead_samples')
@Index('lead_samples_lead_id_idx', ['leadId', 'id'])
@Check('lead_samples_subject_id_check', 'subject_id = lead_id')
@Check(
  'lead_samples_state_check',
  "state IN ('REQUESTED', 'PACKED', 'SHIPPED', 'DELIVERED', 'FEEDBACK', 'CANCELLED')",
)
@Check(
  'lead_samples_feedback_check',
  `(feedback_at IS NULL) = (feedback_taste IS NULL) AND (feedback_at IS NULL) = (feedback_ease IS NULL)
          AND (state = 'FEEDBACK' OR feedback_at IS NULL)
          AND feedback_taste BETWEEN 1 AND 5 AND feedback_ease BETWEEN 1 AND 5`,
)
@Check(
  'lead_samples_delivered_at_check',
  "(state IN ('DELIVERED', 'FEEDBACK')) = (delivered_at IS NOT NULL)",
)
export class Sample {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'lead_samples_pkey' })
  id: string;

  @Column('uuid', { name: 'lead_id' })
  leadId: string;

  @ManyToOne(() => Lead, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'lead_id', foreignKeyConstraintName: 'lead_samples_lead_id_fkey' })
  lead?: Relation<Lead>;

  @Column('uuid', { name: 'subject_id' })
  subjectId: string;

  @Column('uuid', { name: 'owner_id', nullable: true })
  ownerId: string | null;

  @Column('uuid', { name: 'team_id', nullable: true })
  teamId: string | null;

  @Column('text')
  territory: string;

  @Column('text', { default: 'REQUESTED' })
  state: SampleState;

  /** What is in the box. */
  @Column('text')
  contents: string;

  @Column('text', { name: 'tracking_number', nullable: true })
  trackingNumber: string | null;

  @Column('uuid', { name: 'requested_by', nullable: true })
  requestedBy: string | null;

  @Column('timestamptz', { name: 'requested_at' })
  requestedAt: Date;

  @Column('timestamptz', { name: 'shipped_at', nullable: true })
  shippedAt: Date | null;

  @Column('timestamptz', { name: 'delivered_at', nullable: true })
  deliveredAt: Date | null;

  /** 1 to 5; so is `feedbackEase`. */
  @Column('smallint', { name: 'feedback_taste', nullable: true })
  feedbackTaste: number | null;

  @Column('smallint', { name: 'feedback_ease', nullable: true })
  feedbackEase: number | null;

  @Column('text', { name: 'feedback_notes', nullable: true })
  feedbackNotes: string | null;

  /** When it was first given. */
  @Column('timestamptz', { name: 'feedback_at', nullable: true })
  feedbackAt: Date | null;

  /** How often it was given: more than once when it was corrected. */
  @Column('int', { name: 'feedback_number', default: 0 })
  feedbackNumber: number;

  @Column('timestamptz', { name: 'changed_at' })
  changedAt: Date;
}
