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
import { Message, type Stream } from '../sending/message.entity';
import { Suppression } from './suppression.entity';

/** The proof of a withdrawal, or of a change of mind. */
@Entity('email_unsubscriptions')
@Check(
  'email_unsubscriptions_method_check',
  "method IN ('ONE_CLICK', 'PAGE', 'MAIL', 'PROVIDER', 'UNDO')",
)
@Index('email_unsubscriptions_message_id_idx', ['messageId', 'id'])
export class Unsubscription {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'email_unsubscriptions_pkey' })
  id: string;

  @Column('uuid', { name: 'message_id' })
  messageId: string;

  @ManyToOne(() => Message, { onDelete: 'CASCADE' })
  @JoinColumn({
    name: 'message_id',
    foreignKeyConstraintName: 'email_unsubscriptions_message_id_fkey',
  })
  message?: Relation<Message>;

  @Column('uuid', { name: 'suppression_id', nullable: true })
  suppressionId: string | null;

  @ManyToOne(() => Suppression)
  @JoinColumn({
    name: 'suppression_id',
    foreignKeyConstraintName: 'email_unsubscriptions_suppression_id_fkey',
  })
  suppression?: Relation<Suppression>;

  @Column('text')
  method: 'ONE_CLICK' | 'PAGE' | 'MAIL' | 'PROVIDER' | 'UNDO';

  @Column('text')
  stream: Stream;

  @Column('timestamptz', { name: 'asked_at' })
  askedAt: Date;

  @Column('uuid', { name: 'request_id', nullable: true })
  requestId: string | null;

  @Column('uuid', { name: 'cancelled_message_ids', array: true, default: [] })
  cancelledMessageIds: string[];
}
