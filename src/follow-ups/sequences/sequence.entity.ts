import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { Pause } from './enrolment.entity';
import type { Step } from './steps.rules';

/** One version of a plan of touches; what is active never changes, a change makes the next version. */
@Entity('sequences')
@Unique('sequences_key_version_key', ['key', 'version'])
@Index('sequences_active_key', ['key'], { unique: true, where: "state = 'active'" })
@Check('sequences_state_check', "state IN ('draft', 'active', 'archived')")
export class Sequence {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'sequences_pkey' })
  id: string;

  @Column('text')
  key: string;

  @Column('int')
  version: number;

  /** How often the steps of the draft were saved, the first time included. */
  @Column('int', { default: 1 })
  revision: number;

  @Column('text')
  state: 'draft' | 'active' | 'archived';

  @Column('jsonb')
  steps: Step[];

  /** The kill switch of this sequence; its leads stay enrolled. */
  @Column('timestamptz', { name: 'paused_at', nullable: true })
  pausedAt: Date | null;

  /** When it was switched off; the last one is open while it is. */
  @Column('jsonb', { default: [] })
  pauses: Pause[];

  @Column('timestamptz', { name: 'activated_at', nullable: true })
  activatedAt: Date | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;
}
