import {
  Check,
  Column,
  Entity,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  type Relation,
} from 'typeorm';
import { Lead } from '../lead.entity';
import type {
  ConsentBasis,
  ConsentChannel,
  ConsentProof,
  ConsentPurpose,
  ConsentState,
} from './consents.dto';

/** One word of a contact on what they may be written about; never changed, the latest counts. */
@Entity('lead_consents')
@Check('lead_consents_subject_id_check', 'subject_id = lead_id')
@Check('lead_consents_channel_check', "channel IN ('email', 'whatsapp')")
@Check('lead_consents_purpose_check', "purpose IN ('advertising', 'tracking')")
@Check(
  'lead_consents_tracking_check',
  "purpose <> 'tracking' OR (channel = 'email' AND (basis IS NULL OR basis IN ('OPT_IN_DOUBLE', 'OPT_IN')))",
)
@Check('lead_consents_state_check', "state IN ('given', 'refused', 'revoked')")
@Check(
  'lead_consents_basis_check',
  "basis IN ('OPT_IN_DOUBLE', 'OPT_IN', 'REQUESTED_CONTACT', 'EXISTING_CUSTOMER', 'LEGITIMATE_INTEREST')",
)
@Check('lead_consents_given_check', "(state = 'given') = (basis IS NOT NULL)")
@Check(
  'lead_consents_requested_thing_check',
  "(basis IS NOT NULL AND basis = 'REQUESTED_CONTACT') = (requested_thing IS NOT NULL)",
)
export class LeadConsent {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'lead_consents_pkey' })
  id: string;

  @Column('uuid', { name: 'lead_id' })
  leadId: string;

  @ManyToOne(() => Lead, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'lead_id', foreignKeyConstraintName: 'lead_consents_lead_id_fkey' })
  lead?: Relation<Lead>;

  @Column('uuid', { name: 'subject_id' })
  subjectId: string;

  @Column('uuid', { name: 'owner_id', nullable: true })
  ownerId: string | null;

  @Column('uuid', { name: 'team_id', nullable: true })
  teamId: string | null;

  @Column('text')
  territory: string;

  /** Without a foreign key: the proof outlives a contact that was deleted. */
  @Column('uuid', { name: 'contact_id' })
  contactId: string;

  @Column('text')
  channel: ConsentChannel;

  @Column('text')
  purpose: ConsentPurpose;

  @Column('text')
  state: ConsentState;

  @Column('text', { nullable: true })
  basis: ConsentBasis | null;

  /** What was asked for, for REQUESTED_CONTACT. */
  @Column('text', { name: 'requested_thing', nullable: true })
  requestedThing: string | null;

  @Column('text', { name: 'wording_version', nullable: true })
  wordingVersion: string | null;

  @Column('text')
  source: string;

  /** Network address of the contact, where the consent came over the network. */
  @Column('text', { nullable: true })
  address: string | null;

  @Column('jsonb', { nullable: true })
  proof: ConsentProof | null;

  /** When the contact said it. */
  @Column('timestamptz', { name: 'given_at' })
  givenAt: Date;

  @Column('uuid', { name: 'recorded_by', nullable: true })
  recordedBy: string | null;

  @Column('timestamptz', { name: 'recorded_at' })
  recordedAt: Date;
}
