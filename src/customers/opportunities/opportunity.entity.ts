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
import { Customer } from '../customer.entity';
import type { Stage } from './stages.rules';

/** What may become of a lead or a customer. */
@Entity('customer_opportunities')
@Index('customer_opportunities_open_owner_idx', ['ownerId'], { where: 'closed_at IS NULL' })
@Index('customer_opportunities_open_team_idx', ['teamId'], { where: 'closed_at IS NULL' })
@Check(
  'customer_opportunities_stage_check',
  "stage IN ('QUALIFICATION', 'NEEDS', 'PROPOSAL', 'NEGOTIATION', 'WON', 'LOST')",
)
@Check('customer_opportunities_amount_cents_check', 'amount_cents >= 0')
@Check('customer_opportunities_currency_check', "currency ~ '^[A-Z]{3}$'")
@Check(
  'customer_opportunities_subject_id_check',
  'subject_id = coalesce(lead_id, customer_id) AND (lead_id IS NULL) <> (customer_id IS NULL)',
)
@Check(
  'customer_opportunities_closed_at_check',
  "(stage IN ('WON', 'LOST')) = (closed_at IS NOT NULL)",
)
@Check('customer_opportunities_lost_reason_check', "lost_reason IS NULL OR stage = 'LOST'")
export class Opportunity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'customer_opportunities_pkey' })
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

  @Column('uuid', { name: 'lead_id', nullable: true })
  leadId: string | null;

  @Column('uuid', { name: 'customer_id', nullable: true })
  customerId: string | null;

  @ManyToOne(() => Customer, { onDelete: 'CASCADE' })
  @JoinColumn({
    name: 'customer_id',
    foreignKeyConstraintName: 'customer_opportunities_customer_id_fkey',
  })
  customer?: Relation<Customer>;

  @Column('int', { default: 1 })
  version: number;

  @Column('text')
  title: string;

  @Column('text')
  stage: Stage;

  /** As the driver gives a bigint. */
  @Column('bigint', { name: 'amount_cents' })
  amountCents: string;

  @Column('text')
  currency: string;

  @Column('date', { name: 'expected_on', nullable: true })
  expectedOn: string | null;

  @Column('text', { name: 'lost_reason', nullable: true })
  lostReason: string | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'changed_at' })
  changedAt: Date;

  @Column('uuid', { name: 'changed_by', nullable: true })
  changedBy: string | null;

  @Column('timestamptz', { name: 'closed_at', nullable: true })
  closedAt: Date | null;
}
