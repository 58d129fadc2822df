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
import { Message } from '../sending/message.entity';

/** A mail that came in: what kind it is and which of ours it belongs to; what it means is decided elsewhere. */
@Entity('email_inbound')
@Check(
  'email_inbound_kind_check',
  "kind IN ('HUMAN', 'AUTO_REPLY', 'BOUNCE', 'COMPLAINT', 'RECEIPT', 'LIST')",
)
@Index('email_inbound_from_hash_idx', ['fromHash', 'receivedAt'], { where: "kind = 'HUMAN'" })
@Unique('email_inbound_raw_sha256_key', ['rawSha256'])
export class Inbound {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'email_inbound_pkey' })
  id: string;

  @Column('bytea', { name: 'raw_sha256' })
  rawSha256: Buffer;

  @Column('bytea', { name: 'from_hash' })
  fromHash: Buffer;

  @Column('text')
  kind: 'HUMAN' | 'AUTO_REPLY' | 'BOUNCE' | 'COMPLAINT' | 'RECEIPT' | 'LIST';

  @Column('uuid', { name: 'matched_message_id', nullable: true })
  matchedMessageId: string | null;

  @ManyToOne(() => Message)
  @JoinColumn({
    name: 'matched_message_id',
    foreignKeyConstraintName: 'email_inbound_matched_message_id_fkey',
  })
  matchedMessage?: Relation<Message>;

  @Column('text', { name: 'matched_by', nullable: true })
  matchedBy: string | null;

  @Column('timestamptz', { name: 'received_at' })
  receivedAt: Date;
}
