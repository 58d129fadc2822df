import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Language } from '../classification/pattern.rules';

export const CONVERSATION_STATES = ['open', 'pending_agent', 'snoozed', 'closed'] as const;
export type ConversationState = (typeof CONVERSATION_STATES)[number];
export const CLOSE_REASONS = ['resolved', 'converted', 'opted_out', 'inactive'] as const;
export type CloseReason = (typeof CLOSE_REASONS)[number];
export const WAITING_REASONS = [
  'complaint',
  'unsure',
  'person_wanted',
  'responder_failed',
  'too_many_answers',
  'call_wanted',
] as const;
export type WaitingReason = (typeof WAITING_REASONS)[number];

/** What one contact of a lead and we say to each other on one channel. */
@Entity('conversations')
@Check('conversations_channel_check', "channel IN ('email', 'whatsapp')")
@Check('conversations_state_check', "state IN ('open', 'pending_agent', 'snoozed', 'closed')")
@Check('conversations_language_check', "language IN ('de', 'en')")
@Check(
  'conversations_close_reason_check',
  "close_reason IN ('resolved', 'converted', 'opted_out', 'inactive')",
)
@Check(
  'conversations_waiting_reason_check',
  "waiting_reason IN ('complaint', 'unsure', 'person_wanted', 'responder_failed', 'too_many_answers', 'call_wanted')",
)
@Check('conversations_unread_check', 'unread >= 0')
@Check('conversations_closed_at_check', "(state = 'closed') = (closed_at IS NOT NULL)")
@Check('conversations_closed_why_check', "(state = 'closed') = (close_reason IS NOT NULL)")
@Check('conversations_snoozed_until_check', "(state = 'snoozed') = (snoozed_until IS NOT NULL)")
@Check(
  'conversations_waiting_check',
  "(state = 'pending_agent') = (waiting_reason IS NOT NULL) AND (waiting_since IS NULL) = (answer_due_at IS NULL) AND (waiting_reason IS NULL OR waiting_since IS NOT NULL) AND (state <> 'closed' OR waiting_since IS NULL)",
)
@Index('conversations_subject_id_idx', ['subjectId', 'channel', 'lastMessageAt'])
@Index('conversations_snoozed_until_idx', ['snoozedUntil'], { where: "state = 'snoozed'" })
@Index('conversations_open_idx', ['lastMessageAt'], { where: "state = 'open'" })
@Index('conversations_waiting_idx', ['answerDueAt', 'id'], { where: 'waiting_since IS NOT NULL' })
@Index('conversations_assignee_id_idx', ['assigneeId'], { where: 'assignee_id IS NOT NULL' })
export class Conversation {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'conversations_pkey' })
  id: string;

  /** Counts what is done to it, not the messages in it. */
  @Column('integer', { default: 1 })
  version: number;

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

  /** Set once the lead became one. */
  @Column('uuid', { name: 'customer_id', nullable: true })
  customerId: string | null;

  /** Null: somebody at the lead who is none of its contacts. */
  @Column('uuid', { name: 'contact_id', nullable: true })
  contactId: string | null;

  @Column('text')
  channel: 'email' | 'whatsapp';

  /** The person behind the number; null for mail. */
  @Column('uuid', { name: 'whatsapp_contact_id', nullable: true })
  whatsappContactId: string | null;

  /** As the channel names whoever writes. */
  @Column('text', { nullable: true })
  sender: string | null;

  /** In which they wrote last, as far as their words tell. */
  @Column('text', { nullable: true })
  language: Language | null;

  @Column('text', { default: 'open' })
  state: ConversationState;

  @Column('uuid', { name: 'assignee_id', nullable: true })
  assigneeId: string | null;

  @Column('timestamptz', { name: 'opened_at' })
  openedAt: Date;

  @Column('timestamptz', { name: 'last_message_at' })
  lastMessageAt: Date;

  @Column('timestamptz', { name: 'last_inbound_at', nullable: true })
  lastInboundAt: Date | null;

  @Column('timestamptz', { name: 'last_outbound_at', nullable: true })
  lastOutboundAt: Date | null;

  /** End of the customer service window, by the clock of WhatsApp; null for mail. */
  @Column('timestamptz', { name: 'csw_expires_at', nullable: true })
  cswExpiresAt: Date | null;

  @Column('timestamptz', { name: 'snoozed_until', nullable: true })
  snoozedUntil: Date | null;

  /** Why it was handed over to a person; null where nobody but the contact asked for one. */
  @Column('text', { name: 'waiting_reason', nullable: true })
  waitingReason: WaitingReason | null;

  /** Since when something waits for an answer of ours; null when nothing does. */
  @Column('timestamptz', { name: 'waiting_since', nullable: true })
  waitingSince: Date | null;

  /** By when a person should have answered. */
  @Column('timestamptz', { name: 'answer_due_at', nullable: true })
  answerDueAt: Date | null;

  @Column('timestamptz', { name: 'closed_at', nullable: true })
  closedAt: Date | null;

  @Column('text', { name: 'close_reason', nullable: true })
  closeReason: CloseReason | null;

  /** What it was about so far: intents, each once. */
  @Column('text', { array: true, default: '{}' })
  topics: string[];

  @Column('integer', { default: 0 })
  unread: number;

  /** Messages in a row that were not understood. */
  @Column('integer', { default: 0 })
  doubts: number;
}
