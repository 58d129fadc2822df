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
import { ContentPackage } from './content-package.entity';
import type { GrantState, UnlockedVia } from './delivery.rules';

/** What is kept for one contact until they ask for it. */
@Entity('content_grants')
@Check(
  'content_grants_state_check',
  "state IN ('pending', 'unlocked', 'delivering', 'delivered', 'partially_failed', 'expired')",
)
@Check('content_grants_origin_check', "origin IN ('user', 'follow-up', 'campaign')")
@Check('content_grants_unlocked_via_check', "unlocked_via IN ('button', 'text', 'user')")
@Check('content_grants_unlocked_at_check', '(number = 0) = (unlocked_at IS NULL)')
@Check('content_grants_campaign_id_check', "(origin = 'campaign') = (campaign_id IS NOT NULL)")
@Index('content_grants_pending_key', ['contactId', 'packageKey'], {
  unique: true,
  where: "state = 'pending'",
})
@Index('content_grants_subject_id_idx', ['subjectId', 'grantedAt'])
@Index('content_grants_contact_id_idx', ['contactId', 'grantedAt'])
@Index('content_grants_list_idx', ['grantedAt', 'id'])
@Index('content_grants_announcement_id_idx', ['announcementId'], {
  where: 'announcement_id IS NOT NULL',
})
@Index('content_grants_package_key_idx', ['packageKey', 'state'])
@Index('content_grants_expires_idx', ['expiresAt'], {
  where: "state IN ('pending', 'unlocked', 'partially_failed')",
})
@Index('content_grants_campaign_id_idx', ['campaignId'], { where: 'campaign_id IS NOT NULL' })
export class ContentGrant {
  /** That of the follow-up that it was made for. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'content_grants_pkey' })
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

  @Column('uuid', { name: 'contact_id' })
  contactId: string;

  /** The person behind the number, once the channel has told. */
  @Column('uuid', { name: 'whatsapp_contact_id', nullable: true })
  whatsappContactId: string | null;

  @Column('text', { name: 'package_key' })
  packageKey: string;

  /** The version that was delivered last; which one it will be is settled when it is asked for. */
  @Column('uuid', { name: 'package_id', nullable: true })
  packageId: string | null;

  @ManyToOne(() => ContentPackage)
  @JoinColumn({
    name: 'package_id',
    foreignKeyConstraintName: 'content_grants_package_id_fkey',
  })
  package?: Relation<ContentPackage>;

  @Column('text', { default: 'pending' })
  state: GrantState;

  @Column('text')
  origin: 'user' | 'follow-up' | 'campaign';

  @Column('uuid', { name: 'campaign_id', nullable: true })
  campaignId: string | null;

  @Column('timestamptz', { name: 'granted_at' })
  grantedAt: Date;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;

  @Column('text', { name: 'template_key', nullable: true })
  templateKey: string | null;

  /** The template message that tells of it. */
  @Column('uuid', { name: 'announcement_id', nullable: true })
  announcementId: string | null;

  @Column('timestamptz', { name: 'announced_at', nullable: true })
  announcedAt: Date | null;

  /** How far that message came, in the words of the channel. */
  @Column('text', { name: 'announcement_state', nullable: true })
  announcementState: string | null;

  @Column('text', { name: 'announcement_reason', nullable: true })
  announcementReason: string | null;

  /** Counts the messages that told of it. */
  @Column('int', { name: 'announcement_number', default: 0 })
  announcementNumber: number;

  @Column('int', { default: 0 })
  clicks: number;

  /** Counts the unlockings. */
  @Column('int', { default: 0 })
  number: number;

  /** When the message that asked came in. */
  @Column('timestamptz', { name: 'asked_at', nullable: true })
  askedAt: Date | null;

  @Column('timestamptz', { name: 'unlocked_at', nullable: true })
  unlockedAt: Date | null;

  @Column('text', { name: 'unlocked_via', nullable: true })
  unlockedVia: UnlockedVia | null;

  /** When the first item of the last unlocking was accepted. */
  @Column('timestamptz', { name: 'first_item_at', nullable: true })
  firstItemAt: Date | null;

  /** When it was delivered, or will not be. */
  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt: Date | null;
}
