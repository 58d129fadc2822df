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
import { Conversation } from './conversation.entity';

/** One message of a conversation; its text stays with the channel. */
@Entity('conversation_messages')
@Check('conversation_messages_direction_check', "direction IN ('inbound', 'outbound')")
@Check('conversation_messages_author_check', "author IN ('contact', 'bot', 'user', 'system')")
@Check('conversation_messages_channel_check', "channel IN ('email', 'whatsapp')")
@Unique('conversation_messages_channel_message_key', ['channel', 'direction', 'channelMessageId'])
@Index('conversation_messages_conversation_id_idx', ['conversationId', 'occurredAt', 'id'])
export class ConversationMessage {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'conversation_messages_pkey' })
  id: string;

  @Column('uuid', { name: 'conversation_id' })
  conversationId: string;

  @ManyToOne(() => Conversation, { onDelete: 'CASCADE' })
  @JoinColumn({
    name: 'conversation_id',
    foreignKeyConstraintName: 'conversation_messages_conversation_id_fkey',
  })
  conversation?: Relation<Conversation>;

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
  direction: 'inbound' | 'outbound';

  @Column('text')
  author: 'contact' | 'bot' | 'user' | 'system';

  @Column('text')
  channel: 'email' | 'whatsapp';

  /** The id that the channel has for it. */
  @Column('uuid', { name: 'channel_message_id' })
  channelMessageId: string;

  @Column('timestamptz', { name: 'occurred_at' })
  occurredAt: Date;
}
