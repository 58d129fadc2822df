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

/** A person at a lead; exactly one of them is the primary one. */
@Entity('lead_contacts')
@Index('lead_contacts_lead_id_idx', ['leadId'])
@Index('lead_contacts_primary_key', ['leadId'], { unique: true, where: 'is_primary' })
@Check('lead_contacts_subject_id_check', 'subject_id = lead_id')
@Check('lead_contacts_role_check', "role IN ('CHEF', 'BUYER', 'MANAGER', 'OTHER')")
export class LeadContact {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'lead_contacts_pkey' })
  id: string;

  @Column('uuid', { name: 'lead_id' })
  leadId: string;

  @ManyToOne(() => Lead, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'lead_id', foreignKeyConstraintName: 'lead_contacts_lead_id_fkey' })
  lead?: Relation<Lead>;

  @Column('uuid', { name: 'subject_id' })
  subjectId: string;

  @Column('uuid', { name: 'owner_id', nullable: true })
  ownerId: string | null;

  @Column('uuid', { name: 'team_id', nullable: true })
  teamId: string | null;

  @Column('text')
  territory: string;

  @Column('text', { nullable: true })
  salutation: string | null;

  @Column('text', { nullable: true })
  title: string | null;

  @Column('text', { name: 'first_name', nullable: true })
  firstName: string | null;

  @Column('text', { name: 'last_name', nullable: true })
  lastName: string | null;

  @Column('text', { nullable: true })
  position: string | null;

  @Column('text', { default: 'OTHER' })
  role: string;

  @Column('text', { nullable: true })
  email: string | null;

  /** E.164 where it could be read, else as typed. */
  @Column('text', { nullable: true })
  phone: string | null;

  @Column('text', { nullable: true })
  mobile: string | null;

  @Column('text', { nullable: true })
  locale: string | null;

  @Column('text', { name: 'time_zone', nullable: true })
  timeZone: string | null;

  @Column('boolean', { name: 'is_primary' })
  isPrimary: boolean;

  /** Set while nobody and nothing may write to this person. */
  @Column('timestamptz', { name: 'blocked_at', nullable: true })
  blockedAt: Date | null;

  /** Once its person is not named any more: the number of a key and a digest with it, the same for the same person. */
  @Column('text', { nullable: true })
  pseudonym: string | null;
}
