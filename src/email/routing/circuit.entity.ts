import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import type { ProviderId } from '../providers/email.provider';

export const CIRCUIT_STATES = ['closed', 'open', 'half_open'] as const;
export type CircuitState = (typeof CIRCUIT_STATES)[number];
export const CIRCUIT_REASONS = [
  'consecutive_failures',
  'failure_rate',
  'account',
  'probe_failed',
] as const;
export type CircuitReason = (typeof CIRCUIT_REASONS)[number];

/** Whether a provider is asked: closed it is, open it is not, half open it is asked for one mail at a time. */
@Entity('email_circuits')
@Check('email_circuits_provider_check', "provider IN ('sendgrid', 'ses', 'smtp')")
@Check('email_circuits_state_check', "state IN ('closed', 'open', 'half_open')")
@Check(
  'email_circuits_reason_check',
  "reason IN ('consecutive_failures', 'failure_rate', 'account', 'probe_failed')",
)
@Check('email_circuits_open_check', "(state = 'closed') = (opened_at IS NULL)")
@Check('email_circuits_retry_at_check', "(state = 'closed') = (retry_at IS NULL)")
@Check('email_circuits_probe_check', '(probe_by IS NULL) = (probe_until IS NULL)')
export class Circuit {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'email_circuits_pkey' })
  provider: ProviderId;

  @Column('text', { default: 'closed' })
  state: CircuitState;

  /** Why it opened last. */
  @Column('text', { nullable: true })
  reason: CircuitReason | null;

  /** What the provider said then. */
  @Column('text', { nullable: true })
  response: string | null;

  /** Counts its changes, which numbers the facts about them. */
  @Column('int', { default: 0 })
  changes: number;

  /** The database's time, like all instants here. */
  @Column('timestamptz', { name: 'changed_at', default: () => 'now()' })
  changedAt: Date;

  /** Since when it has not been closed. */
  @Column('timestamptz', { name: 'opened_at', nullable: true })
  openedAt: Date | null;

  /** From when on it may be probed. */
  @Column('timestamptz', { name: 'retry_at', nullable: true })
  retryAt: Date | null;

  /** In a row, without half an hour of rest between; each lasts longer. */
  @Column('int', { default: 0 })
  openings: number;

  @Column('int', { name: 'good_probes', default: 0 })
  goodProbes: number;

  /** The process that probes; there is one at a time. */
  @Column('text', { name: 'probe_by', nullable: true })
  probeBy: string | null;

  @Column('timestamptz', { name: 'probe_until', nullable: true })
  probeUntil: Date | null;

  /** When it closed by itself; null after a person closed it, who wants it used at once. */
  @Column('timestamptz', { name: 'closed_at', nullable: true })
  closedAt: Date | null;
}
