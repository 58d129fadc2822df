import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** What an activity of a kind means; data, so that a house may see it otherwise. */
@Entity('activity_kinds')
@Check('activity_kinds_progress_check', 'meaningful OR NOT progress')
export class ActivityKind {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'activity_kinds_pkey' })
  code: string;

  /** Order of the list that people choose from. */
  @Column('smallint')
  nr: number;

  /** Contact that deserves the name: moves a new lead to ACTIVE and ends a silence. */
  @Column('boolean')
  meaningful: boolean;

  /** Progress that can be proven. */
  @Column('boolean')
  progress: boolean;

  /** The lead has said something to us. */
  @Column('boolean')
  answer: boolean;

  /** May be logged by hand. */
  @Column('boolean', { name: 'by_people' })
  byPeople: boolean;
}
