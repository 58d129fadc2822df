import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Which step a follow-up was: kept from its events, since rules ask for it. */
@Entity('conversion_touches')
@Index('conversion_touches_subject_id_idx', ['subjectId'])
export class Touch {
  @PrimaryColumn('uuid', {
    name: 'follow_up_id',
    primaryKeyConstraintName: 'conversion_touches_pkey',
  })
  followUpId: string;

  @Column('uuid', { name: 'subject_id' })
  subjectId: string;

  @Column('uuid', { name: 'owner_id', nullable: true })
  ownerId: string | null;

  @Column('uuid', { name: 'team_id', nullable: true })
  teamId: string | null;

  @Column('text')
  territory: string;

  @Column('boolean', { default: false })
  simulated: boolean;

  @Column('text')
  step: string;
}
