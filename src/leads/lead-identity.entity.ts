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
import { Lead } from './lead.entity';

/** Which lead has an e-mail address or a phone number; the unique index settles every race. */
@Entity('lead_identities')
@Index('lead_identities_value_key', ['kind', 'value'], {
  unique: true,
  where: 'overridden_at IS NULL',
})
@Index('lead_identities_shared_idx', ['kind', 'value'], { where: 'overridden_at IS NOT NULL' })
@Index('lead_identities_lead_id_idx', ['leadId'])
@Check('lead_identities_subject_id_check', 'subject_id = lead_id')
@Check('lead_identities_kind_check', "kind IN ('email', 'phone')")
export class LeadIdentity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'lead_identities_pkey' })
  id: string;

  @Column('uuid', { name: 'lead_id' })
  leadId: string;

  @ManyToOne(() => Lead, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'lead_id', foreignKeyConstraintName: 'lead_identities_lead_id_fkey' })
  lead?: Relation<Lead>;

  @Column('uuid', { name: 'subject_id' })
  subjectId: string;

  @Column('uuid', { name: 'owner_id', nullable: true })
  ownerId: string | null;

  @Column('uuid', { name: 'team_id', nullable: true })
  teamId: string | null;

  @Column('text')
  territory: string;

  @Column('text')
  kind: 'email' | 'phone';

  @Column('text')
  value: string;

  /** Set when a manager let another lead have the same value. */
  @Column('timestamptz', { name: 'overridden_at', nullable: true })
  overriddenAt: Date | null;
}
