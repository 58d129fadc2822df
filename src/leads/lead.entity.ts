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
import type { LeadStatus } from './lists.rules';
import type { Score } from './scoring/score.rules';
import type { ProtectionState } from './protection/protection.rules';

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
@Index('leads_protection_state_idx', ['protectionState', 'ownerId'], {
  where: 'protection_state IS NOT NULL',
})
@Index('leads_protection_due_idx', ['protectionDueAt'], { where: 'protection_due_at IS NOT NULL' })
@Check(
  'leads_protection_state_check',
  "protection_state IN ('PROTECTED', 'REMINDER_DUE', 'GRACE', 'LAPSED', 'STOPPED')",
)
@Check('leads_protection_extension_check', 'protection_extension_days >= 0')
@Check('leads_reverted_check', "reverted_at IS NULL OR status = 'LOST'")
@Check(
  'leads_merged_check',
  "(merged_into_id IS NULL) = (merged_at IS NULL) AND (merged_into_id IS NULL OR status = 'LOST' AND merged_into_id <> id)",
)
@Index('leads_merged_into_id_idx', ['mergedIntoId'], { where: 'merged_into_id IS NOT NULL' })
@Check(
  'leads_relationship_status_check',
  "relationship_status IN ('NONE', 'INITIAL', 'REGULAR', 'TRUSTED', 'STRAINED')",
)
@Check(
  'leads_decision_maker_access_check',
  "decision_maker_access IN ('NONE', 'INDIRECT', 'DIRECT')",
)
@Check('leads_urgency_check', "urgency IN ('LOW', 'MEDIUM', 'HIGH')")
@Check('leads_score_check', 'score BETWEEN 0 AND 100 AND (score IS NULL) = (score_parts IS NULL)')
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

  /** Of restaurants, hotels or shops; what it is called. */
  @Column('text', { nullable: true })
  chain: string | null;

  @Column('int', { nullable: true })
  employees: number | null;

  /** Per year. */
  @Column('bigint', { name: 'annual_volume_cents', nullable: true, transformer: cents })
  annualVolumeCents: number | null;

  @Column('text', { name: 'annual_volume_currency', nullable: true })
  annualVolumeCurrency: string | null;

  @Column('text', { default: 'REGISTERED' })
  status: LeadStatus;

  /** When it came to its status; null: it has stood there since its registration. */
  @Column('timestamptz', { name: 'status_since', nullable: true })
  statusSince: Date | null;

  @Column('text', { name: 'status_before', nullable: true })
  statusBefore: LeadStatus | null;

  /** When it had come there; null: since its registration. */
  @Column('timestamptz', { name: 'status_before_since', nullable: true })
  statusBeforeSince: Date | null;

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

  /** When its import was taken back: it has given its addresses up and is in no list. */
  @Column('timestamptz', { name: 'reverted_at', nullable: true })
  revertedAt: Date | null;

  /** The lead that it has become part of: it has given that one its people and addresses and is in no list. */
  @Column('uuid', { name: 'merged_into_id', nullable: true })
  mergedIntoId: string | null;

  @ManyToOne(() => Lead)
  @JoinColumn({ name: 'merged_into_id', foreignKeyConstraintName: 'leads_merged_into_id_fkey' })
  mergedInto?: Relation<Lead>;

  @Column('timestamptz', { name: 'merged_at', nullable: true })
  mergedAt: Date | null;

  /** When its protection begins, if not with the registration. */
  @Column('timestamptz', { name: 'protected_from', nullable: true })
  protectedFrom: Date | null;

  @Column('int', { name: 'protection_extension_days', default: 0 })
  protectionExtensionDays: number;

  /** When the owner was last told early; so is `protectionRemindedAt`. */
  @Column('timestamptz', { name: 'protection_noticed_at', nullable: true })
  protectionNoticedAt: Date | null;

  @Column('timestamptz', { name: 'protection_reminded_at', nullable: true })
  protectionRemindedAt: Date | null;

  /** When its owner lost it; null again once somebody takes it. */
  @Column('timestamptz', { name: 'protection_lapsed_at', nullable: true })
  protectionLapsedAt: Date | null;

  /** When its protection is looked at next; nothing happens by this alone. */
  @Column('timestamptz', { name: 'protection_due_at', nullable: true })
  protectionDueAt: Date | null;

  /** As the last look derived it, for lists and counts; whoever shows or decides derives it anew. */
  @Column('text', { name: 'protection_state', nullable: true })
  protectionState: ProtectionState | null;

  @Column('timestamptz', { name: 'pseudonymised_at', nullable: true })
  pseudonymisedAt: Date | null;

  @Column('text', { name: 'relationship_status', nullable: true })
  relationshipStatus: string | null;

  @Column('text', { name: 'decision_maker_access', nullable: true })
  decisionMakerAccess: string | null;

  /** Whoever supplies the company now, as it is told; may name people. */
  @Column('text', { nullable: true })
  competitor: string | null;

  /** Codes of what the kitchen suffers from, each once. */
  @Column('text', { array: true, default: [] })
  pains: string[];

  @Column('text', { name: 'pain_notes', nullable: true })
  painNotes: string | null;

  @Column('text', { nullable: true })
  urgency: string | null;

  /** 0 to 100; null: not counted yet. */
  @Column('smallint', { nullable: true })
  score: number | null;

  @Column('jsonb', { name: 'score_parts', nullable: true })
  scoreParts: Score['parts'] | null;

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
