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
import { User } from '../people/user.entity';

/** A key by which a program acts as its owner, limited to named acts. All its times are the database's. */
@Entity('api_tokens')
@Unique('api_tokens_token_hash_key', ['tokenHash'])
@Index('api_tokens_user_id_idx', ['userId'])
@Check('api_tokens_name_check', 'length(name) BETWEEN 1 AND 120')
@Check('api_tokens_acts_check', 'cardinality(acts) > 0')
@Check('api_tokens_revoked_by_check', '(revoked_at IS NULL) = (revoked_by IS NULL)')
export class ApiToken {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'api_tokens_pkey' })
  id: string;

  @Column('uuid', { name: 'user_id' })
  userId: string;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'api_tokens_user_id_fkey' })
  user?: Relation<User>;

  @Column('text')
  name: string;

  /** SHA-256 of the token, which is shown once and stored nowhere. */
  @Column('bytea', { name: 'token_hash' })
  tokenHash: Buffer;

  /** The last characters of the token, by which its owner knows it again. */
  @Column('text')
  hint: string;

  /** Names of acts as in `@Access`; what the owner's role may no longer do, the token may not either. */
  @Column('text', { array: true })
  acts: string[];

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;

  /** Written at most once a minute. */
  @Column('timestamptz', { name: 'last_used_at', nullable: true })
  lastUsedAt: Date | null;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt: Date;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt: Date | null;

  @Column('uuid', { name: 'revoked_by', nullable: true })
  revokedBy: string | null;

  @ManyToOne(() => User)
  @JoinColumn({ name: 'revoked_by', foreignKeyConstraintName: 'api_tokens_revoked_by_fkey' })
  revoker?: Relation<User>;
}
