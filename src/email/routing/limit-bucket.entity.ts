import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** How fast something may be asked by all processes together (GCRA), and how often in a day. */
@Entity('email_limit_buckets')
@Check('email_limit_buckets_emission_seconds_check', 'emission_seconds > 0')
@Check('email_limit_buckets_least_seconds_check', 'least_seconds > 0')
export class LimitBucket {
  /** `p:<provider>` */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'email_limit_buckets_pkey' })
  key: string;

  /** From one call to the next, just now. */
  @Column('float8', { name: 'emission_seconds' })
  emissionSeconds: number;

  /** What it comes down to again when nobody is told to slow down any more. */
  @Column('float8', { name: 'least_seconds' })
  leastSeconds: number;

  /** All calls up to here are taken; the database's time. */
  @Column('timestamptz', { name: 'free_at', default: () => 'now()' })
  freeAt: Date;

  /** When its pace was changed last. */
  @Column('timestamptz', { name: 'paced_at', default: () => 'now()' })
  pacedAt: Date;

  /** Calls in 24 hours; null for no limit. */
  @Column('int', { name: 'day_cap', nullable: true })
  dayCap: number | null;

  /** Of them: what the provider had counted when it was asked, and what was taken since. */
  @Column('int', { name: 'day_used', default: 0 })
  dayUsed: number;

  /** Not before it is anything sent, and other ways take over. */
  @Column('timestamptz', { name: 'blocked_until', nullable: true })
  blockedUntil: Date | null;

  /** When the provider was last asked what it allows. */
  @Column('timestamptz', { name: 'asked_at', nullable: true })
  askedAt: Date | null;
}
