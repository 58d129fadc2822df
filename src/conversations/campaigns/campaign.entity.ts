import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { LeadFilter } from '../../leads';

export const CAMPAIGN_STATES = ['draft', 'running', 'paused', 'finished', 'stopped'] as const;
export type CampaignState = (typeof CAMPAIGN_STATES)[number];

/** A package of content that is announced to the contacts of many leads. */
@Entity('content_campaigns')
@Check(
  'content_campaigns_state_check',
  "state IN ('draft', 'running', 'paused', 'finished', 'stopped')",
)
@Check('content_campaigns_started_at_check', "(state = 'draft') = (started_at IS NULL)")
@Check(
  'content_campaigns_ended_at_check',
  "(state IN ('finished', 'stopped')) = (ended_at IS NOT NULL)",
)
@Index('content_campaigns_running_idx', ['startedAt'], { where: "state = 'running'" })
export class Campaign {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'content_campaigns_pkey' })
  id: string;

  @Column('text')
  name: string;

  @Column('text', { name: 'package_key' })
  packageKey: string;

  @Column('text', { name: 'template_key' })
  templateKey: string;

  @Column('jsonb')
  filter: LeadFilter;

  /** Null: whatever a contact is at the lead. */
  @Column('text', { array: true, nullable: true })
  roles: string[] | null;

  @Column('boolean', { name: 'only_primary', default: false })
  onlyPrimary: boolean;

  @Column('text', { default: 'draft' })
  state: CampaignState;

  @Column('text', { name: 'state_reason', nullable: true })
  stateReason: string | null;

  /** The last lead whose contacts were taken in. */
  @Column('uuid', { name: 'filled_to', nullable: true })
  filledTo: string | null;

  /** When all were. */
  @Column('timestamptz', { name: 'filled_at', nullable: true })
  filledAt: Date | null;

  @Column('uuid', { name: 'created_by', nullable: true })
  createdBy: string | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'started_at', nullable: true })
  startedAt: Date | null;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt: Date | null;
}
