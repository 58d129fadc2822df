import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Who of a team got the last lead that was assigned by a rule; its lock lets one assign after the other. */
@Entity('lead_assignment_turns')
export class AssignmentTurn {
  @PrimaryColumn('uuid', {
    name: 'team_id',
    primaryKeyConstraintName: 'lead_assignment_turns_pkey',
  })
  teamId: string;

  @Column('uuid', { name: 'last_user_id', nullable: true })
  lastUserId: string | null;
}
