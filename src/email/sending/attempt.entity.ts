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
import type { OutcomeKind, OutcomeScope } from '../providers/email.provider';
import { Message } from './message.entity';

/** One call of a provider for one mail, written down before it is made. */
@Entity('email_attempts')
@Check(
  'email_attempts_state_check',
  "state IN ('in_flight', 'accepted', 'permanent', 'transient', 'throttled', 'not_accepted', 'ambiguous')",
)
@Check('email_attempts_finished_at_check', "(state = 'in_flight') = (finished_at IS NULL)")
@Check(
  'email_attempts_scope_check',
  "scope IN ('recipient', 'content', 'account', 'message', 'provider', 'rate', 'daily')",
)
@Index('email_attempts_failed_idx', ['provider', 'finishedAt'], {
  where: "state IN ('transient', 'not_accepted', 'ambiguous')",
})
@Index('email_attempts_in_flight_key', ['messageId'], {
  unique: true,
  where: "state = 'in_flight'",
})
export class Attempt {
  @PrimaryColumn('uuid', { name: 'message_id', primaryKeyConstraintName: 'email_attempts_pkey' })
  messageId: string;

  @PrimaryColumn('int', { name: 'claim_epoch', primaryKeyConstraintName: 'email_attempts_pkey' })
  claimEpoch: number;

  @ManyToOne(() => Message, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'message_id', foreignKeyConstraintName: 'email_attempts_message_id_fkey' })
  message?: Relation<Message>;

  @Column('text')
  provider: string;

  @Column('text')
  worker: string;

  @Column('text', { default: 'in_flight' })
  state: 'in_flight' | OutcomeKind;

  @Column('bytea', { name: 'content_sha256' })
  contentSha256: Buffer;

  /** Business time of the commit that allowed the call. */
  @Column('timestamptz', { name: 'handed_at' })
  handedAt: Date;

  @Column('timestamptz', { name: 'started_at', default: () => 'clock_timestamp()' })
  startedAt: Date;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt: Date | null;

  @Column('text', { nullable: true })
  phase: string | null;

  @Column('text', { nullable: true })
  code: string | null;

  @Column('text', { nullable: true })
  enhanced: string | null;

  /** What a refusal is about. */
  @Column('text', { nullable: true })
  scope: OutcomeScope | null;

  /** What the provider said, at most 2 KiB, with addresses blotted out. */
  @Column('text', { nullable: true })
  response: string | null;
}
