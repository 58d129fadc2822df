import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** Failures in a row of one account or one network address, known only by digests. */
@Entity('sign_in_attempts')
@Check('sign_in_attempts_kind_check', "kind IN ('ACCOUNT', 'ADDRESS')")
@Check('sign_in_attempts_failures_check', 'failures >= 0')
export class SignInAttempt {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'sign_in_attempts_pkey' })
  kind: 'ACCOUNT' | 'ADDRESS';

  @PrimaryColumn('bytea', { name: 'key_hash', primaryKeyConstraintName: 'sign_in_attempts_pkey' })
  keyHash: Buffer;

  @Column('int')
  failures: number;

  @Column('timestamptz', { name: 'failed_at' })
  failedAt: Date;

  @Column('timestamptz', { name: 'delayed_until' })
  delayedUntil: Date;
}
