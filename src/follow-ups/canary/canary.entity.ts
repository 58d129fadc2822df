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
import { FollowUp } from '../sequences/follow-up.entity';
import type { TravelHop } from './canary.rules';

/** One round of the canary. All instants are the database's time. */
@Entity('follow_up_canaries')
@Index('follow_up_canaries_started_at_idx', ['startedAt'])
@Index('follow_up_canaries_finished_at_idx', ['finishedAt'], { where: 'finished_at IS NOT NULL' })
@Check('follow_up_canaries_broken_hop_check', "broken_hop IN ('plan', 'decide', 'send', 'report')")
@Check('follow_up_canaries_given_up_at_check', '(given_up_at IS NULL) = (broken_hop IS NULL)')
@Check('follow_up_canaries_finished_at_check', 'finished_at IS NULL OR given_up_at IS NULL')
export class Canary {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'follow_up_canaries_pkey' })
  id: string;

  @Column('timestamptz', { name: 'started_at', default: () => 'clock_timestamp()' })
  startedAt: Date;

  @Column('uuid', { name: 'follow_up_id', nullable: true })
  followUpId: string | null;

  @ManyToOne(() => FollowUp)
  @JoinColumn({
    name: 'follow_up_id',
    foreignKeyConstraintName: 'follow_up_canaries_follow_up_id_fkey',
  })
  followUp?: Relation<FollowUp>;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt: Date | null;

  /** When it was left where it stood, so that another could begin. */
  @Column('timestamptz', { name: 'given_up_at', nullable: true })
  givenUpAt: Date | null;

  @Column('text', { name: 'broken_hop', nullable: true })
  brokenHop: TravelHop | null;
}
