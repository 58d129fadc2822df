import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { AlertName } from './alert-list.rules';

/** What was measured and what it may not exceed. */
export interface Measured {
  readonly value: number;
  readonly limit: number;
  readonly detail: string | null;
}

/** Something is wrong, from when to when. All instants are the database's time. */
@Entity('alerts')
@Check('alerts_severity_check', "severity IN ('warning', 'critical')")
@Check('alerts_resolved_at_check', 'resolved_at IS NULL OR raised_at IS NOT NULL')
@Index('alerts_open_key', ['name', 'subject'], { unique: true, where: 'resolved_at IS NULL' })
@Index('alerts_resolved_at_idx', ['resolvedAt'])
export class Alert {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'alerts_pkey' })
  id: string;

  @Column('text')
  name: AlertName;

  /** A consumer, a provider, a template, a process; empty when it is about the whole. */
  @Column('text')
  subject: string;

  /** Who measures it: `shared`, `providers`, or the process that it is about. */
  @Column('text')
  source: string;

  @Column('text')
  severity: 'warning' | 'critical';

  /** Since when its condition holds. */
  @Column('timestamptz')
  since: Date;

  @Column('timestamptz', { name: 'last_seen_at' })
  lastSeenAt: Date;

  /** When people were told; null while the condition has not held long enough. */
  @Column('timestamptz', { name: 'raised_at', nullable: true })
  raisedAt: Date | null;

  @Column('timestamptz', { name: 'resolved_at', nullable: true })
  resolvedAt: Date | null;

  @Column('jsonb')
  measured: Measured;
}
