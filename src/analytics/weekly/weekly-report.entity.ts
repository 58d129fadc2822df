import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** When a manager gets the next report. The row is the schedule. */
@Entity('analytics_weekly_reports')
@Index('analytics_weekly_reports_due_at_idx', ['dueAt'])
export class WeeklyReport {
  @PrimaryColumn('uuid', {
    name: 'user_id',
    primaryKeyConstraintName: 'analytics_weekly_reports_pkey',
  })
  userId: string;

  @Column('timestamptz', { name: 'due_at' })
  dueAt: Date;

  /** The Monday of the last week that was told. */
  @Column('date', { name: 'told_on', nullable: true })
  toldOn: string | null;
}
