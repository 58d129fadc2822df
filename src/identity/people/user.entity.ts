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
import type { Role } from '../scope.rules';
import { Team } from './team.entity';

/** Somebody who signs in. Never deleted: what they did keeps their name. */
@Entity('users')
@Unique('users_email_key', ['email'])
@Index('users_team_id_idx', ['teamId'])
@Check('users_email_check', 'email = lower(email)')
@Check('users_role_check', "role IN ('SALES', 'MANAGER', 'ADMIN', 'AUDITOR')")
@Check('users_locale_check', "locale IN ('de', 'en')")
@Check('users_theme_check', "theme IN ('light', 'dark', 'system')")
@Check('users_density_check', "density IN ('compact', 'normal', 'roomy')")
@Check('users_state_check', "state IN ('ACTIVE', 'DEACTIVATED')")
@Check('users_deactivated_at_check', "(state = 'DEACTIVATED') = (deactivated_at IS NOT NULL)")
export class User {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'users_pkey' })
  id: string;

  @Column('int', { default: 1 })
  version: number;

  /** Always in lower case. */
  @Column('text')
  email: string;

  @Column('text')
  name: string;

  @Column('text')
  role: Role;

  @Column('uuid', { name: 'team_id', nullable: true })
  teamId: string | null;

  @ManyToOne(() => Team)
  @JoinColumn({ name: 'team_id', foreignKeyConstraintName: 'users_team_id_fkey' })
  team?: Relation<Team>;

  @Column('text', { array: true, default: [] })
  territories: string[];

  @Column('text', { array: true, default: [] })
  capabilities: string[];

  @Column('text', { default: 'de' })
  locale: 'de' | 'en';

  /** As it stands under letters; so is `phone`. */
  @Column('text', { nullable: true })
  position: string | null;

  @Column('text', { nullable: true })
  phone: string | null;

  @Column('text', { name: 'time_zone', default: 'Europe/Berlin' })
  timeZone: string;

  @Column('text', { default: 'system' })
  theme: 'light' | 'dark' | 'system';

  @Column('text', { default: 'normal' })
  density: 'compact' | 'normal' | 'roomy';

  /** Whether single keys are shortcuts; off for whoever dictates or uses a screen reader. */
  @Column('boolean', { name: 'single_keys', default: true })
  singleKeys: boolean;

  /** argon2id in its own text form; null until a password is set. */
  @Column('text', { name: 'password_hash', nullable: true, select: false })
  passwordHash?: string | null;

  @Column('text', { default: 'ACTIVE' })
  state: 'ACTIVE' | 'DEACTIVATED';

  @Column('timestamptz', { name: 'deactivated_at', nullable: true })
  deactivatedAt: Date | null;

  @Column('uuid', { name: 'successor_id', nullable: true })
  successorId: string | null;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'successor_id', foreignKeyConstraintName: 'users_successor_id_fkey' })
  successor?: Relation<User>;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  @Column('timestamptz', { name: 'changed_at', default: () => 'now()' })
  changedAt: Date;

  /** Null when the system changed it. */
  @Column('uuid', { name: 'changed_by', nullable: true })
  changedBy: string | null;
}
