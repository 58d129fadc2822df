import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  type Relation,
  Unique,
} from 'typeorm';
import { Customer } from './customer.entity';

/** By what the same customer is known again; the unique value settles every race. */
@Entity('customer_identities')
@Check('customer_identities_subject_id_check', 'subject_id = customer_id')
@Check('customer_identities_kind_check', "kind IN ('email', 'phone', 'vat', 'company')")
@Unique('customer_identities_value_key', ['kind', 'value'])
@Index('customer_identities_customer_id_idx', ['customerId'])
export class CustomerIdentity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'customer_identities_pkey' })
  id: string;

  @Column('uuid', { name: 'customer_id' })
  customerId: string;

  @ManyToOne(() => Customer, { onDelete: 'CASCADE' })
  @JoinColumn({
    name: 'customer_id',
    foreignKeyConstraintName: 'customer_identities_customer_id_fkey',
  })
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

  /** The lead that it came with. */
  @Column('uuid', { name: 'lead_id', nullable: true })
  leadId: string | null;

  @Column('text')
  kind: 'email' | 'phone' | 'vat' | 'company';

  @Column('text')
  value: string;
}
