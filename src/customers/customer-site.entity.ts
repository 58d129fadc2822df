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

/** Where a customer is: the headquarters and its branches. */
@Entity('customer_sites')
@Check('customer_sites_subject_id_check', 'subject_id = customer_id')
@Check('customer_sites_kind_check', "kind IN ('HEADQUARTERS', 'BRANCH')")
@Index('customer_sites_customer_id_idx', ['customerId'])
@Index('customer_sites_headquarters_key', ['customerId'], {
  unique: true,
  where: "kind = 'HEADQUARTERS'",
})
export class CustomerSite {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'customer_sites_pkey' })
  id: string;

  @Column('uuid', { name: 'customer_id' })
  customerId: string;

  @ManyToOne(() => Customer, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'customer_id', foreignKeyConstraintName: 'customer_sites_customer_id_fkey' })
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
  kind: 'HEADQUARTERS' | 'BRANCH';

  @Column('text')
  name: string;

  @Column('text', { nullable: true })
  street: string | null;

  @Column('text', { name: 'postal_code', nullable: true })
  postalCode: string | null;

  @Column('text', { nullable: true })
  city: string | null;

  @Column('text')
  country: string;

  @Column('text', { name: 'place_key', nullable: true })
  placeKey: string | null;
}
