import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import type { ScorePart } from './score.rules';

/** What a fact of a lead is worth; data, so that a house may see it otherwise. */
@Entity('lead_score_points')
@Check('lead_score_points_part_check', "part IN ('pain', 'revenue', 'fit', 'engagement')")
@Check('lead_score_points_points_check', 'points BETWEEN 0 AND 25')
export class ScorePointRow {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'lead_score_points_pkey' })
  part: ScorePart;

  /** The fact that is asked for. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'lead_score_points_pkey' })
  kind: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'lead_score_points_pkey' })
  code: string;

  /** For facts that are numbers. */
  @Column('bigint', { name: 'at_least', nullable: true })
  atLeast: string | null;

  @Column('smallint')
  points: number;
}
