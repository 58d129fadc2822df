import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
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

  @Column('text')
  state: 'draft' | 'active' | 'archived';

  @Column('jsonb')
  steps: Step[];

  /** The kill switch of this sequence; its leads stay enrolled. */
  @Column('timestamptz', { name: 'paused_at', nullable: true })
  pausedAt: Date | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt: Date;
}
