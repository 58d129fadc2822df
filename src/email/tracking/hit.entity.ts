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
import { Message } from '../sending/message.entity';
import type { Fact, MachineSign } from './machine.rules';

/** One fetch of a link or of the picture of a mail. Its network address is never kept, its program only by family. */
@Entity('email_hits')
@Check('email_hits_fact_check', "fact IN ('opened', 'clicked')")
@Check(
  'email_hits_machine_by_check',
  "machine_by IN ('HEAD', 'KNOWN_AGENT', 'KNOWN_NETWORK', 'PREFETCH', 'TOO_SOON', 'BURST', 'HONEYPOT')",
)
@Check('email_hits_link_check', "(fact = 'clicked') = (link_number IS NOT NULL)")
@Index('email_hits_message_id_idx', ['messageId', 'occurredAt'])
@Index('email_hits_judge_at_idx', ['judgeAt'], { where: 'judge_at IS NOT NULL' })
@Index('email_hits_occurred_at_idx', ['occurredAt'])
export class Hit {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'email_hits_pkey' })
  id: string;

  @Column('uuid', { name: 'message_id' })
  messageId: string;

  @ManyToOne(() => Message, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'message_id', foreignKeyConstraintName: 'email_hits_message_id_fkey' })
  message?: Relation<Message>;

  @Column('text')
  fact: Fact;

  @Column('int', { name: 'link_number', nullable: true })
  linkNumber: number | null;

  @Column('text')
  agent: string;

  /** Business time, like `judgeAt`. */
  @Column('timestamptz', { name: 'occurred_at' })
  occurredAt: Date;

  /** Null once it is decided who it was. */
  @Column('timestamptz', { name: 'judge_at', nullable: true })
  judgeAt: Date | null;

  @Column('text', { name: 'machine_by', nullable: true })
  machineBy: MachineSign | null;
}
