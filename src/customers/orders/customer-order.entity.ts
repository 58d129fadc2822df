import {
  Check,
  Column,
  Entity,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  type Relation,
  Unique,
} from 'typeorm';
import { Customer } from '../customer.entity';

/** An order of a customer; its number exists once. */
@Entity('customer_orders')
@Check('customer_orders_subject_id_check', 'subject_id = customer_id')
@Check('customer_orders_amount_cents_check', 'amount_cents >= 0')
@Check('customer_orders_currency_check', "currency ~ '^[A-Z]{3}$'")
@Unique('customer_orders_number_key', ['number'])
export class CustomerOrder {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'customer_orders_pkey' })
  id: string;

  @Column('uuid', { name: 'customer_id' })
  customerId: string;

  @ManyToOne(() => Customer, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'customer_id', foreignKeyConstraintName: 'customer_orders_customer_id_fkey' })
  customer?: Relation<Customer>;

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

  @Column('text')
  number: string;

  @Column('timestamptz', { name: 'ordered_at' })
  orderedAt: Date;

  @Column('timestamptz', { name: 'delivered_at', nullable: true })
  deliveredAt: Date | null;

  /** As the driver gives a bigint. */
  @Column('bigint', { name: 'amount_cents' })
  amountCents: string;

  @Column('text')
  currency: string;

  @Column('timestamptz', { name: 'recorded_at' })
  recordedAt: Date;

  @Column('uuid', { name: 'recorded_by', nullable: true })
  recordedBy: string | null;
}
