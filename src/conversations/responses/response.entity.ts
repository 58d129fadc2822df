import {
  Check,
  Column,
  Entity,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  type Relation,
  Unique,
} from 'typeorm';
import type { Evidence, ResponseClass } from '../classification/classify.rules';
import { Conversation } from '../threads/conversation.entity';

export type ResponseChannel = 'email' | 'whatsapp' | 'person';

/** An answer of a lead on any channel and what it means; the unique source lets it be classified once. */
@Entity('conversation_responses')
@Check('conversation_responses_channel_check', "channel IN ('email', 'whatsapp', 'person')")
@Check('conversation_responses_source_kind_check', "source_kind IN ('mail', 'message', 'activity')")
@Check('conversation_responses_state_check', "state IN ('review', 'decided')")
@Check('conversation_responses_about_check', '(about_kind IS NULL) = (about_id IS NULL)')
@Check(
  'conversation_responses_class_check',
  "class IN ('POSITIVE', 'ENGAGED', 'NEUTRAL', 'NEGATIVE', 'UNSUBSCRIBE', 'AUTO_REPLY')",
)
@Check('conversation_responses_confidence_check', 'confidence BETWEEN 0 AND 1')
@Unique('conversation_responses_source_key', ['sourceKind', 'sourceId'])
export class Response {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'conversation_responses_pkey' })
  id: string;

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

  /** Null for what a person reports of a talk. */
  @Column('uuid', { name: 'conversation_id', nullable: true })
  conversationId: string | null;

  @ManyToOne(() => Conversation, { onDelete: 'CASCADE' })
  @JoinColumn({
    name: 'conversation_id',
    foreignKeyConstraintName: 'conversation_responses_conversation_id_fkey',
  })
  conversation?: Relation<Conversation>;

  @Column('uuid', { name: 'contact_id', nullable: true })
  contactId: string | null;

  @Column('text')
  channel: ResponseChannel;

  @Column('text', { name: 'source_kind' })
  sourceKind: 'mail' | 'message' | 'activity';

  @Column('uuid', { name: 'source_id' })
  sourceId: string;

  /** What it answers: `follow-up` and its id. */
  @Column('text', { name: 'about_kind', nullable: true })
  aboutKind: string | null;

  @Column('uuid', { name: 'about_id', nullable: true })
  aboutId: string | null;

  @Column('timestamptz', { name: 'received_at' })
  receivedAt: Date;

  /** Grows with every decision. */
  @Column('int', { default: 1 })
  version: number;

  @Column('text')
  class: ResponseClass;

  /** 0 to 1; null for an automatic reply. */
  @Column('double precision', { nullable: true })
  confidence: number | null;

  @Column('text')
  state: 'review' | 'decided';

  @Column('text', { nullable: true })
  language: string | null;

  @Column('jsonb')
  evidence: readonly Evidence[];

  /** Until the evening of this day nothing should be sent by itself. */
  @Column('date', { name: 'pause_until_on', nullable: true })
  pauseUntilOn: string | null;

  @Column('timestamptz', { name: 'decided_at' })
  decidedAt: Date;

  /** Null when the rules decided. */
  @Column('uuid', { name: 'decided_by', nullable: true })
  decidedBy: string | null;
}
