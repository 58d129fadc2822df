import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

export const SUPPRESSION_REASONS = [
  'UNSUBSCRIBED',
  'HARD_BOUNCE',
  'SOFT_BOUNCE',
  'COMPLAINT',
  'MANUAL',
] as const;
export type SuppressionReason = (typeof SUPPRESSION_REASONS)[number];
export const SUPPRESSION_SCOPES = [
  'all',
  'transactional',
  'followup',
  'notification',
  'marketing',
] as const;
export type SuppressionScope = (typeof SUPPRESSION_SCOPES)[number];

/** An address that must not be written to; a digest, so that it outlives the address. */
@Entity('email_suppressions')
@Check(
  'email_suppressions_scope_check',
  "scope IN ('all', 'transactional', 'followup', 'notification', 'marketing')",
)
@Check(
  'email_suppressions_reason_check',
  "reason IN ('UNSUBSCRIBED', 'HARD_BOUNCE', 'SOFT_BOUNCE', 'COMPLAINT', 'MANUAL')",
)
@Check(
  'email_suppressions_removed_check',
  '(removed_at IS NULL) = (removed_by IS NULL) AND (removed_at IS NULL) = (removed_why IS NULL)',
)
@Index('email_suppressions_active_key', ['toHash', 'scope', 'reason'], {
  unique: true,
  where: 'removed_at IS NULL',
})
@Index('email_suppressions_added_at_idx', ['addedAt', 'id'])
export class Suppression {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'email_suppressions_pkey' })
  id: string;

  @Column('bytea', { name: 'to_hash' })
  toHash: Buffer;

  @Column('text')
  scope: SuppressionScope;

  @Column('text')
  reason: SuppressionReason;

  @Column('uuid', { name: 'message_id', nullable: true })
  messageId: string | null;

  @Column('text', { nullable: true })
  note: string | null;

  /** A user's id, `recipient`, or the name of the job that added it. */
  @Column('text', { name: 'added_by' })
  addedBy: string;

  @Column('timestamptz', { name: 'added_at' })
  addedAt: Date;

  /** Business time; null for good. */
  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt: Date | null;

  @Column('text', { name: 'removed_by', nullable: true })
  removedBy: string | null;

  @Column('timestamptz', { name: 'removed_at', nullable: true })
  removedAt: Date | null;

  @Column('text', { name: 'removed_why', nullable: true })
  removedWhy: string | null;
}
