import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** The one row behind the gauges, so that a scrape never counts. */
@Entity('follow_up_gauges')
@Check('follow_up_gauges_only_row_check', 'only_row')
export class FollowUpGauges {
  @PrimaryColumn('boolean', {
    name: 'only_row',
    default: true,
    primaryKeyConstraintName: 'follow_up_gauges_pkey',
  })
  onlyRow: boolean;

  /** Planned follow-ups by step. */
  @Column('jsonb', { default: {} })
  pending: Record<string, number>;

  @Column('int', { default: 0 })
  overdue: number;
}
