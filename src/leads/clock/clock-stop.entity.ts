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
import { Lead } from '../lead.entity';

export const CLOCK_STOP_STATES = ['requested', 'running', 'refused', 'ended', 'withdrawn'] as const;
export const CLOCK_STOP_TASK = 'CLOCK_STOP_REQUESTED';
export type ClockStopState = (typeof CLOCK_STOP_STATES)[number];

/** While it runs, no timer of the lead does: nothing automatic leaves, and no protection is used up. */
@Entity('lead_clock_stops')
@Index('lead_clock_stops_open_key', ['leadId'], {
  unique: true,
  where: "state IN ('requested', 'running')",
})
@Index('lead_clock_stops_lead_id_idx', ['leadId', 'id'])
@Index('lead_clock_stops_until_at_idx', ['untilAt'], {
  where: "state = 'running' AND until_at IS NOT NULL",
})
@Check('lead_clock_stops_subject_id_check', 'subject_id = lead_id')
@Check(
  'lead_clock_stops_state_check',
  "state IN ('requested', 'running', 'refused', 'ended', 'withdrawn')",
)
@Check('lead_clock_stops_decided_at_check', "(state = 'requested') = (decided_at IS NULL)")
@Check('lead_clock_stops_ended_at_check', "(state = 'ended') = (ended_at IS NOT NULL)")
export class ClockStop {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'lead_clock_stops_pkey' })
  id: string;

  @Column('uuid', { name: 'lead_id' })
  leadId: string;

  @ManyToOne(() => Lead, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'lead_id', foreignKeyConstraintName: 'lead_clock_stops_lead_id_fkey' })
  lead?: Relation<Lead>;

  @Column('uuid', { name: 'subject_id' })
  subjectId: string;

  @Column('uuid', { name: 'owner_id', nullable: true })
  ownerId: string | null;

  @Column('uuid', { name: 'team_id', nullable: true })
  teamId: string | null;

  @Column('text')
  territory: string;

  @Column('text', { default: 'requested' })
  state: ClockStopState;

  @Column('text')
  reason: string;

  @Column('uuid', { name: 'requested_by', nullable: true })
  requestedBy: string | null;

  @Column('timestamptz', { name: 'requested_at' })
  requestedAt: Date;

  /** When it ends by itself; null: when somebody ends it. */
  @Column('timestamptz', { name: 'until_at', nullable: true })
  untilAt: Date | null;

  @Column('uuid', { name: 'decided_by', nullable: true })
  decidedBy: string | null;

  /** From then on it runs, if it was approved. */
  @Column('timestamptz', { name: 'decided_at', nullable: true })
  decidedAt: Date | null;

  /** Where the system withdrew it, the code of what happened: `LEAD_LOST`. */
  @Column('text', { name: 'decided_why', nullable: true })
  decidedWhy: string | null;

  @Column('uuid', { name: 'ended_by', nullable: true })
  endedBy: string | null;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt: Date | null;
}
