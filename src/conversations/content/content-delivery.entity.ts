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
import { ContentGrant } from './content-grant.entity';
import type { DeliveryState } from './delivery.rules';

/** One message of one unlocking: an item, or the closing one behind the last item. */
@Entity('content_deliveries')
@Check(
  'content_deliveries_state_check',
  "state IN ('waiting', 'queued', 'accepted', 'delivered', 'failed')",
)
@Check('content_deliveries_message_id_check', "state = 'waiting' OR message_id IS NOT NULL")
@Unique('content_deliveries_ordinal_key', ['grantId', 'number', 'ordinal'])
@Index('content_deliveries_message_id_idx', ['messageId'], { where: 'message_id IS NOT NULL' })
@Index('content_deliveries_subject_id_idx', ['subjectId'])
export class ContentDelivery {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'content_deliveries_pkey' })
  id: string;

  @Column('uuid', { name: 'grant_id' })
  grantId: string;

  @ManyToOne(() => ContentGrant, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'grant_id', foreignKeyConstraintName: 'content_deliveries_grant_id_fkey' })
  grant?: Relation<ContentGrant>;

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

  /** Of the unlocking. */
  @Column('int')
  number: number;

  @Column('int')
  ordinal: number;

  @Column('boolean', { default: false })
  closing: boolean;

  @Column('text')
  kind: string;

  @Column('text', { default: 'waiting' })
  state: DeliveryState;

  @Column('int', { default: 0 })
  attempts: number;

  @Column('uuid', { name: 'message_id', nullable: true })
  messageId: string | null;

  /** The message that must have gone before this one. */
  @Column('uuid', { name: 'after_message_id', nullable: true })
  afterMessageId: string | null;

  @Column('text', { nullable: true })
  reason: string | null;

  @Column('timestamptz', { name: 'queued_at', nullable: true })
  queuedAt: Date | null;

  @Column('timestamptz', { name: 'accepted_at', nullable: true })
  acceptedAt: Date | null;

  @Column('timestamptz', { name: 'failed_at', nullable: true })
  failedAt: Date | null;
}
