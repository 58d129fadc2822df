import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** bigint comes from the driver as text; amounts in cents fit a JavaScript number. */
const cents = {
  from: (value: string | null) => (value === null ? null : Number(value)),
  to: (value: number | null) => value,
};

/** A company that buys, or has said that it will. */
@Entity('customers')
@Unique('customers_number_key', ['number'])
@Check('customers_number_check', "number ~ '^[A-Z0-9][A-Z0-9._-]{0,29}$'")
@Check('customers_state_check', "state IN ('PROSPECT', 'ACTIVE', 'ARCHIVED')")
@Check('customers_subject_id_check', 'subject_id = id')
@Check('customers_activated_check', "state <> 'ACTIVE' OR activated_at IS NOT NULL")
@Check('customers_archived_check', "(state = 'ARCHIVED') = (archived_at IS NOT NULL)")
@Check(
  'customers_volume_check',
  '(expected_volume_cents IS NULL) = (expected_volume_currency IS NULL)',
)
@Check('customers_days_check', 'at_risk_days > 0 AND inactive_days > 0')
@Check(
  'customers_open_months_check',
  "cardinality(open_months) BETWEEN 1 AND 12 AND open_months <@ '{1,2,3,4,5,6,7,8,9,10,11,12}'::integer[]",
)
export class Customer {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'customers_pkey' })
  id: string;

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

  @Column('boolean', { default: false })
  simulated: boolean;

  /** `RC-00001`, or what somebody gave it. */
  @Column('text')
  number: string;

  /** At risk and inactive follow from the instants below and today. */
  @Column('text', { default: 'PROSPECT' })
  state: 'PROSPECT' | 'ACTIVE' | 'ARCHIVED';

  @Column('text', { name: 'company_name' })
  companyName: string;

  @Column('text', { name: 'company_key' })
  companyKey: string;

  @Column('text', { nullable: true })
  website: string | null;

  @Column('text')
  country: string;

  @Column('text', { nullable: true })
  city: string | null;

  @Column('text', { name: 'business_type' })
  businessType: string;

  @Column('text', { name: 'vat_id', nullable: true })
  vatId: string | null;

  @Column('text', { name: 'payment_terms', nullable: true })
  paymentTerms: string | null;

  /** Per year. */
  @Column('bigint', { name: 'expected_volume_cents', nullable: true, transformer: cents })
  expectedVolumeCents: number | null;

  @Column('text', { name: 'expected_volume_currency', nullable: true })
  expectedVolumeCurrency: string | null;

  /** Null: as the territory has it. */
  @Column('int', { name: 'at_risk_days', nullable: true })
  atRiskDays: number | null;

  @Column('int', { name: 'inactive_days', nullable: true })
  inactiveDays: number | null;

  /** Months in which the house is open, 1 to 12; null: all. */
  @Column('int', { name: 'open_months', nullable: true, array: true })
  openMonths: number[] | null;

  @Column('uuid', { name: 'origin_lead_id' })
  originLeadId: string;

  /** The first delivered order. */
  @Column('timestamptz', { name: 'activated_at', nullable: true })
  activatedAt: Date | null;

  @Column('timestamptz', { name: 'last_order_at', nullable: true })
  lastOrderAt: Date | null;

  @Column('timestamptz', { name: 'last_contact_at' })
  lastContactAt: Date;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'changed_at' })
  changedAt: Date;

  @Column('uuid', { name: 'changed_by', nullable: true })
  changedBy: string | null;

  @Column('timestamptz', { name: 'archived_at', nullable: true })
  archivedAt: Date | null;
}
