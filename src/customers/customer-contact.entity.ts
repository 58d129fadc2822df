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
import { Customer } from './customer.entity';

/** A person at a customer; exactly one of them is the primary one. */
@Entity('customer_contacts')
@Check('customer_contacts_subject_id_check', 'subject_id = customer_id')
@Index('customer_contacts_customer_id_idx', ['customerId'])
@Index('customer_contacts_primary_key', ['customerId'], { unique: true, where: 'is_primary' })
export class CustomerContact {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'customer_contacts_pkey' })
  id: string;

  @Column('uuid', { name: 'customer_id' })
  customerId: string;

  @ManyToOne(() => Customer, { onDelete: 'CASCADE' })
  @JoinColumn({
    name: 'customer_id',
    foreignKeyConstraintName: 'customer_contacts_customer_id_fkey',
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

  /** The lead that they came with. */
  @Column('uuid', { name: 'lead_id', nullable: true })
  leadId: string | null;

  @Column('uuid', { name: 'lead_contact_id', nullable: true })
  leadContactId: string | null;

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

  @Column('text')
  role: string;

  @Column('text', { nullable: true })
  email: string | null;

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
}
