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
@Check(
  'conversation_messages_answer_state_check',
  "answer_state IN ('due', 'answered', 'silent', 'handed_off')",
)
@Check('conversation_messages_about_check', '(about_kind IS NULL) = (about_id IS NULL)')
@Check(
  'conversation_messages_answer_due_check',
  "answer_state IS DISTINCT FROM 'due' OR answer_due_at IS NOT NULL",
)
@Index('conversation_messages_answer_due_idx', ['answerDueAt'], { where: "answer_state = 'due'" })
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

  /** As the channel calls its kinds; a mail is a `mail`. */
  @Column('text')
  kind: string;

  /** The colleague who wrote it. */
  @Column('uuid', { name: 'sender_user_id', nullable: true })
  senderUserId: string | null;

  /** The message of the other direction that it quotes, by its id in the channel. */
  @Column('uuid', { name: 'replies_to_id', nullable: true })
  repliesToId: string | null;

  @Column('text', { name: 'template_key', nullable: true })
  templateKey: string | null;

  @Column('text', { name: 'about_kind', nullable: true })
  aboutKind: string | null;

  @Column('uuid', { name: 'about_id', nullable: true })
  aboutId: string | null;

  @Column('text', { nullable: true })
  intent: string | null;

  @Column('double precision', { name: 'intent_confidence', nullable: true })
  intentConfidence: number | null;

  /** Of the one automatic answer that it may get; null when it gets none. */
  @Column('text', { name: 'answer_state', nullable: true })
  answerState: 'due' | 'answered' | 'silent' | 'handed_off' | null;

  /** Why there was none, or why a person took over. */
  @Column('text', { name: 'answer_reason', nullable: true })
  answerReason: string | null;

  @Column('timestamptz', { name: 'answer_due_at', nullable: true })
  answerDueAt: Date | null;

  @Column('timestamptz', { name: 'answer_lease_until', nullable: true })
  answerLeaseUntil: Date | null;

  /** The folded text, for the search alone. */
  @Column('text', { default: '' })
  search: string;
}
