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
import type { InboundKind } from './kind.rules';

/**
 * A mail that came in: what kind it is and which of ours it belongs to; what it means is decided elsewhere. Digests
 * only, so that whoever decides about an address may ask; the text is in {@link KeptMail}.
 */
@Entity('email_inbound')
@Check(
  'email_inbound_kind_check',
  "kind IN ('HUMAN', 'AUTO_REPLY', 'BOUNCE', 'COMPLAINT', 'RECEIPT', 'LIST', 'UNSUBSCRIBE')",
)
@Check('email_inbound_bounce_class_check', "bounce_class IN ('hard', 'soft', 'delayed')")
@Check('email_inbound_match_percent_check', 'match_percent BETWEEN 0 AND 100')
@Index('email_inbound_from_hash_idx', ['fromHash', 'receivedAt'], { where: "kind = 'HUMAN'" })
@Index('email_inbound_message_id_hash_key', ['messageIdHash', 'fromHash'], {
  unique: true,
  where: 'message_id_hash IS NOT NULL',
})
@Index('email_inbound_about_hash_idx', ['aboutHash', 'receivedAt'], {
  where: 'about_hash IS NOT NULL',
})
@Index('email_inbound_matched_message_id_idx', ['matchedMessageId', 'id'], {
  where: 'matched_message_id IS NOT NULL',
})
@Unique('email_inbound_raw_sha256_key', ['rawSha256'])
export class Inbound {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'email_inbound_pkey' })
  id: string;

  @Column('bytea', { name: 'raw_sha256' })
  rawSha256: Buffer;

  @Column('bytea', { name: 'from_hash' })
  fromHash: Buffer;

  @Column('text')
  kind: InboundKind;

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

  /** Of the header Message-ID: the same mail over two ways is one mail. */
  @Column('bytea', { name: 'message_id_hash', nullable: true })
  messageIdHash: Buffer | null;

  /** Of the address we had written to, when the match is firm: whose answer or whose bounce it is. */
  @Column('bytea', { name: 'about_hash', nullable: true })
  aboutHash: Buffer | null;

  @Column('int', { name: 'match_percent', nullable: true })
  matchPercent: number | null;

  @Column('text', { name: 'bounce_class', nullable: true })
  bounceClass: 'hard' | 'soft' | 'delayed' | null;
}
