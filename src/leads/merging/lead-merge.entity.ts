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
import { Lead } from '../lead.entity';
import type { LeadStatus } from '../lists.rules';

/** Since when a lead stands in its status, and where it stood before. */
interface Standing {
  readonly since: string | null;
  readonly before: LeadStatus | null;
  /** Not yet kept by the first merges. */
  readonly beforeSince?: string | null;
}

/** How both leads stood before they became one: what an un-merge puts back. */
export interface Before {
  /** Columns of the lead that stays, as they were and as the merge left them. */
  readonly survivor: Readonly<Record<string, { readonly from: unknown; readonly to: unknown }>>;
  readonly merged: {
    readonly status: LeadStatus;
    readonly lostAt: string | null;
    readonly lostReason: string | null;
    readonly primaryContactId: string | null;
  };
  readonly standing: { readonly survivor: Standing; readonly merged: Standing };
}

/** One lead became part of another; until it is taken back. */
@Entity('lead_merges')
@Index('lead_merges_standing_key', ['mergedLeadId'], {
  unique: true,
  where: 'unmerged_at IS NULL',
})
@Index('lead_merges_lead_id_idx', ['leadId', 'id'])
@Check('lead_merges_subject_id_check', 'subject_id = lead_id')
export class LeadMerge {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'lead_merges_pkey' })
  id: string;

  /** The lead that stays. */
  @Column('uuid', { name: 'lead_id' })
  leadId: string;

  @ManyToOne(() => Lead, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'lead_id', foreignKeyConstraintName: 'lead_merges_lead_id_fkey' })
  lead?: Relation<Lead>;

  @Column('uuid', { name: 'subject_id' })
  subjectId: string;

  @Column('uuid', { name: 'owner_id', nullable: true })
  ownerId: string | null;

  @Column('uuid', { name: 'team_id', nullable: true })
  teamId: string | null;

  @Column('text')
  territory: string;

  @Column('uuid', { name: 'merged_lead_id' })
  mergedLeadId: string;

  @Column('text')
  reason: string;

  @Column('jsonb')
  before: Before;

  @Column('uuid', { name: 'merged_by', nullable: true })
  mergedBy: string | null;

  @Column('timestamptz', { name: 'merged_at' })
  mergedAt: Date;

  @Column('uuid', { name: 'unmerged_by', nullable: true })
  unmergedBy: string | null;

  @Column('timestamptz', { name: 'unmerged_at', nullable: true })
  unmergedAt: Date | null;
}
