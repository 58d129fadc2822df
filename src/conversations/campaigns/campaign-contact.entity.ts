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
import { Campaign } from './campaign.entity';

/** A contact that a campaign reaches, or why it does not. */
@Entity('content_campaign_contacts')
@Check('content_campaign_contacts_state_check', "state IN ('waiting', 'announced', 'skipped')")
@Check('content_campaign_contacts_due_at_check', "(state = 'waiting') = (due_at IS NOT NULL)")
@Check('content_campaign_contacts_reason_check', "(state = 'skipped') = (reason IS NOT NULL)")
@Check('content_campaign_contacts_grant_id_check', "(state = 'announced') = (grant_id IS NOT NULL)")
@Unique('content_campaign_contacts_contact_key', ['campaignId', 'contactId'])
@Index('content_campaign_contacts_due_idx', ['dueAt', 'id'], { where: "state = 'waiting'" })
@Index('content_campaign_contacts_list_idx', ['campaignId', 'state', 'id'])
@Index('content_campaign_contacts_subject_id_idx', ['subjectId'])
export class CampaignContact {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'content_campaign_contacts_pkey' })
  id: string;

  @Column('uuid', { name: 'campaign_id' })
  campaignId: string;

  @ManyToOne(() => Campaign, { onDelete: 'CASCADE' })
  @JoinColumn({
    name: 'campaign_id',
    foreignKeyConstraintName: 'content_campaign_contacts_campaign_id_fkey',
  })
  campaign?: Relation<Campaign>;

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

  @Column('text')
  state: 'waiting' | 'announced' | 'skipped';

  @Column('text', { nullable: true })
  reason: string | null;

  @Column('uuid', { name: 'grant_id', nullable: true })
  grantId: string | null;

  @Column('timestamptz', { name: 'due_at', nullable: true })
  dueAt: Date | null;

  @Column('timestamptz', { name: 'settled_at', nullable: true })
  settledAt: Date | null;
}
