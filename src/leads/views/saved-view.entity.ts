import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';

export const AUDIENCES = ['own', 'team', 'all'] as const;
export type Audience = (typeof AUDIENCES)[number];

/** A filter of the leads list that somebody keeps under a name. */
@Entity('lead_views')
@Unique('lead_views_user_id_name_key', ['userId', 'name'])
@Check('lead_views_columns_check', 'cardinality(columns) > 0')
@Check('lead_views_name_check', 'length(name) BETWEEN 1 AND 60')
@Check('lead_views_audience_check', "audience IN ('own', 'team', 'all')")
@Check('lead_views_team_ids_check', "(audience = 'team') = (cardinality(team_ids) > 0)")
export class SavedView {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'lead_views_pkey' })
  id: string;

  @Column('int', { default: 1 })
  version: number;

  @Column('uuid', { name: 'user_id' })
  userId: string;

  @Column('text')
  name: string;

  @Column('text')
  audience: Audience;

  /** The teams of whoever shared it, when they did. */
  @Column('uuid', { name: 'team_ids', array: true, default: [] })
  teamIds: string[];

  /** Without its search text; parsed anew whenever it is read, since fields may have gone meanwhile. */
  @Column('jsonb')
  filter: unknown;

  /** The search text, which may name somebody. */
  @Column('text', { nullable: true })
  words: string | null;

  @Column('text', { nullable: true })
  sort: string | null;

  /** Which columns it shows, in their order; null: those that the list shows by itself. */
  @Column('text', { array: true, nullable: true })
  columns: string[] | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'changed_at' })
  changedAt: Date;
}
