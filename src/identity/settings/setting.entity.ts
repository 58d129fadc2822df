import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Territory } from '../people/territory.entity';
import { User } from '../people/user.entity';

/** One value that a setting has or had, for the system, a territory or a user. */
@Entity('settings')
export class Setting {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'settings_pkey' })
  id: string;

  @Column('text')
  key: string;

  @Column('text', { nullable: true })
  territory: string | null;

  @ManyToOne(() => Territory)
  @JoinColumn({ name: 'territory', foreignKeyConstraintName: 'settings_territory_fkey' })
  market?: Relation<Territory>;

  @Column('uuid', { name: 'user_id', nullable: true })
  userId: string | null;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'settings_user_id_fkey' })
  user?: Relation<User>;

  @Column('jsonb')
  value: unknown;

  /** Business time. */
  @Column('timestamptz', { name: 'valid_from' })
  validFrom: Date;

  @Column('uuid', { name: 'changed_by', nullable: true })
  changedBy: string | null;

  @Column('timestamptz', { name: 'changed_at', default: () => 'now()' })
  changedAt: Date;

  @Column('text', { nullable: true })
  reason: string | null;
}
