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
import { TemplateVersion } from '../templates/template-version.entity';

export const STREAMS = ['transactional', 'followup', 'notification', 'marketing'] as const;
export type Stream = (typeof STREAMS)[number];

export const MESSAGE_STATUSES = [
  'queued',
  'claimed',
  'sent',
  'unknown',
  'failed',
  'suppressed',
  'cancelled',
] as const;
export type MessageStatus = (typeof MESSAGE_STATUSES)[number];

/** One mail to one person: what it says, when it may go, what became of it. The row is the queue. */
@Entity('email_messages')
@Check(
  'email_messages_stream_check',
  "stream IN ('transactional', 'followup', 'notification', 'marketing')",
)
@Check('email_messages_idempotency_key_check', 'length(idempotency_key) BETWEEN 1 AND 256')
@Check(
  'email_messages_status_check',
  "status IN ('queued', 'claimed', 'sent', 'unknown', 'failed', 'suppressed', 'cancelled')",
)
@Check('email_messages_gate_check', '(gate_name IS NULL) = (gate_ref IS NULL)')
@Check('email_messages_claim_check', "(status = 'claimed') = (lease_until IS NOT NULL)")
@Check(
  'email_messages_reason_check',
  "(status IN ('failed', 'suppressed', 'cancelled')) = (reason IS NOT NULL)",
)
@Check('email_messages_measured_check', "measured <@ ARRAY['opened', 'clicked']")
@Check(
  'email_messages_tracking_check',
  'tracking_consent_id IS NOT NULL OR NOT tracks_opens AND tracking_ended_at IS NULL AND measured IS NULL',
)
@Check('email_messages_sent_at_check', "(status = 'sent') = (sent_at IS NOT NULL)")
@Index('email_messages_due_idx', ['priority', 'dueAt', 'id'], {
  where: "status = 'queued' AND retry_at IS NULL",
})
@Index('email_messages_retry_idx', ['retryAt'], {
  where: "status = 'queued' AND retry_at IS NOT NULL",
})
@Index('email_messages_lease_idx', ['leaseUntil'], { where: "status = 'claimed'" })
@Index('email_messages_unknown_idx', ['settledAt'], { where: "status = 'unknown'" })
@Index('email_messages_dead_idx', ['settledAt'], { where: "status = 'failed'" })
@Index('email_messages_sent_at_idx', ['sentAt'], {
  where: 'sent_at IS NOT NULL AND NOT simulated',
})
@Index('email_messages_about_idx', ['aboutKind', 'aboutId'])
@Index('email_messages_subject_id_idx', ['subjectId', 'id'], { where: 'subject_id IS NOT NULL' })
@Index('email_messages_to_hash_idx', ['toHash', 'id'])
@Index('email_messages_thread_key_idx', ['threadKey', 'id'], { where: 'thread_key IS NOT NULL' })
@Index('email_messages_wire_message_id_idx', ['wireMessageId'], {
  where: 'wire_message_id IS NOT NULL',
})
@Index('email_messages_provider_message_id_idx', ['providerMessageId'], {
  where: "provider IN ('sendgrid', 'ses')",
})
@Index('email_messages_last_clicked_at_idx', ['lastClickedAt'], {
  where: 'last_clicked_at IS NOT NULL',
})
@Index('email_messages_owner_id_idx', ['ownerId', 'id'])
@Index('email_messages_team_id_idx', ['teamId', 'id'])
@Unique('email_messages_idempotency_key_key', ['idempotencyKey'])
export class Message {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'email_messages_pkey' })
  id: string;

  /** Lead or customer; null for a mail about neither. */
  @Column('uuid', { name: 'subject_id', nullable: true })
  subjectId: string | null;

  @Column('uuid', { name: 'owner_id', nullable: true })
  ownerId: string | null;

  @Column('uuid', { name: 'team_id', nullable: true })
  teamId: string | null;

  @Column('text', { nullable: true })
  territory: string | null;

  @Column('boolean', { default: false })
  simulated: boolean;

  @Column('uuid', { name: 'contact_id', nullable: true })
  contactId: string | null;

  @Column('text')
  stream: Stream;

  @Column('text', { name: 'idempotency_key' })
  idempotencyKey: string;

  @Column('bytea', { name: 'payload_hash' })
  payloadHash: Buffer;

  @Column('text', { name: 'to_address' })
  toAddress: string;

  @Column('text', { name: 'to_name', nullable: true })
  toName: string | null;

  @Column('bytea', { name: 'to_hash' })
  toHash: Buffer;

  /** Digests of every address and number of the contact, as `lockKeys` wants them. */
  @Column('text', { name: 'contact_keys', array: true })
  contactKeys: string[];

  @Column('uuid', { name: 'template_version_id' })
  templateVersionId: string;

  @ManyToOne(() => TemplateVersion)
  @JoinColumn({
    name: 'template_version_id',
    foreignKeyConstraintName: 'email_messages_template_version_id_fkey',
  })
  templateVersion?: Relation<TemplateVersion>;

  @Column('text')
  locale: string;

  @Column('jsonb')
  variables: Record<string, unknown>;

  @Column('uuid', { name: 'sender_user_id', nullable: true })
  senderUserId: string | null;

  @Column('text', { name: 'thread_key', nullable: true })
  threadKey: string | null;

  /** Ids of the mails of theirs that a person answers, oldest first; null for what nobody wrote as an answer. */
  @Column('text', { array: true, nullable: true })
  answers: string[] | null;

  @Column('text', { name: 'gate_name', nullable: true })
  gateName: string | null;

  @Column('text', { name: 'gate_ref', nullable: true })
  gateRef: string | null;

  @Column('text', { name: 'about_kind' })
  aboutKind: string;

  @Column('uuid', { name: 'about_id' })
  aboutId: string;

  @Column('text', { name: 'legal_basis', nullable: true })
  legalBasis: string | null;

  @Column('uuid', { name: 'consent_id', nullable: true })
  consentId: string | null;

  /** Lower goes first. */
  @Column('int')
  priority: number;

  /** Business time, like `notAfter`, `datedAt`, `sentAt` and `settledAt`. */
  @Column('timestamptz', { name: 'due_at' })
  dueAt: Date;

  @Column('timestamptz', { name: 'not_after' })
  notAfter: Date;

  /** The database's time, like `leaseUntil`. */
  @Column('timestamptz', { name: 'retry_at', nullable: true })
  retryAt: Date | null;

  @Column('int', { name: 'retry_seconds', nullable: true })
  retrySeconds: number | null;

  @Column('int', { default: 0 })
  attempts: number;

  @Column('text', { default: 'queued' })
  status: MessageStatus;

  @Column('text', { nullable: true })
  reason: string | null;

  @Column('int', { name: 'claim_epoch', default: 0 })
  claimEpoch: number;

  @Column('text', { name: 'claimed_by', nullable: true })
  claimedBy: string | null;

  @Column('timestamptz', { name: 'lease_until', nullable: true })
  leaseUntil: Date | null;

  /** Goes into the header Date, so that every attempt sends the same bytes. */
  @Column('timestamptz', { name: 'dated_at', nullable: true })
  datedAt: Date | null;

  @Column('text', { nullable: true })
  provider: string | null;

  @Column('text', { name: 'provider_message_id', nullable: true })
  providerMessageId: string | null;

  @Column('timestamptz', { name: 'sent_at', nullable: true })
  sentAt: Date | null;

  @Column('timestamptz', { name: 'settled_at', nullable: true })
  settledAt: Date | null;

  @Column('timestamptz', { name: 'bounced_at', nullable: true })
  bouncedAt: Date | null;

  @Column('timestamptz', { name: 'unsubscribed_at', nullable: true })
  unsubscribedAt: Date | null;

  @Column('timestamptz', { name: 'delivered_at', nullable: true })
  deliveredAt: Date | null;

  @Column('timestamptz', { name: 'replied_at', nullable: true })
  repliedAt: Date | null;

  @Column('timestamptz', { name: 'complained_at', nullable: true })
  complainedAt: Date | null;

  /** The Message-ID that it really has, where a provider replaced ours; without angle brackets. */
  @Column('text', { name: 'wire_message_id', nullable: true })
  wireMessageId: string | null;

  /** The consent of the contact on which links may be counted; null: nothing is. */
  @Column('uuid', { name: 'tracking_consent_id', nullable: true })
  trackingConsentId: string | null;

  @Column('boolean', { name: 'tracks_opens', default: false })
  tracksOpens: boolean;

  /** When that consent was taken back. */
  @Column('timestamptz', { name: 'tracking_ended_at', nullable: true })
  trackingEndedAt: Date | null;

  /** What of it went onto the wire. */
  @Column('text', { array: true, nullable: true })
  measured: string[] | null;

  /** By a person, never a machine. */
  @Column('timestamptz', { name: 'first_opened_at', nullable: true })
  firstOpenedAt: Date | null;

  @Column('timestamptz', { name: 'first_clicked_at', nullable: true })
  firstClickedAt: Date | null;

  @Column('timestamptz', { name: 'last_clicked_at', nullable: true })
  lastClickedAt: Date | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;
}
