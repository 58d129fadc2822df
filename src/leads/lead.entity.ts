import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { LeadStatus } from './lists.rules';

/** bigint comes from the driver as text; amounts in cents fit a JavaScript number. */
const cents = {
  from: (value: string | null) => (value === null ? null : Number(value)),
  to: (value: number | null) => value,
};

/** A prospective company, owned by one sales user or free. */
@Entity('leads')
@Index('leads_domain_idx', ['domain'], { where: 'domain IS NOT NULL' })
@Index('leads_place_key_idx', ['placeKey'], { where: 'place_key IS NOT NULL' })
@Check('leads_subject_id_check', 'subject_id = id')
@Check('leads_company_name_check', 'length(company_name) BETWEEN 1 AND 255')
@Check('leads_status_check', "status IN ('REGISTERED', 'ACTIVE', 'QUALIFIED', 'CONVERTED', 'LOST')")
@Check('leads_stage_check', 'stage BETWEEN 0 AND 2')
@Check(
  'leads_annual_volume_check',
  '(annual_volume_cents IS NULL) = (annual_volume_currency IS NULL)',
)
@Check('leads_lost_check', "(status = 'LOST') = (lost_at IS NOT NULL)")
export class Lead {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'leads_pkey' })
  id: string;

  /** Optimistic locking: grows with every change of the lead or its contacts. */
  @Column('int', { default: 1 })
  version: number;

  @Column('uuid', { name: 'subject_id' })
  subjectId: string;

  @Column('uuid', { name: 'owner_id', nullable: true })
  ownerId: string | null;

  @Column('uuid', { name: 'team_id', nullable: true })
  teamId: string | null;

  @Column('text')
  territory: string;

  @Column('text', { name: 'company_name' })
  companyName: string;

  @Column('text', { name: 'company_key' })
  companyKey: string;

  @Column('text', { nullable: true })
  website: string | null;

  @Column('text', { nullable: true })
  domain: string | null;

  @Column('text', { nullable: true })
  street: string | null;

  @Column('text', { name: 'postal_code', nullable: true })
  postalCode: string | null;

  @Column('text', { nullable: true })
  city: string | null;

  @Column('text', { name: 'place_key', nullable: true })
  placeKey: string | null;

  /** ISO 3166-1, two letters. */
  @Column('text')
  country: string;

  @Column('text', { name: 'business_type' })
  businessType: string;

  @Column('text', { name: 'kitchen_size', nullable: true })
  kitchenSize: string | null;

  @Column('int', { nullable: true })
  branches: number | null;

  @Column('int', { nullable: true })
  employees: number | null;

  /** Per year. */
  @Column('bigint', { name: 'annual_volume_cents', nullable: true, transformer: cents })
  annualVolumeCents: number | null;

  @Column('text', { name: 'annual_volume_currency', nullable: true })
  annualVolumeCurrency: string | null;

  @Column('text', { default: 'REGISTERED' })
  status: LeadStatus;

  /** 0 before a contact is known, 1 registered, 2 qualified. */
  @Column('smallint')
  stage: number;

  @Column('text')
  source: string;

  @Column('text', { name: 'source_campaign', nullable: true })
  sourceCampaign: string | null;

  @Column('text', { array: true, default: [] })
  tags: string[];

  @Column('timestamptz', { name: 'registered_at' })
  registeredAt: Date;

  /** The day that an imported file gives as its registration, `yyyy-MM-dd`; starts no protection by itself. */
  @Column('date', { name: 'known_since_on', nullable: true })
  knownSinceOn: string | null;

  @Column('timestamptz', { name: 'first_contact_at', nullable: true })
  firstContactAt: Date | null;

  @Column('text', { name: 'first_contact_channel', nullable: true })
  firstContactChannel: string | null;

  @Column('text', { name: 'first_contact_note', nullable: true })
  firstContactNote: string | null;

  @Column('timestamptz', { name: 'last_activity_at' })
  lastActivityAt: Date;

  @Column('timestamptz', { name: 'lost_at', nullable: true })
  lostAt: Date | null;

  @Column('text', { name: 'lost_reason', nullable: true })
  lostReason: string | null;

  /** Set while nothing may be sent to this lead by itself. */
  @Column('timestamptz', { name: 'automation_paused_at', nullable: true })
  automationPausedAt: Date | null;

  /** Null when the system changed it. */
  @Column('uuid', { name: 'changed_by', nullable: true })
  changedBy: string | null;

  @Column('timestamptz', { name: 'changed_at' })
  changedAt: Date;

  @Column('boolean', { default: false })
  simulated: boolean;

  /** Folded text of company, place and contacts; read only by the search. */
  @Column('text', { select: false })
  search: string;
}
