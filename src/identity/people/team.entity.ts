import {
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  type Relation,
  Unique,
} from 'typeorm';
import { User } from './user.entity';

/** A user is in one team; its manager sees what its members own. */
@Entity('teams')
@Unique('teams_name_key', ['name'])
@Index('teams_manager_id_idx', ['managerId'])
export class Team {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'teams_pkey' })
  id: string;

  @Column('text')
  name: string;

  @Column('uuid', { name: 'manager_id', nullable: true })
  managerId: string | null;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'manager_id', foreignKeyConstraintName: 'teams_manager_id_fkey' })
  manager?: Relation<User>;

  @Column('int', { default: 1 })
  version: number;

  @Column('uuid', { name: 'changed_by', nullable: true })
  changedBy: string | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt: Date;
}
